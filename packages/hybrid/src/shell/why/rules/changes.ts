import { durationText } from '@sutra/kit';
import { type GridEvent, summaryOf, type TypedEvent } from '@sutra/model';
import type { CaseFile } from '../case-file.ts';
import { type Judgement, type Rule, STRENGTH } from '../finding.ts';
import { type Crash, signalOf } from './end-of-process.ts';

const MINUTE_US = 60_000_000;
/** A run of this length under a change speaks for the change. */
const EXONERATED_AFTER_US = 4 * MINUTE_US;

/** A change the node has taken up: from this start on it ran with it. */
interface TakenUp {
  readonly change: GridEvent;
  /** The request that started the node with it. */
  readonly request: TypedEvent<'spawn_requested'>;
}

/** What the record says of the node before and since a change. */
interface Before {
  readonly failuresBefore: readonly Crash[];
  readonly failuresSince: readonly Crash[];
  /** Longest run under the change, µs. */
  readonly longestRunUs: number;
  /** Failures of the same kind on other nodes that took the same change up. */
  readonly peersFailed: readonly GridEvent[];
  /** The change was taken back, and from then on the node did not fail. */
  readonly calmAfter: GridEvent | undefined;
}

const crashesOf = (file: CaseFile): Crash[] => file.story.filter((event): event is Crash => event.type === 'node_crashed');
/** Two ends that look alike: the same signal, or the same exit code. */
const alike = (a: Crash, b: Crash): boolean => signalOf(a.body) === signalOf(b.body) && a.body.exit_code === b.body.exit_code;

function compare(file: CaseFile, { change, request }: TakenUp): Before {
  const focus = file.focus as Crash;
  const crashes = crashesOf(file).filter((one) => alike(one, focus));
  const since = request.timeUs;
  const backAgain = file.story.find((event) => event.type === 'spawn_requested' && event.timeUs > since && event.timeUs > focus.timeUs);
  const untilUs = backAgain?.timeUs ?? Number.POSITIVE_INFINITY;
  const under = crashes.filter((one) => one.timeUs >= since && one.timeUs < untilUs);
  const rolledBack = file.changes.find((event) => event.type === 'update_rolled_back' && event.causedBy.includes(change.id));
  const after = backAgain === undefined ? [] : crashes.filter((one) => one.timeUs >= untilUs);
  return {
    failuresBefore: crashes.filter((one) => one.timeUs < since),
    failuresSince: under,
    longestRunUs: longestRun(file, since, untilUs),
    peersFailed: peersOf(file, change),
    calmAfter: rolledBack !== undefined && backAgain !== undefined && after.length === 0 ? rolledBack : undefined,
  };
}

/** From each start to the next end, as far as the record goes. */
function longestRun(file: CaseFile, fromUs: number, toUs: number): number {
  let longest = 0;
  let startedUs: number | undefined;
  const lastSeenUs = Math.max(file.focus.timeUs, file.agentStory.at(-1)?.timeUs ?? 0, file.changes.at(-1)?.timeUs ?? 0);
  for (const event of file.story) {
    if (event.timeUs < fromUs || event.timeUs >= toUs) continue;
    if (event.type === 'spawn_succeeded' || event.type === 'node_restarted') startedUs = event.timeUs;
    else if (startedUs !== undefined && ['node_crashed', 'stop_succeeded', 'node_lost'].includes(event.type)) {
      longest = Math.max(longest, event.timeUs - startedUs);
      startedUs = undefined;
    }
  }
  return startedUs === undefined ? longest : Math.max(longest, Math.min(lastSeenUs, toUs) - startedUs);
}

/** Other nodes that were started for the same change and failed like this one. */
function peersOf(file: CaseFile, change: GridEvent): GridEvent[] {
  const started = new Set(
    file.agentStory
      .filter((event) => event.type === 'spawn_requested' && event.causedBy.includes(change.id))
      .map((event) => (event.body as { readonly node_id: string }).node_id),
  );
  return file.agentStory.filter(
    (event) =>
      event.type === 'node_crashed' &&
      event.body.node_id !== file.node &&
      started.has(event.body.node_id) &&
      alike(event as Crash, file.focus as Crash),
  );
}

