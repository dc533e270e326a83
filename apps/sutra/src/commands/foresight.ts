import type { PlanAnswer } from '@sutra/api';
import { SutraError } from '@sutra/kit';
import { atQuery } from '../client/at.ts';
import { ControlClient } from '../client/control.ts';
import type { Invocation } from '../client/invocation.ts';
import { pickEntity } from '../client/names.ts';
import { showAnswer } from './ask.ts';
import { whereOf } from './why.ts';

type Plan = Readonly<Record<string, unknown>>;

interface At {
  readonly at?: string;
}

/** `sutra impact TARGET` */
export async function impact(invocation: Invocation, target: string, options: At): Promise<number> {
  const where = await whereOf(invocation, new ControlClient(invocation), target, await atQuery(invocation, options.at));
  return askPlan(invocation, { op: 'impact', where }, `impact of ${target}`, options.at);
}

/** `sutra similar TARGET` */
export async function similar(invocation: Invocation, target: string, options: At & { readonly limit?: string }): Promise<number> {
  const where = await whereOf(invocation, new ControlClient(invocation), target, await atQuery(invocation, options.at));
  const limit = options.limit === undefined ? {} : { limit: wholeNumber('--limit', options.limit) };
  return askPlan(invocation, { op: 'similar', where, ...limit }, `similar to ${target}`, options.at);
}

/** `sutra predict` */
export async function predict(
  invocation: Invocation,
  options: { readonly agents?: boolean; readonly horizon?: string; readonly reaches?: string },
): Promise<number> {
  const horizon = options.horizon === undefined ? {} : { horizon: duration('--horizon', options.horizon) };
  if (options.reaches !== undefined) {
    const [, metric = '', limit] = /^([a-z_]+)=(\d+(?:\.\d+)?)$/.exec(options.reaches) ?? [];
    if (limit === undefined)
      throw new SutraError('SUTRA_USAGE', `--reaches must be a figure and a limit such as disk_pct=95, got "${options.reaches}"`);
    return askPlan(
      invocation,
      { op: 'predict', target: metric.endsWith('_mb') ? 'node' : 'agent', threshold: { metric, gte: Number(limit) } },
      `when ${metric} reaches ${limit}`,
    );
  }
  const what =
    options.agents === true
      ? { target: 'agent', where: { event: ['agent_offline'] } }
      : { target: 'node', where: { event: ['node_crashed'] } };
  return askPlan(invocation, { op: 'predict', ...what, ...horizon }, `predict ${what.target}s`);
}

/** `sutra anomaly` */
export async function anomaly(invocation: Invocation, options: At & { readonly window?: string }): Promise<number> {
  const query = await atQuery(invocation, options.at);
  const toMs = query.at === undefined ? invocation.clock.wallUs() / 1000 : Date.parse(query.at);
  const time =
    options.window === undefined
      ? {}
      : { time: { from: second(toMs - durationMs(duration('--window', options.window))), to: second(toMs) } };
  return askPlan(invocation, { op: 'anomaly', ...time }, 'what is unusual', options.at);
}

interface WhatIf {
  readonly lose?: readonly string[];
  readonly restart?: string;
  readonly maxNodes?: string;
  readonly nodes?: string;
}

/** `sutra what-if`: exactly one change at a time, so that the difference is its own. */
export async function whatIf(invocation: Invocation, options: WhatIf): Promise<number> {
  const given = Object.keys(options).filter((name) => ['lose', 'restart', 'maxNodes', 'nodes'].includes(name));
  if (given.length !== 1) throw new SutraError('SUTRA_USAGE', 'Say one change: --lose, --restart, --max-nodes or --nodes');
  if (options.lose !== undefined) {
    const found = await Promise.all(options.lose.map((name) => pickEntity(invocation, name)));
    const ids = (kind: string): string[] => found.filter((one) => one.kind === kind).map(({ id }) => id);
    const [agent, node] = [ids('agent'), ids('node')];
    const change = agent.length > 0 ? { event: ['agent_offline'], agent } : { event: ['node_lost'], node };
    return askPlan(invocation, { op: 'simulate', change }, `what if ${options.lose.join(', ')} were lost`);
  }
  const change =
    options.restart !== undefined
      ? { policy: 'restart', restart: oneOf('--restart', options.restart, ['always', 'on-failure', 'never']) }
      : options.maxNodes !== undefined
        ? { policy: 'placement', max_nodes: wholeNumber('--max-nodes', options.maxNodes) }
        : { policy: 'scaling', nodes: wholeNumber('--nodes', options.nodes ?? '') };
  return askPlan(invocation, { op: 'simulate', change }, 'what if');
}

async function askPlan(invocation: Invocation, plan: Plan, question: string, at?: string): Promise<number> {
  const body = { plan, question, tz: invocation.zone, ...(await atQuery(invocation, at)) };
  const { answer } = await new ControlClient(invocation).post<PlanAnswer>('/api/ask/plan', body);
  if (answer === undefined)
    throw new SutraError('SUTRA_NO_GRID', `What answers at ${invocation.at.control} does not answer plans: it is of another version`);
  return showAnswer(invocation, answer, false);
}

const second = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

function duration(flag: string, text: string): string {
  if (/^[1-9]\d{0,5}[smhdw]$/.test(text)) return text;
  throw new SutraError('SUTRA_USAGE', `${flag} must be a duration such as 30m or 1d, got "${text}"`);
}

const durationMs = (text: string): number => Number(text.slice(0, -1)) * UNIT_MS[text.at(-1) as keyof typeof UNIT_MS];

function wholeNumber(flag: string, text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new SutraError('SUTRA_USAGE', `${flag} must be a whole number, got "${text}"`);
}

function oneOf(flag: string, text: string, values: readonly string[]): string {
  if (values.includes(text)) return text;
  throw new SutraError('SUTRA_USAGE', `${flag} must be one of ${values.join(', ')}, got "${text}"`);
}
