import type { TypedEvent } from '@sutra/model';
import type { CaseFile } from '../case-file.ts';
import { type Judgement, type Rule, STRENGTH } from '../finding.ts';

/** A node is held to have run out of memory at this share of its limit. */
const NEAR_LIMIT = 0.9;
/** A host is held to have run out of memory at this percentage. */
const HOST_FULL_PCT = 94;
const DISK_FULL_PCT = 97;
const MINUTE_US = 60_000_000;

const CRASH = ['node_crashed'] as const;
const FAILED = ['node_crashed', 'spawn_failed'] as const;

export type Crash = TypedEvent<'node_crashed'>;
type Body = Crash['body'];

const bodyOf = (file: CaseFile): Body => file.focus.body as Body;

/** Words of the end: what it wrote, or what the start failed with. */
const wordsOf = (file: CaseFile): string => {
  const body = file.focus.body as { readonly stderr_tail?: string; readonly error?: string };
  return body.stderr_tail ?? body.error ?? '';
};

const SENT: Readonly<Record<number, string>> = {
  129: 'SIGHUP',
  130: 'SIGINT',
  131: 'SIGQUIT',
  137: 'SIGKILL',
  143: 'SIGTERM',
  [-9]: 'SIGKILL',
  [-15]: 'SIGTERM',
};

/** The signal that ended it; containers tell it only as 128 plus its number. */
export function signalOf({ signal, exit_code: code }: Body): string | undefined {
  if (signal !== undefined) return signal;
  if (code === 139 || code === -11) return 'SIGSEGV';
  if (code === 135) return 'SIGBUS';
  return code === undefined ? undefined : SENT[code];
}

const fromOutside = (body: Body): string | undefined => {
  const signal = signalOf(body);
  return signal !== undefined && /^SIG(KILL|TERM|INT|HUP|QUIT|STOP)$/.test(signal) ? signal : undefined;
};

interface Memory {
  readonly usedMb: number;
  readonly limitMb: number;
}

/** Memory at the end: from the autopsy, else from the last metrics. */
export function memoryOf(file: CaseFile): Memory | undefined {
  const body = bodyOf(file);
  const last = file.metrics.at(-1)?.body;
  const usedMb = body.memory_mb ?? last?.memory_mb;
  const limitMb = body.memory_limit_mb ?? last?.memory_limit_mb;
  return usedMb === undefined || limitMb === undefined || limitMb === 0 ? undefined : { usedMb, limitMb };
}

const nearLimit = (memory: Memory | undefined): boolean => memory !== undefined && memory.usedMb >= NEAR_LIMIT * memory.limitMb;
/** Resident memory holds pages shared with others, which a limit does not count: where it is more than the limit it is no part of it. */
const memoryText = ({ usedMb, limitMb }: Memory): string =>
  usedMb > limitMb ? `limit ${limitMb} MiB` : `${usedMb.toFixed(0)} of ${limitMb} MiB`;
/** Of several readings before the end the worst: a host out of memory is sampled a little before or after its lowest point. */
const hostPeak = (file: CaseFile, field: 'memory_pct' | 'disk_pct'): number | undefined => {
  const near = file.hostMetrics.filter((event) => event.timeUs >= file.focus.timeUs - MINUTE_US);
  return near.length === 0 ? undefined : Math.max(...near.map(({ body }) => body[field]));
};

/** A kill that nobody counted for memory may still have been one: only then do figures decide. */
const uncounted = (body: Body): boolean => body.oom_kills === undefined && body.cause !== 'oom';