function verdict(file: CaseFile, taken: TakenUp, rule: string, cause: 'config' | 'version', what: string): Judgement {
  const { failuresBefore, failuresSince, longestRunUs, peersFailed, calmAfter } = compare(file, taken);
  if (failuresBefore.length > 0)
    return {
      excluded: {
        cause,
        because: `it had failed the same way before ${what} (${failuresBefore.length === 1 ? 'once' : `${failuresBefore.length} times`})`,
      },
    };
  if (longestRunUs >= EXONERATED_AFTER_US)
    return { excluded: { cause, because: `it ran ${durationText(longestRunUs / 1000)} with ${what}` } };
  const facts = [failuresSince.length >= 2, peersFailed.length > 0, calmAfter !== undefined].filter(Boolean).length;
  const told = saidSo(file, cause);
  const strength = told || facts >= 2 ? STRENGTH.said : facts === 1 ? STRENGTH.concluded + 0.02 : STRENGTH.coincided;
  const support = [
    `it had run without this failure before`,
    ...(failuresSince.length >= 2 ? [`and has failed ${failuresSince.length} times since`] : []),
    ...(peersFailed.length > 0
      ? [`${new Set(peersFailed.map((event) => (event.body as { node_id: string }).node_id)).size} other node fails the same way since`]
      : []),
    ...(calmAfter === undefined ? [] : ['and not again since it was taken back']),
  ];
  return {
    finding: {
      rule,
      cause,
      strength,
      kind: strength === STRENGTH.coincided ? 'correlated' : 'inferred',
      says: `has failed since ${what}: ${support.join(', ')}`,
      rests: [taken.change, taken.request, ...peersFailed.slice(0, 1), ...(calmAfter === undefined ? [] : [calmAfter])],
    },
  };
}

const saidSo = (file: CaseFile, cause: string): boolean => (file.focus.body as { readonly cause?: string }).cause === cause;

/** The setting the run was started with for the first time, when its request differs from the one before or names the change. */
function settingTakenUp(file: CaseFile): TakenUp | undefined {
  const { request } = file;
  if (request === undefined) return undefined;
  const requests = file.story.filter((event): event is TypedEvent<'spawn_requested'> => event.type === 'spawn_requested');
  const before = requests.filter((event) => event.timeUs < request.timeUs).at(-1);
  const recorded = file.changes.find(
    (event) => event.type === 'config_changed' && event.body.target === file.node && request.causedBy.includes(event.id),
  );
  if (recorded !== undefined) return { change: recorded, request };
  if (before === undefined || !differs(before, request)) return undefined;
  const written = file.changes.findLast(
    (event) =>
      event.type === 'config_changed' &&
      event.body.target === file.node &&
      event.timeUs > before.timeUs &&
      event.timeUs <= request.timeUs &&
      spells(request, event.body.key),
  );
  return { change: written ?? request, request };
}

/** Whether a request carries a setting of this name. */
function spells({ body }: TypedEvent<'spawn_requested'>, key: string): boolean {
  return Object.hasOwn(body.env ?? {}, key) || (body.args ?? []).some((arg) => arg.includes(key));
}

function differs(a: TypedEvent<'spawn_requested'>, b: TypedEvent<'spawn_requested'>): boolean {
  const key = ({ body }: TypedEvent<'spawn_requested'>): string =>
    JSON.stringify([body.command, body.args, sorted(body.env), body.memory_limit_mb, body.port, body.storage_path]);
  return key(a) !== key(b);
}

const sorted = (env: unknown): unknown => Object.entries((env ?? {}) as object).sort(([a], [b]) => (a < b ? -1 : 1));

const GENERAL = new Set(['unknown', 'segfault', 'config', 'timeout', 'probe_failed', undefined]);

