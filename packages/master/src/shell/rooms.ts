import { LiveState } from '../core/live-state.ts';
import type { MasterLimits } from '../limits.ts';
import type { MasterOptions } from '../options.ts';
import { Agents } from './agents.ts';
import { Desires } from './desires.ts';
import type { Follower } from './follow.ts';
import { masterHandlers, newUuid } from './handlers.ts';
import { Ledger } from './ledger.ts';
import { AgentLinks } from './links.ts';
import { Operations } from './operations.ts';
import { Resolver } from './resolver.ts';
import { AgentSession } from './session.ts';

/** Everything that does not listen or wait yet, wired together. */
export function furnish(options: MasterOptions, limits: MasterLimits, epoch: number) {
  const { clock, logger, emitter, store, version } = options;
  const newId = options.newId ?? newUuid;
  const live = new LiveState(limits.pendingMax);
  const ledger = new Ledger(live, emitter);
  const links = new AgentLinks(clock, epoch, limits);
  const sessions = new Set<AgentSession>();
  const grid: { follower: Follower | undefined } = { follower: undefined };
  const complete = (): boolean => store === null || grid.follower?.complete() === true;
  const desires = new Desires(ledger, links, logger, complete);
  const agents = new Agents({ ledger, links, clock, logger, limits, complete });
  const unsettled = (id: string): void => resolver.watch(id);
  const operations = new Operations({ ledger, links, desires, clock, logger, limits, newId, unsettled });
  const resolver = new Resolver({ ledger, links, operations, clock, logger, limits });
  const handlers = masterHandlers({
    ledger,
    agents,
    links,
    operations,
    clock,
    limits,
    version,
    newId,
    greet(stream) {
      const session = new AgentSession({ agents, links, desires, ledger, clock, logger, limits, epoch, version, complete }, stream);
      sessions.add(session);
      return {
        received: (message) => session.received(message),
        closed() {
          sessions.delete(session);
          session.closed();
        },
      };
    },
  });
  return Object.assign(grid, { live, ledger, links, desires, agents, operations, resolver, handlers, sessions });
}

export type Rooms = ReturnType<typeof furnish>;
