import type { GridEvent } from '@sutra/model';
import type { Anchor, Cond, Having, Seq, Time, Where } from '../../../core/plan.ts';
import { holds, meets } from './conditions.ts';
import { DAY, dur, entities, S, stateAt, us, type Window, type World } from './world.ts';

/** The instants a plan is about: [from, to). */
export function windowOf(time: Time | undefined, anchor: Anchor | undefined, world: World, absent: 'day' | 'all'): Window {
  const end = world.nowUs + 1;
  let w: Window =
    time === undefined
      ? { from: absent === 'day' && anchor === undefined ? Math.floor((world.nowUs - DAY) / S) * S : 0, to: end }
      : { from: time.from === null ? 0 : us(time.from), to: time.to === null || us(time.to) > world.nowUs - S ? end : us(time.to) };
  if (anchor === undefined) return w;
  const state = stateAt(world, world.nowUs);
  const found = world.events.filter((e) => meets(e, anchor.where, state) && e.timeUs <= world.nowUs).sort(order);
  const within = found.filter((e) => e.timeUs >= w.from && e.timeUs < w.to);
  const until = found.filter((e) => anchor.rel !== 'after' || e.timeUs < w.to);
  const event = anchor.pick === 'first' ? within[0] : (within.at(-1) ?? (anchor.pick === undefined ? until.at(-1) : undefined));
  if (event === undefined) return { from: 0, to: 0 };
  const width =
    anchor.window === undefined ? { before: 3_600 * S, around: 600 * S, at: 60 * S, after: end }[anchor.rel] : dur(anchor.window);
  const t = event.timeUs;
  const back = world.events
    .filter((e) => /^agent_(recovered|registered)$/.test(e.type) && e.entities[0] === event.entities[0] && e.timeUs > t)
    .sort(order)[0];
  const a =
    anchor.rel === 'before'
      ? { from: t - width, to: t }
      : anchor.rel === 'after'
        ? { from: t + 1, to: t + width + 1 }
        : anchor.rel === 'at' && anchor.window === undefined && event.type === 'agent_offline'
          ? { from: t, to: (back?.timeUs ?? end) + 1 }
          : { from: t - width, to: t + width + 1 };
  w = { from: Math.max(w.from, a.from), to: Math.min(w.to, a.to) };
  return w;
}

export const order = (a: GridEvent, b: GridEvent): number => a.timeUs - b.timeUs || a.seq - b.seq;

export const inside = (e: GridEvent, w: Window): boolean => e.timeUs >= w.from && e.timeUs < w.to;

interface Narrow {
  readonly where?: Where;
  readonly having?: readonly Having[];
  readonly seq?: Seq;
}

/** Events of a plan in its window, oldest first. */
export function inWindow(plan: Narrow, world: World, w: Window): GridEvent[] {
  const state = stateAt(world, world.nowUs);
  let found = world.events.filter((e) => inside(e, w) && meets(e, plan.where, state)).sort(order);
  if (plan.having !== undefined) {
    const kind = plan.having.every((h) => h.event.every((t) => /^(node|spawn|stop)_/.test(t))) ? 'node' : 'agent';
    const good = entities(state, kind, world.nowUs).filter((one) => plan.having?.every((h) => often(one.id, h, {}, w, world)));
    found = found.filter((e) => good.some((one) => e.entities.includes(one.id)));
  }
  if (plan.seq !== undefined) {
    const s = plan.seq;
    const node = [s.first, s.then].every((x) => (x['event'] as readonly string[]).every((t) => /^(node|spawn|stop)_/.test(t)));
    const firsts = world.events.filter((e) => inside(e, w) && meets(e, { ...plan.where, ...s.first }, state));
    found = firsts.filter((e) => follows(e, s, node ? 'node' : 'agent', w, world).length > 0).sort(order);
  }
  return found;
}

/** Keys of an event for which a sequence holds from it on. */
export function follows(e: GridEvent, s: Seq, target: string, w: Window, world: World): string[] {
  const state = stateAt(world, world.nowUs);
  const keys = entities(state, target, world.nowUs)
    .map((one) => one.id)
    .filter((id) => e.entities.includes(id));
  const within = s.within === undefined ? Number.POSITIVE_INFINITY : dur(s.within);
  const named = Object.keys(s.then).length === 1 && Array.isArray(s.then['event']) ? s.then['event'] : [];
  const back = [
    ...(named.includes('node_restarted') ? ['spawn_succeeded', 'node_adopted'] : []),
    ...(named.includes('agent_recovered') ? ['agent_registered'] : []),
  ];
  return keys.filter((key) => {
    const then = world.events.some(
      (x) =>
        order(x, e) > 0 &&
        x.timeUs >= w.from &&
        x.timeUs <= world.nowUs &&
        x.timeUs - e.timeUs <= within &&
        x.entities.includes(key) &&
        (meets(x, s.then, state) || back.includes(x.type)),
    );
    if (s.absent !== true) return then;
    return !then && (within === Number.POSITIVE_INFINITY || e.timeUs + within <= world.nowUs);
  });
}

export function often(id: string, h: Having, where: Where, w: Window, world: World): boolean {
  const state = stateAt(world, world.nowUs);
  const times = world.events
    .filter((e) => inside(e, w) && e.entities.includes(id) && meets(e, { ...where, ...h.where, event: h.event }, state))
    .map((e) => e.timeUs);
  const n =
    h.per === undefined
      ? times.length
      : Math.max(0, ...times.map((t) => times.filter((x) => x >= t && x - t < dur(h.per as string)).length));
  return holds(n, h.count as Cond);
}
