import { seededChance } from '@sutra/kit';
import { summaryOf } from '../catalogue/index.ts';
import { type Command, decide } from '../commands/index.ts';
import { emitInOrder } from '../envelope.ts';
import type { AnyDraft, GridEvent } from '../event.ts';
import { EMPTY_GRID, explainApply } from '../fold/index.ts';
import { type AgentWatches, healthLimits, judge, NO_WATCHES, onHeartbeat } from '../health.ts';
import { problemsOf } from '../problems.ts';
import { decideRestart, FRESH_HISTORY, type RestartHistory } from '../restart.ts';
import type { GridState, RestartMode } from '../state.ts';
import { clusterVerdict, decideVerdict } from '../verdict.ts';
import { bodyOf, emitterOf, T0 } from './events.ts';

const LIMITS = healthLimits();

/**
 * Tells a story of commands and compares what happens. A story is blocks of
 *
 *     command word=value …
 *     ----
 *     what happened, one line each
 *
 * Commands: register, unregister, heartbeat, tick, spawn, stop, restart, drain, undrain, outcome (the master's); `agent TYPE NODE`
 * (an agent says something); exit (the restart policy); verdict, nodes, agents, problems (looking). `ticks N` lets N seconds pass with a
 * tick every second; `at=12.5s` jumps there without a tick, as a stalled master does.
 */
export function tell(story: string): string {
  const teller = new Teller();
  return `${story
    .trim()
    .split(/\n\n+/)
    .map((block) => {
      const [command = ''] = block.split('\n----');
      const lines = command.split('\n').filter((line) => line.startsWith('#'));
      const wish = command.split('\n').find((line) => !line.startsWith('#'));
      if (wish === undefined) return lines.join('\n');
      const out = teller.run(wish);
      return [...lines, wish, '----', ...(out.length === 0 ? ['nothing'] : out)].join('\n');
    })
    .join('\n\n')}\n`;
}

type Words = Readonly<Record<string, string>>;

class Teller {
  #state: GridState = EMPTY_GRID;
  #watches: AgentWatches = NO_WATCHES;
  #nowMs = 0;
  #lastTickMs = 0;
  #op = 0;
  readonly #emitters = new Map<string, ReturnType<typeof emitterOf>>();
  readonly #histories = new Map<string, RestartHistory>();
  readonly #chance = seededChance(1);

