import { constants } from 'node:os';

/**
 * The script between the spawner and a node: 1.8 MB that outlives the agent and keeps the exit code. It is constant; the
 * program and its arguments arrive as "$@" and are never parsed. It uses builtins only, so the node's PATH does not matter.
 *
 * - `launched` is created exclusively: of two shims for one attempt, only one gets past this line.
 * - The subshell becomes the program (exec): `pid` holds its own stat line, whose pid and start time survive exec.
 * - A program is not started without its records: where the disk refuses one, `unwritten` says so, which takes no block of it.
 * - A failed exec leaves `noexec`; a program that itself ends with 126 or 127 does not.
 * - The shell writes the name of a fatal signal to its own error output, here `how`: so exit(137) and SIGKILL differ. The
 *   shell is silent for SIGINT and SIGPIPE; those two stay ambiguous and are reported so.
 * - `exit` is complete only when it ends in `end`: a torn write is seen as none.
 */
export const SHIM_SOURCE = `#!/bin/sh
# Starts one node and keeps how it ended. Arguments: run folder, output file, error file, cgroup.procs or -, names to unset, program...
cd "$1" || exit 70
run=$1; out=$2; err=$3; group=$4; drop=$5
shift 5
read -r stat < /proc/$$/stat
set -C
{ : > launched; } 2>/dev/null || exit 75
set +C
{ printf '%s\\n' "$stat" > launched; } 2>/dev/null || { : > unwritten; exit 74; }
trap : TERM HUP INT QUIT USR1 USR2 ALRM PIPE
exec 2> how
(
  trap 'printf "%s end\\n" "$?" > "$run/noexec"' EXIT
  if [ "$group" != - ]; then { echo 0 > "$group"; } 2>/dev/null || : > nogroup; fi
  read -r stat < /proc/self/stat
  { printf '%s\\n' "$stat" > pid; } 2>/dev/null || { : > unwritten; exit 74; }
  cd ../.. || exit 70
  unset $drop
  exec "$@"
) < /dev/null >> "$out" 2>> "$err"
code=$?
if [ -s how ]; then printf '%s signalled end\\n' "$code" > exit; else printf '%s exited end\\n' "$code" > exit; fi
exit "$code"
`;

/** Variables a shell adds on its own; those the caller did not ask for are unset again before the program starts. */
export const SHELL_ADDS: readonly string[] = ['PWD', 'OLDPWD', 'SHLVL', '_'];

/** How a program ended, as the shim wrote it. */
export interface ShimExit {
  readonly exitCode?: number;
  readonly signal?: string;
  readonly missing: readonly string[];
}

const SIGNAL_NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(constants.signals)
    .filter(([name]) => name !== 'SIGIOT' && name !== 'SIGPOLL' && name !== 'SIGUNUSED')
    .map(([name, number]) => [number, name]),
);

const SILENT = new Map([
  [128 + constants.signals.SIGINT, 'SIGINT'],
  [128 + constants.signals.SIGPIPE, 'SIGPIPE'],
]);

/** Reads an `exit` record; undefined while it is not complete. */
export function parseShimExit(text: string): ShimExit | undefined {
  const match = /^(\d+) (exited|signalled) end\n$/.exec(text);
  if (match === null) return undefined;
  const code = Number(match[1]);
  if (match[2] === 'signalled' && code > 128) return { signal: SIGNAL_NAMES.get(code - 128) ?? `signal ${code - 128}`, missing: [] };
  const silent = SILENT.get(code);
  if (silent === undefined) return { exitCode: code, missing: [] };
  return { exitCode: code, missing: [`signal: a shell reports exit(${code}) and ${silent} alike`] };
}
