import { durationText } from '@sutra/kit';
import { type GridEvent, type GridState, isImported, primaryOf, summaryOf } from '@sutra/model';
import type { Zone } from '../../core/language/zone.ts';
import type { Cond, Having, WatchPlan, Where } from '../../core/plan.ts';
import { type Asker, noteAsker } from '../askers.ts';
import type { Seen, Test } from '../conditions.ts';
import { type Entity, entitiesOf, fieldOf, holds, idOf, meets, statusOf } from '../entities/entity.ts';
import { durationUs, HOUR_US } from '../events/bucket.ts';
import { QUIET_TYPES } from '../events/quiet.ts';
import { countedEvents } from '../events/words.ts';
import { figureText } from '../figure-text.ts';
import { testOf } from '../filter.ts';

/** Something a watch has to tell. The same key is told once. */
export interface Notice {
  readonly kind: 'fired' | 'recovered';
  /** An entity, `cluster`, or `all`. */
  readonly subject: string;
  readonly key: string;
  readonly text: string;
  readonly causes: readonly string[];
  readonly count?: number;
}

/** What puts right what another event said is wrong, for the same thing. */
const PUT_RIGHT: Readonly<Record<string, readonly string[]>> = {
  agent_degraded: ['agent_recovered', 'agent_registered'],
  agent_offline: ['agent_recovered', 'agent_registered'],
  node_crashed: ['node_restarted', 'spawn_succeeded'],
  node_lost: ['node_adopted', 'node_restarted', 'spawn_succeeded'],
  node_gave_up: ['spawn_succeeded'],
  spawn_failed: ['spawn_succeeded'],
  stop_failed: ['stop_succeeded'],
  cluster_degraded: ['cluster_healthy'],
  cluster_critical: ['cluster_healthy', 'cluster_degraded'],
};
/** Instants kept for one count; more only make it larger. */
const TIMES_MAX = 100_000;

interface Open {
  readonly subject: string;
  readonly key: string;
  readonly sinceUs: number;
  /** The type it began with; absent for counts and states. */
  readonly type?: string;
  readonly text: string;
  /** False while it waits for `for`. */
  readonly told: boolean;
}

/**
 * One standing question, told events in the order of the record. It remembers what is going on, so that the same trouble is told
 * once and its end is told too. It reads no clock and sends nothing.
 */
export class Watcher {
  readonly #plan: WatchPlan;
  readonly #tz: Zone;
  readonly #sinceUs: number;
  /** By subject and what began: a node that crashed can be given up too, and that is another trouble. */
  readonly #open = new Map<string, Open>();
  readonly #times: number[][];
  /** Who asked for what since it was set up, for watches on somebody's deeds: what comes of a wish is told by whoever carries it out. */
  readonly #askers: Map<string, Asker> | undefined;
  /** The restarts among what was asked for. */
  readonly #wishedRestarts = new Set<string>();
  /** The latest instant it was evaluated at: what arrives late happened earlier, and turns nothing back. */
  #atUs: number;

  /** @param sinceUs when it was set up: what happened before neither rings nor counts, whenever it is recorded */
  constructor(plan: WatchPlan, tz: Zone, sinceUs: number) {
    this.#plan = plan;
    this.#tz = tz;
    this.#sinceUs = sinceUs;
    this.#times = (plan.having ?? []).map(() => []);
    this.#askers = ofSomebody(plan) ? new Map() : undefined;
    this.#atUs = sinceUs;
  }