  run(line: string): string[] {
    const [verb = '', ...rest] = line.trim().split(/\s+/);
    const words: Record<string, string> = {};
    const plain: string[] = [];
    for (const word of rest) {
      const cut = word.indexOf('=');
      if (cut > 0) words[word.slice(0, cut)] = word.slice(cut + 1);
      else plain.push(word);
    }
    if (words['at'] !== undefined) this.#nowMs = Number.parseFloat(words['at']) * 1000;
    const [what = '', second = ''] = plain;
    switch (verb) {
      case 'tick': {
        const judged = judge(this.#watches, this.#state, this.#nowMs, this.#lastTickMs, LIMITS);
        this.#lastTickMs = this.#nowMs;
        return this.#heed(judged);
      }
      case 'ticks': {
        const out: string[] = [];
        for (const end = this.#nowMs + Number.parseFloat(what) * 1000; this.#nowMs < end; ) {
          this.#nowMs += LIMITS.tickMs;
          out.push(...this.run('tick'));
        }
        return out;
      }
      case 'heartbeat':
        return this.#heartbeat(what, Number(words['nodes'] ?? 0));
      case 'agent':
        return this.#agentSays(what, second, words);
      case 'exit':
        return this.#exit(what, words);
      case 'verdict':
        return [`${clusterVerdict(this.#state).verdict}: ${clusterVerdict(this.#state).because}`];
      case 'nodes':
        return [...this.#state.nodes.values()].map(
          (n) =>
            `${n.id} ${n.status} wanted=${n.wanted} generation=${n.generation} restarts=${n.restartCount} crashes=${n.crashCount}${n.crashLooping ? ' crash-looping' : ''}`,
        );
      case 'agents':
        return [...this.#state.agents.values()].map((a) => `${a.id} ${a.health}${a.draining ? ' draining' : ''}`);
      case 'operations':
        return [...this.#state.operations.values()].map((o) => `${o.id} ${o.verb} ${o.nodeId} ${o.status}`);
      case 'problems':
        return problemsOf(this.#state).map((p) => `${p.what} | ${p.blastRadius}`);
      default:
        return this.#decide(commandOf(verb, what, words, `op-${++this.#op}`));
    }
  }

  #heartbeat(agentId: string, nodeCount: number): string[] {
    const admitted = decide(this.#state, { kind: 'heartbeat', agentId, nodeCount }, { wallUs: this.#wallUs, nodeId: '' });
    if ('rejected' in admitted) return [`refused ${admitted.rejected.code}: ${admitted.rejected.message}`];
    const at = { monoMs: this.#nowMs, wallUs: this.#wallUs };
    return this.#heed(onHeartbeat(this.#watches, this.#state, { agentId, nodeCount }, at, LIMITS));
  }

  #decide(command: Command): string[] {
    const decision = decide(this.#state, command, { wallUs: this.#wallUs, nodeId: `node-${this.#op}` });
    if ('rejected' in decision) return [`refused ${decision.rejected.code}: ${decision.rejected.message}`];
    if (decision.drafts.length === 0) return [`nothing to do: ${decision.because}`];
    return this.#say('master', decision.drafts);
  }

  #heed({ watches, drafts }: { watches: AgentWatches; drafts: AnyDraft[] }): string[] {
    this.#watches = watches;
    return [...this.#say('master', drafts), ...this.#say('master', decideVerdict(this.#state))];
  }

  #agentSays(type: string, nodeId: string, { as = 'agent-1', op, at: _at, ...fields }: Words): string[] {
    const numbers = Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name, /^-?\d+$/.test(value) ? Number(value) : value.replaceAll('_', ' ')]),
    );
    const body = bodyOf(type as AnyDraft['type'], { node_id: nodeId, agent_id: as, ...numbers });
    return this.#say(as, [{ type, body, ...(op === undefined ? {} : { operationId: op }) } as AnyDraft]);
  }

  #exit(nodeId: string, words: Words): string[] {
    const uptimeMs = Number.parseFloat(words['uptime'] ?? '0') * 1000;
    const mode = (words['policy'] ?? 'always') as RestartMode;
    const exit = { uptimeMs, ...(words['signal'] === undefined ? { exitCode: Number(words['code'] ?? 0) } : { signal: words['signal'] }) };
    this.#nowMs += uptimeMs;
    const decision = decideRestart(this.#histories.get(nodeId) ?? FRESH_HISTORY, exit, { mode }, this.#nowMs, this.#chance);
    this.#histories.set(nodeId, decision.history);
    if (decision.do === 'give-up') return [`give-up: ${decision.because}`];
    this.#nowMs += decision.delayMs;
    const loop =
      decision.crashLoop === undefined ? [] : [`crash-looping: ${decision.crashLoop.crashes} crashes in ${decision.crashLoop.windowMs} ms`];
    return [`restart: ${decision.because}`, ...loop];
  }

  #say(emitter: string, drafts: readonly AnyDraft[]): string[] {
    const out: string[] = [];
    const emit = this.#emitters.get(emitter) ?? emitterOf(emitter);
    this.#emitters.set(emitter, emit);
    emitInOrder(drafts, (draft) => {
      const event: GridEvent = emit(draft, this.#wallUs);
      const { state, outcome, because } = explainApply(this.#state, event);
      this.#state = state;
      const refused = outcome === 'applied' || outcome === 'unrelated' ? '' : ` [${outcome}: ${because}]`;
      out.push(`${event.type} ${summaryOf(event)}${event.because === undefined ? '' : ` because "${event.because}"`}${refused}`);
      return event.id;
    });
    return out;
  }

  get #wallUs(): number {
    return T0 + Math.round(this.#nowMs * 1000);
  }
}

function commandOf(verb: string, what: string, words: Words, operationId: string): Command {
  const op = words['op'] ?? operationId;
  const on = words['on'] === undefined ? {} : { agentId: words['on'] };
  switch (verb) {
    case 'register':
      return {
        kind: 'register',
        agentId: what,
        hostname: words['host'] ?? `host-${what}`,
        platform: 'process',
        endpoint: 'stream',
        maxNodes: Number(words['max'] ?? 4),
      };
    case 'spawn':
      return {
        kind: 'spawn',
        operationId: op,
        nodeId: what,
        ...on,
        ...(words['port'] === undefined ? {} : { port: Number(words['port']) }),
      };
    case 'stop':
    case 'restart':
      return { kind: verb, operationId: op, nodeId: what };
    case 'unregister':
    case 'drain':
    case 'undrain':
      return { kind: verb, agentId: what };
    case 'outcome':
      return {
        kind: 'outcome',
        operationId: what,
        outcome: (words['is'] ?? 'unknown') as 'unknown',
        error: (words['error'] ?? 'no_answer').replaceAll('_', ' '),
      };
    default:
      throw new Error(`a story cannot ${verb}`);
  }
}