export const MEMORY_LIMIT: Rule = {
  name: 'memory-near-limit',
  of: CRASH,
  judge(file): Judgement | undefined {
    const body = bodyOf(file);
    const memory = memoryOf(file);
    const figures = memory === undefined ? '' : ` (${memoryText(memory)})`;
    const finding = {
      rule: 'memory-near-limit',
      cause: 'oom',
      says: `ran out of memory${figures}`,
      rests: file.metrics.slice(-1),
    } as const;
    if (body.cause === 'oom' || (body.oom_kills ?? 0) > 0)
      return { finding: { ...finding, strength: STRENGTH.established, kind: 'recorded' } };
    const killed = fromOutside(body) === 'SIGKILL';
    if (killed && uncounted(body) && nearLimit(memory)) return { finding: { ...finding, strength: STRENGTH.concluded, kind: 'inferred' } };
    const used = memory === undefined ? '' : `${memoryText(memory)} in use (${Math.round((100 * memory.usedMb) / memory.limitMb)} %)`;
    if (memory !== undefined && !nearLimit(memory))
      return { excluded: { cause: 'oom', because: `${used}, no out-of-memory kill counted` } };
    if (body.oom_kills === 0) return { excluded: { cause: 'oom', because: 'the out-of-memory counter did not move' } };
    if (!killed && body.exit_code !== undefined)
      return { excluded: { cause: 'oom', because: `it ended by itself with code ${body.exit_code}, and did not speak of memory` } };
    return { lacks: `memory before the end: no figures of ${file.node} within ten minutes` };
  },
};

export const HOST_MEMORY: Rule = {
  name: 'host-memory',
  of: CRASH,
  judge(file) {
    const body = bodyOf(file);
    const pct = hostPeak(file, 'memory_pct');
    if (pct === undefined) return undefined;
    if (pct < 90) return { excluded: { cause: 'host_memory', because: `${file.agent} was at ${Math.round(pct)} % memory` } };
    if (fromOutside(body) !== 'SIGKILL' || !uncounted(body) || nearLimit(memoryOf(file)) || pct < HOST_FULL_PCT) return undefined;
    const worst = file.hostMetrics.filter((event) => event.body.memory_pct === pct).slice(-1);
    return {
      finding: {
        rule: 'host-memory',
        cause: 'host_memory',
        strength: STRENGTH.concluded,
        kind: 'inferred',
        says: `was killed while its host was out of memory (${Math.round(pct)} %)`,
        rests: worst,
      },
    };
  },
};

export const STOP_ON_REQUEST: Rule = {
  name: 'stop-requested',
  of: CRASH,
  judge(file) {
    const sinceUs = file.start?.timeUs ?? file.focus.timeUs - 10 * MINUTE_US;
    const stop = file.story.findLast(
      (event) => event.type === 'stop_requested' && event.timeUs >= sinceUs && event.timeUs <= file.focus.timeUs,
    );
    if (stop === undefined) return { excluded: { cause: 'operator_stop', because: 'no stop was requested between its start and its end' } };
    return {
      finding: {
        rule: 'stop-requested',
        cause: 'operator_stop',
        strength: STRENGTH.established,
        kind: 'inferred',
        says: 'was stopped on request',
        rests: [stop],
      },
    };
  },
};

export const KILLED_FROM_OUTSIDE: Rule = {
  name: 'killed-from-outside',
  of: CRASH,
  judge(file) {
    const body = bodyOf(file);
    const signal = fromOutside(body);
    if (signal === undefined || body.cause === 'oom' || (body.oom_kills ?? 0) > 0 || body.cause === 'probe_failed') return undefined;
    const memory = memoryOf(file);
    const otherwise =
      signal === 'SIGKILL' && uncounted(body) && (nearLimit(memory) || (hostPeak(file, 'memory_pct') ?? 0) >= HOST_FULL_PCT);
    // Where nobody counts kills for memory, only figures exclude one; without any, a kill from outside is no more than suggested.
    const counted = signal !== 'SIGKILL' || body.oom_kills === 0 || memory !== undefined;
    return {
      finding: {
        rule: 'killed-from-outside',
        cause: 'killed_by_operator',
        strength: otherwise ? STRENGTH.coincided : counted ? STRENGTH.said : STRENGTH.suggested,
        kind: body.cause === 'killed_by_operator' ? 'recorded' : 'inferred',
        says: `was killed by ${signal}${body.exit_code === undefined ? '' : ` (exit ${body.exit_code})`} sent from outside the grid`,
        rests: [],
        unknown: ['who sent the signal: it did not come through the grid'],
      },
    };
  },
};