/** What the autopsy of the first such end compared and found different, by what it speaks for. */
function noticed(file: CaseFile, cause: 'config' | 'version'): { readonly what: string; readonly taken: TakenUp } | undefined {
  const { request } = file;
  const first = crashesOf(file).find((one) => request !== undefined && one.timeUs >= request.timeUs && alike(one, file.focus as Crash));
  const line = (first?.body.changed ?? []).find((one) =>
    (cause === 'version' ? /^(file |agent version)/ : /^(variable |arguments|command|memory limit|storage path)/).test(one),
  );
  if (request === undefined || line === undefined) return undefined;
  const what =
    cause === 'version'
      ? line.replace(/^file (.+): its size or change time$/, 'the file $1 was replaced')
      : `a setting was changed (${line})`;
  return { what, taken: { change: request, request } };
}

export const SETTING_CHANGED: Rule = {
  name: 'setting-changed',
  of: ['node_crashed'],
  judge(file) {
    const body = file.focus.body as Crash['body'];
    if (!GENERAL.has(body.cause)) return undefined;
    const taken = settingTakenUp(file);
    if (body.cause === 'config') {
      const what = taken === undefined ? '' : ` since ${nameOf(taken.change)}`;
      return {
        finding: {
          rule: 'setting-changed',
          cause: 'config',
          strength: taken === undefined ? STRENGTH.said : STRENGTH.established,
          kind: 'recorded',
          says: `refused its configuration${what}`,
          rests: taken === undefined ? [] : [taken.change],
        },
      };
    }
    if (taken !== undefined && startedByUpdate(file) === undefined)
      return verdict(file, taken, 'setting-changed', 'config', nameOf(taken.change));
    const seen = startedByUpdate(file) === undefined ? noticed(file, 'config') : undefined;
    if (seen !== undefined) return verdict(file, seen.taken, 'setting-changed', 'config', seen.what);
    const idle = file.changes.findLast(
      (event) => event.type === 'config_changed' && event.body.target === file.node && event.timeUs <= file.focus.timeUs,
    );
    if (idle !== undefined)
      return { excluded: { cause: 'config', because: `${summaryOf(idle)}, but its last start was not asked for with other settings` } };
    return { excluded: { cause: 'config', because: 'no setting of it was changed in the hours before' } };
  },
};

function startedByUpdate(file: CaseFile): TakenUp | undefined {
  const { request, chain } = file;
  if (request === undefined) return undefined;
  const ids = new Set([...request.causedBy, ...request.causedBy.flatMap((id) => chain.events.get(id)?.causedBy ?? [])]);
  const change = file.changes.findLast(
    (event) => (event.type === 'update_started' || event.type === 'update_rolled_back') && ids.has(event.id),
  );
  return change === undefined ? undefined : { change, request };
}

export const VERSION_CHANGED: Rule = {
  name: 'version-changed',
  of: ['node_crashed'],
  judge(file) {
    const body = file.focus.body as Crash['body'];
    if (!GENERAL.has(body.cause) || body.cause === 'config') return undefined;
    const taken = startedByUpdate(file);
    if (taken !== undefined) return verdict(file, taken, 'version-changed', 'version', nameOf(taken.change));
    const seen = noticed(file, 'version');
    if (seen !== undefined) return verdict(file, seen.taken, 'version-changed', 'version', seen.what);
    const elsewhere = file.changes.findLast((event) => event.type === 'update_started' && event.timeUs <= file.focus.timeUs);
    return elsewhere === undefined
      ? undefined
      : { excluded: { cause: 'version', because: `${summaryOf(elsewhere)}, but ${file.node} was not part of it` } };
  },
};

function nameOf(change: GridEvent): string {
  if (change.type === 'config_changed') return `${change.body.key} was changed from ${change.body.before} to ${change.body.after}`;
  if (change.type === 'update_started') return `the update to ${change.body.version}`;
  return change.type === 'spawn_requested' ? 'it was started with other settings' : summaryOf(change);
}

export const CHANGE_RULES: readonly Rule[] = [SETTING_CHANGED, VERSION_CHANGED];
