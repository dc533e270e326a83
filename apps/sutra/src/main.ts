import { fileURLToPath } from 'node:url';
import { SutraError } from '@sutra/kit';
import { CommanderError } from 'commander';
import { buildProgram } from './cli/program.ts';
import './errors.ts';
import { exitCodeOf, failureText } from './output/failure.ts';
import { liveForReader } from './output/reader.ts';
import { installedVersion } from './version.ts';

/** Runs one command line and returns its exit code. Users never see a stack: every failure says what to do. */
export async function main(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Promise<number> {
  const outcome = { exitCode: 0 };
  const executable = fileURLToPath(new URL('../bin/sutra.js', import.meta.url));
  const program = buildProgram({ env, version: installedVersion(), executable, outcome });
  const quiet = (command: typeof program): void => {
    command.exitOverride();
    for (const inner of command.commands) quiet(inner);
  };
  quiet(program);
  liveForReader();
  try {
    if (argv.length === 0) {
      program.outputHelp();
      return 2;
    }
    // A variable that was to hold the command and is empty must not become another command.
    if (argv.at(-1) === '--')
      throw new SutraError('SUTRA_USAGE', 'Nothing follows --', { mend: 'Write the command after it, or leave -- out.' });
    await program.parseAsync([...argv], { from: 'user' });
    return outcome.exitCode;
  } catch (reason) {
    if (reason instanceof CommanderError) return reason.exitCode === 0 ? 0 : 2;
    const error = SutraError.from(reason);
    process.stderr.write(`${failureText(error)}\n`);
    if (error.code === 'SUTRA_INTERNAL' && env['SUTRA_DEBUG'] === '1')
      process.stderr.write(`${(error.cause as Error | undefined)?.stack ?? error.stack}\n`);
    return exitCodeOf(error);
  }
}