export const PROBE_FAILED: Rule = {
  name: 'probe-failed',
  of: CRASH,
  judge: (file) =>
    bodyOf(file).cause === 'probe_failed'
      ? {
          finding: {
            rule: 'probe-failed',
            cause: 'probe_failed',
            strength: STRENGTH.established,
            kind: 'recorded',
            says: `was ended because it no longer answered its probe (${evidenceText(file)})`,
            rests: [],
          },
        }
      : undefined,
};

/** What the autopsy's sentence says behind the way it ended. */
function evidenceText(file: CaseFile): string {
  const summary = bodyOf(file).summary ?? '';
  return summary.slice(summary.indexOf(': ') + 2);
}

export const MEMORY_FAULT: Rule = {
  name: 'memory-fault',
  of: CRASH,
  judge(file) {
    const signal = signalOf(bodyOf(file));
    if (bodyOf(file).cause !== 'segfault' && signal !== 'SIGSEGV' && signal !== 'SIGBUS') return undefined;
    return {
      finding: {
        rule: 'memory-fault',
        cause: 'segfault',
        strength: STRENGTH.concluded,
        kind: 'recorded',
        says: `crashed with a ${signal === 'SIGBUS' ? 'bus error' : 'segmentation fault'}`,
        rests: [],
        unknown: ['where in the program: the record holds no core dump'],
      },
    };
  },
};

export const DISK_FULL: Rule = {
  name: 'disk-full',
  of: FAILED,
  judge(file) {
    const body = bodyOf(file);
    const pct = hostPeak(file, 'disk_pct');
    const full = pct !== undefined && pct >= DISK_FULL_PCT;
    const rests = full ? file.hostMetrics.filter((event) => event.body.disk_pct === pct).slice(0, 1) : [];
    const figure = full ? ` (${Math.round(pct)} % of ${file.agent})` : '';
    const finding = { rule: 'disk-full', cause: 'disk_full', says: `could not write: the disk was full${figure}`, rests } as const;
    if (body.cause === 'disk_full')
      return { finding: { ...finding, kind: 'recorded', strength: full ? STRENGTH.established : STRENGTH.said } };
    const plain =
      file.focus.type === 'node_crashed' && signalOf(body) === undefined && body.exit_code !== 0 && (body.cause ?? 'unknown') === 'unknown';
    if (full && plain) {
      const beside = failedBeside(file);
      const writes = /\b(write|fsync|flush|append|segment)/i.test(wordsOf(file));
      if (beside.length > 0 || writes)
        return {
          finding: {
            ...finding,
            rests: [...rests, ...beside],
            kind: 'inferred',
            strength: beside.length > 0 && writes ? STRENGTH.concluded : STRENGTH.suggested,
          },
        };
    }
    return pct === undefined || pct >= 90
      ? undefined
      : { excluded: { cause: 'disk_full', because: `the disk of ${file.agent} was ${Math.round(pct)} % full` } };
  },
};

/** Other nodes of the same agent that ended by themselves within half a minute. */
function failedBeside(file: CaseFile) {
  return file.agentStory.filter(
    (event) =>
      event.type === 'node_crashed' &&
      event.body.node_id !== file.node &&
      event.body.signal === undefined &&
      Math.abs(event.timeUs - file.focus.timeUs) <= MINUTE_US / 2,
  );
}

export const PORT_HELD: Rule = {
  name: 'port-held',
  of: FAILED,
  judge(file) {
    const { cause, port: served } = bodyOf(file);
    if (cause !== 'port_conflict' && !/EADDRINUSE|address already in use/i.test(wordsOf(file))) return undefined;
    if (cause !== undefined && cause !== 'unknown' && cause !== 'port_conflict') return undefined;
    const asked = /\bport (\d{2,5})\b/.exec(wordsOf(file))?.[1] ?? /:(\d{2,5})\b/.exec(wordsOf(file))?.[1];
    const port = served ?? (asked === undefined ? file.request?.body.port : Number(asked));
    const holder = holderOf(file, port);
    const what = port === undefined || port === 0 ? 'its port' : `port ${port}`;
    return {
      finding: {
        rule: 'port-held',
        cause: 'port_conflict',
        strength: STRENGTH.said,
        kind: 'recorded',
        says: `could not bind ${what}: ${holder?.id ?? 'something'} holds it`,
        rests: holder?.start === undefined ? [] : [holder.start],
        ...(holder === undefined ? { unknown: [`what holds ${what}: no node of the grid`] } : {}),
      },
    };
  },
};

