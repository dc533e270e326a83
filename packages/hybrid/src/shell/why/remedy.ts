import type { Plan } from '../../core/plan.ts';
import type { CaseFile } from './case-file.ts';
import type { Finding } from './finding.ts';

/** A next step: a question, or a wish that becomes a preview and is confirmed by a person. */
export interface Remedy {
  readonly question: string;
  readonly why: string;
  readonly action?: Plan;
}

const wish = (
  verb: 'restart' | 'move' | 'rollback' | 'drain' | 'undrain' | 'spawn',
  target: 'node' | 'agent',
  id: string,
  why: string,
): Remedy => ({
  question: `${verb} ${id}`,
  why,
  action: { op: 'action', verb, target, where: { [target]: [id] } },
});

const entityIn = (finding: Finding): string | undefined => {
  const body = finding.rests[0]?.body as { readonly node_id?: string } | undefined;
  return body?.node_id;
};

/** What would mend the cause, bound to the entities of the case. Nothing here acts. */
export function remediesFor(finding: Finding, file: CaseFile): Remedy[] {
  const { node, agent = '' } = file;
  const target = node ?? agent;
  const peer = entityIn(finding);
  switch (finding.cause) {
    case 'oom':
      return [
        { question: `memory of ${target} in the last 24 hours`, why: 'to see whether it leaks or its limit is too low' },
        wish('restart', 'node', target, 'it starts again with all its memory; a limit that is too low stays too low'),
      ];
    case 'host_memory':
    case 'disk_full':
      return [wish('move', 'node', target, `${agent} has no room left`), wish('drain', 'agent', agent, 'its other nodes are next')];
    case 'version':
      return [wish('rollback', 'node', target, 'it ran without this failure before the update')];
    case 'config':
      return [
        { question: `what changed before ${target} crashed?`, why: 'the setting to put back' },
        wish('restart', 'node', target, 'after the setting is put back'),
      ];
    case 'dependency':
      return peer === undefined
        ? []
        : [{ question: `why did ${peer} stop?`, why: 'it went down first' }, wish('restart', 'node', peer, `${target} depends on it`)];
    case 'port_conflict':
      return peer === undefined || peer === node ? [] : [{ question: `who spawned ${peer}?`, why: 'it holds the port' }];
    case 'host_loss':
      return [wish('drain', 'agent', agent, 'so that nothing new goes to a host that has just failed')];
    case 'drain':
      return [wish('undrain', 'agent', agent, 'to let it take nodes again')];
    case 'killed_by_operator':
    case 'operator_stop':
    case 'probe_failed':
    case 'segfault':
      return node === undefined ? [] : [wish('restart', 'node', node, 'to have it running again')];
    default:
      return [];
  }
}