  /** What is going on now, by subject. */
  get open(): readonly string[] {
    return [...new Set([...this.#open.values()].filter((one) => one.told).map(({ subject }) => subject))];
  }

  /** A condition on what things are, not on what happens: the record of events does not tell when it held. */
  get ofState(): boolean {
    const fields = Object.keys(this.#plan.where ?? {});
    return this.#plan.having === undefined && !fields.includes('event') && fields.some((field) => STATES.test(field));
  }

  /** Takes up what was told of a state and not yet told to be over, by whoever watched before. */
  resume(told: Iterable<{ readonly subject: string; readonly key: string }>): void {
    for (const { subject, key } of told) this.#open.set(subject, { subject, key, sinceUs: this.#atUs, text: '', told: true });
  }

  /** Events in order of position, all later than the watch. */
  take(events: readonly GridEvent[], state: GridState): Notice[] {
    const own = events.filter((event) => this.#isTold(event));
    const last = own.at(-1);
    if (last === undefined) return [];
    if (this.ofState) return own.some(({ type }) => !QUIET_TYPES.includes(type)) ? this.#states(state, last.recordedAtUs) : [];
    const seen: Seen = { state, nowUs: last.recordedAtUs, tz: this.#tz, ...this.#wishes(own) };
    return this.#plan.having === undefined ? this.#occurrences(own, testOf(this.#where, seen)) : this.#counts(own, this.#plan.having, seen);
  }

  /** What follows from time alone: counts that ran out, states, and what has lasted long enough. */
  tick(state: GridState, nowUs: number): Notice[] {
    if (this.ofState) return this.#states(state, nowUs);
    if (this.#plan.having !== undefined) return this.#level(this.#plan.having, nowUs, undefined);
    const lasted: Notice[] = [];
    for (const [begun, one] of this.#open) {
      if (one.told || nowUs - one.sinceUs < this.#forUs) continue;
      this.#open.set(begun, { ...one, told: true });
      lasted.push({
        kind: 'fired',
        subject: one.subject,
        key: one.key,
        text: `${one.text}, for ${durationText(this.#forUs / 1000)} now`,
        causes: [one.key],
      });
    }
    return lasted;
  }

  /** What happens while it stands. History, imported or told late, changes nothing that is, and rings nothing. */
  #isTold(event: GridEvent): boolean {
    return !event.type.startsWith('watch_') && !isImported(event) && event.timeUs >= this.#sinceUs;
  }

  #wishes(events: readonly GridEvent[]): Pick<Seen, 'askers' | 'wishedRestarts'> {
    if (this.#askers === undefined) return {};
    for (const event of events) {
      noteAsker(event, this.#askers);
      if (event.type === 'spawn_requested' && event.body.replaces !== undefined && event.operationId !== undefined)
        this.#wishedRestarts.add(event.operationId);
    }
    for (const id of this.#wishedRestarts) if (!this.#askers.has(id)) this.#wishedRestarts.delete(id);
    return { askers: this.#askers, wishedRestarts: this.#wishedRestarts };
  }

  get #forUs(): number {
    return this.#plan.for === undefined ? 0 : durationUs(this.#plan.for);
  }

  /** "Anything on agent-2", and anything but this and that, means what is worth telling. */
  get #where(): Where {
    const where = this.#plan.where ?? {};
    const event = where['event'] as { readonly not?: readonly string[] } | undefined;
    if (event !== undefined && (Array.isArray(event) || event.not === undefined)) return where;
    return { ...where, event: { not: [...(event?.not ?? []), ...QUIET_TYPES] } };
  }

  #occurrences(events: readonly GridEvent[], test: Test): Notice[] {
    const notices: Notice[] = [];
    for (const event of events) {
      const subject = primaryOf(event);
      const asked = test(event);
      const lasts = PUT_RIGHT[event.type] !== undefined;
      const [ended] = this.#putRight(subject, event.type).filter((one) => one.told);
      // What is still wrong, only less, is told as that; and one event is told once.
      if (ended !== undefined && !(asked && lasts))
        notices.push({ kind: 'recovered', subject, key: ended.key, text: summaryOf(event), causes: [event.id] });
      const begun = `${subject} ${event.type}`;
      if (!asked || this.#open.has(begun) || (ended !== undefined && !lasts)) continue;
      const told = this.#forUs === 0 || !lasts;
      if (lasts) this.#open.set(begun, { subject, key: event.id, sinceUs: event.timeUs, type: event.type, text: summaryOf(event), told });
      if (told) notices.push({ kind: 'fired', subject, key: event.id, text: summaryOf(event), causes: [event.id] });
    }
    return notices;
  }

  /** Ends what an event of this type puts right, and gives it, the earliest first. */
  #putRight(subject: string, type: string): Open[] {
    const ended = [...this.#open].filter(
      ([, one]) => one.subject === subject && one.type !== undefined && PUT_RIGHT[one.type]?.includes(type),
    );
    for (const [begun] of ended) this.#open.delete(begun);
    return ended.map(([, one]) => one);
  }

  #counts(events: readonly GridEvent[], having: readonly Having[], seen: Seen): Notice[] {
    const tests = having.map((one) => testOf({ ...this.#plan.where, ...one.where, event: one.event }, seen));
    const notices: Notice[] = [];
    for (const event of events) {
      if (!tests.some((test) => test(event))) continue;
      // What ran out before this event is over before it begins again.
      notices.push(...this.#level(having, event.recordedAtUs, undefined));
      tests.forEach((test, i) => {
        const times = this.#times[i] as number[];
        if (test(event) && times.length < TIMES_MAX) times.push(event.timeUs);
      });
      notices.push(...this.#level(having, event.recordedAtUs, event));
    }
    return notices;
  }

  /** Whether the counts hold at an instant; tells every change until then, at the instant it came about, whoever looks and when. */
  #level(having: readonly Having[], atUs: number, event: GridEvent | undefined): Notice[] {
    const untilUs = Math.max(this.#atUs, atUs);
    const turns = new Set<number>();
    const turn = (us: number): void => {
      if (us > this.#atUs && us < untilUs) turns.add(us);
    };
    for (const [i, one] of having.entries()) {
      turn(this.#sinceUs + perOf(one));
      for (const time of this.#times[i] as number[]) turn(time + perOf(one));
    }
    const between = [...turns].sort((a, b) => a - b);
    return [...between, untilUs].flatMap((us) => this.#levelAt(having, us, us === untilUs ? event : undefined));
  }

  #levelAt(having: readonly Having[], nowUs: number, event: GridEvent | undefined): Notice[] {
    this.#atUs = nowUs;
    const found = having.map((one, i) => {
      const kept = (this.#times[i] as number[]).filter((time) => time > nowUs - perOf(one));
      this.#times[i] = kept;
      return kept.length;
    });
    // "Fewer than" is known only once a whole stretch has been looked at.
    const ripe = having.every((one) =>
      one.count.lt === undefined && one.count.lte === undefined && one.count.eq === undefined ? true : nowUs - this.#sinceUs >= perOf(one),
    );
    const on = ripe && having.every((one, i) => holds(found[i] as number, one.count as Cond, 'count'));
    const before = this.#open.get('all');
    const said = having
      .map((one, i) => `${countedEvents(found[i] as number, { event: one.event })} ${this.#stretch(perOf(one), nowUs)}`)
      .join(', ');
    if (on && before === undefined) {
      const key = event?.id ?? `at-${nowUs}`;
      this.#open.set('all', { subject: 'all', key, sinceUs: nowUs, text: said, told: true });
      return [{ kind: 'fired', subject: 'all', key, text: said, count: found[0] ?? 0, causes: event === undefined ? [] : [event.id] }];
    }
    if (!on && before !== undefined) {
      this.#open.delete('all');
      return [{ kind: 'recovered', subject: 'all', key: before.key, text: said, causes: [] }];
    }
    return [];
  }

  /** What was counted over: a watch younger than its stretch has not seen all of it. */
  #stretch(perUs: number, nowUs: number): string {
    const aliveUs = nowUs - this.#sinceUs;
    const within = `within ${durationText(perUs / 1000)}`;
    return aliveUs >= perUs ? within : `${within}, counted since the watch was set up ${durationText(aliveUs / 1000)} ago`;
  }

  #states(state: GridState, atUs: number): Notice[] {
    this.#atUs = Math.max(this.#atUs, atUs);
    const nowUs = this.#atUs;
    const found = new Map(
      entitiesOf(state, 'entity')
        .filter((entity) => meets(entity, this.#plan.where, state, nowUs))
        .map((entity) => [idOf(entity), entity]),
    );
    const notices: Notice[] = [];
    for (const [subject, one] of this.#open) {
      if (found.has(subject)) continue;
      this.#open.delete(subject);
      if (one.told) notices.push({ kind: 'recovered', subject, key: one.key, text: `${subject} is no longer so`, causes: [] });
    }
    for (const [subject, entity] of found) {
      const eventId = entity.kind === 'agent' ? entity.agent.healthEvent : entity.node.statusEvent;
      const one = this.#open.get(subject) ?? {
        subject,
        // It can be so again with nothing recorded in between but figures.
        key: `${subject} ${nowUs}`,
        sinceUs: nowUs,
        text: [`${subject} is ${statusOf(entity)}`, ...this.#figures(entity, state, nowUs)].join(', '),
        told: false,
      };
      const due = !one.told && nowUs - one.sinceUs >= this.#forUs;
      this.#open.set(subject, due ? { ...one, told: true } : one);
      if (due) notices.push({ kind: 'fired', subject, key: one.key, text: one.text, causes: eventId === '' ? [] : [eventId] });
    }
    return notices;
  }

  /** "memory 170 MB": what of it the watch is on, beside its status. */
  #figures(entity: Entity, state: GridState, nowUs: number): string[] {
    return Object.keys(this.#plan.where ?? {}).flatMap((field) => {
      if (!STATES.test(field) || field === 'status') return [];
      const value = fieldOf(entity, field, state, nowUs);
      return value === undefined ? [] : [figureText(field, value)];
    });
  }
}

/** Fields that say what something is. */
const STATES = /^(status|pattern|heartbeat_age_s|uptime_s|free_slots|node_count|cpu_pct|memory_pct|memory_mb|disk_pct|restart_count)$/;

/** The stretch a count is taken over: an hour when none is given. */
const perOf = (having: Having): number => (having.per === undefined ? HOUR_US : durationUs(having.per));

/** Whether a watch is on what somebody does, or has done. */
export const ofSomebody = ({ where, having }: WatchPlan): boolean => JSON.stringify([where, having]).includes('"user":');