/** The node of the same agent that served the port at that moment, with the event that started it. */
function holderOf(file: CaseFile, port: number | undefined) {
  const named = /: (\S+) has it/.exec(wordsOf(file))?.[1];
  const ended = new Set(['stop_succeeded', 'node_crashed', 'node_lost', 'node_gave_up']);
  const last = new Map<string, CaseFile['focus']>();
  for (const event of file.agentStory) {
    const body = event.body as { readonly node_id?: string; readonly port?: number };
    if (event.timeUs > file.focus.timeUs || body.node_id === undefined || body.node_id === file.node) continue;
    if (ended.has(event.type)) last.delete(body.node_id);
    else if ((event.type === 'spawn_succeeded' || event.type === 'node_restarted' || event.type === 'node_adopted') && body.port === port)
      last.set(body.node_id, event);
  }
  if (named !== undefined) return { id: named, start: last.get(named) };
  const seen = [...last][0];
  if (seen !== undefined) return { id: seen[0], start: seen[1] };
  const known = port === undefined ? undefined : file.nodesByPort.get(port)?.find((id) => id !== file.node && onSameAgent(file, id));
  return known === undefined ? undefined : { id: known, start: undefined };
}

const onSameAgent = (file: CaseFile, node: string): boolean => file.agentStory.some((event) => event.entities.includes(node));

/** Causes that whoever saw the end wrote down with proof: what the rule adds is the sentence. */
const TOLD: Readonly<Record<string, string>> = {
  missing_binary: 'could not run its program: the file is missing',
  permission: 'was not permitted something it needs',
  network: 'could not reach the network',
  timeout: 'was not ready in time',
};

/** The same of a start; of one that was up, the changes before its end have more to say. */
const TOLD_AT_THE_START: Readonly<Record<string, string>> = { ...TOLD, config: 'refused its configuration' };

export const TOLD_BY_THE_END: Rule = {
  name: 'told-by-the-end',
  of: FAILED,
  judge(file) {
    const body = bodyOf(file);
    const missing = body.exit_code === 127 && /not found|no such file/i.test(wordsOf(file));
    const cause = missing ? 'missing_binary' : body.cause;
    const told = file.focus.type === 'spawn_failed' ? TOLD_AT_THE_START : TOLD;
    const says = cause === undefined ? undefined : told[cause];
    if (cause === undefined || says === undefined) return undefined;
    return {
      finding: {
        rule: 'told-by-the-end',
        cause,
        strength: STRENGTH.said,
        kind: 'recorded',
        says: `${says}${file.focus.type === 'spawn_failed' ? `: ${wordsOf(file)}` : ''}`,
        rests: [],
      },
    };
  },
};

export const CHECKSUM: Rule = {
  name: 'checksum-mismatch',
  of: FAILED,
  judge(file) {
    if (bodyOf(file).cause !== 'checksum_mismatch') return undefined;
    const refused = file.changes.filter(
      (event) =>
        event.type === 'binary_verify_failed' &&
        event.body.agent_id === file.agent &&
        Math.abs(event.timeUs - file.focus.timeUs) < 10 * MINUTE_US,
    );
    return {
      finding: {
        rule: 'checksum-mismatch',
        cause: 'checksum_mismatch',
        strength: refused.length > 0 ? STRENGTH.established : STRENGTH.said,
        kind: 'recorded',
        says: 'was not started: what was downloaded does not match its checksum',
        rests: refused.slice(-1),
      },
    };
  },
};

export const END_RULES: readonly Rule[] = [
  MEMORY_LIMIT,
  HOST_MEMORY,
  STOP_ON_REQUEST,
  KILLED_FROM_OUTSIDE,
  PROBE_FAILED,
  MEMORY_FAULT,
  DISK_FULL,
  PORT_HELD,
  TOLD_BY_THE_END,
  CHECKSUM,
];
