import { summaryOf, toEventJson } from '@sutra/model';
import { nounOf } from '../../core/nouns.ts';
import { counted, type PlanOf, type Result, type Work } from '../answer.ts';
import { clock } from '../clock.ts';
import { compileWhere, readEvents, windowOf, windowText } from '../filter.ts';
import { eventRow } from './rows.ts';
import { nothing } from './words.ts';

/** Wishes by who asked: "who stopped node-5?". */
export async function auditOf(plan: PlanOf<'audit'>, work: Work): Promise<Result> {
  const types: Readonly<Record<string, readonly string[]>> = {
    stop: ['stop_requested'],
    spawn: ['spawn_requested'],
    restart: ['stop_requested', 'spawn_requested'],
    drain: ['agent_draining'],
    undrain: ['agent_undrained'],
    scale: ['scale_requested'],
    update: ['update_started'],
  };
  const event =
    plan.verb === undefined
      ? [
          'stop_requested',
          'spawn_requested',
          'agent_draining',
          'agent_undrained',
          'scale_requested',
          'update_started',
          'config_changed',
          'action_requested',
          'action_approved',
          'action_denied',
          'auth_failed',
          'backup_completed',
          'restore_completed',
        ]
      : [...(types[plan.verb] ?? ['action_requested'])];
  const window = windowOf(plan.time, work, 'all');
  const found = await readEvents(work, compileWhere({ ...plan.where, event }, work), window, 'desc', plan.verb === undefined ? 1_000 : 10);
  const range = windowText(window, work);
  const base = {
    assumptions: window.assumption === undefined ? [] : [window.assumption],
    as_of_seq: found.asOfSeq,
    scanned: found.scanned,
    partial: found.partial || (found.more && plan.verb === undefined),
    ...(range === undefined ? {} : { window: range }),
  };
  const latest = found.events[0];
  if (latest === undefined)
    return {
      ...base,
      ...(await nothing({ event }, window, work)),
      text: `Nobody asked for this through the grid${plan.verb === undefined ? '' : `: no ${event.map((type) => nounOf(type).one).join(' or ')} is on record`}.${lastEnd(plan, work)}`,
    };
  const who = latest.actor ?? 'an actor that was not recorded';
  const text =
    plan.verb === undefined
      ? `${counted(found.events.length, 'audited event')}.`
      : `${who} at ${clock(latest.timeUs, work)}: ${summaryOf(latest)}${latest.reason === undefined ? '' : ` (${latest.reason})`}.`;
  return {
    ...base,
    status: 'answered',
    value: plan.verb === undefined ? found.events.length : who,
    text,
    columns: ['time', 'actor', 'event_type', 'entity_id', 'summary'],
    rows: found.events.map((one) => ({ ...eventRow(one), actor: one.actor ?? null })),
    events: found.events.map(toEventJson),
    evidence: found.events.map((one) => one.id),
    unknown: latest.actor === undefined ? ['who asked: the event carries no actor'] : [],
  };
}

/** How the named node last ended, for who asks who stopped it when nobody did. */
function lastEnd(plan: PlanOf<'audit'>, work: Work): string {
  const named = plan.where?.['node'];
  const node = plan.verb === 'stop' && Array.isArray(named) ? work.state.nodes.get(String(named[0])) : undefined;
  if (node === undefined) return '';
  const end = node.lastExit === undefined ? '' : ` It last ended at ${clock(node.lastExit.atUs, work)}: ${node.lastExit.summary}.`;
  return `${end} ${node.id} is ${node.status}.`;
}
