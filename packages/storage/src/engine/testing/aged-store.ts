import { seededChance } from '@sutra/kit';
import { type EventRecord, eventId, type StoredEvent } from '@sutra/wire';
import type { RetentionPolicy } from '../../contract/retention.ts';
import type { Engine } from '../engine.ts';
import { TestStore } from './store.ts';

export const SECOND = 1_000_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** A whole hour. */
export const START = 1_760_000_400 * SECOND;

export const POLICY: RetentionPolicy = {
  rules: [
    {
      name: 'heartbeat',
      types: ['beat'],
      rollUps: [
        { afterUs: DAY, widthUs: MINUTE },
        { afterUs: 30 * DAY, widthUs: HOUR },
      ],
    },
    { name: 'metric', types: ['metric'], rollUps: [{ afterUs: DAY, widthUs: MINUTE }], dropAfterUs: 400 * DAY },
    { name: 'debug', types: ['debug'], dropAfterUs: 7 * DAY },
  ],
};

/** A few hours of a small grid: beats and metrics every few seconds, and now and then something that happens. */
export function history(count: number, seed: number, emitter = 'm', epoch = 1): EventRecord[] {
  const chance = seededChance(seed);
  const whole = (max: number): number => Math.floor(chance.next() * max);
  const ids: string[] = [];
  let timeUs = START;
  return Array.from({ length: count }, (_, i) => {
    timeUs += whole(2.2 * SECOND);
    const draw = chance.next();
    const type = draw < 0.55 ? 'beat' : draw < 0.93 ? 'metric' : draw < 0.975 ? 'debug' : 'crash';
    const emitterSeq = i + 1;
    const id = eventId(type, timeUs, emitter, epoch, emitterSeq);
    const causes = type === 'crash' && ids.length > 0 && chance.next() < 0.5 ? [ids[whole(ids.length)]!] : [];
    const caused = type === 'metric' && chance.next() < 0.02 ? [ids[whole(ids.length)]!].filter((cause) => cause !== undefined) : causes;
    ids.push(id);
    const agent = `agent-${whole(3)}`;
    const entities = type === 'metric' || type === 'crash' ? [`node-${whole(4)}`, agent] : [agent];
    const body =
      type === 'beat'
        ? { missed: chance.next() < 0.1 ? 1 : 0, received: 6 }
        : type === 'metric'
          ? { cpu: whole(1000) / 10, memory: whole(4096), zone: chance.next() < 0.5 ? 'a' : 'b' }
          : { text: `t${whole(5)}` };
    return { id, type, timeUs, emitterSeq, entities, causes: caused, meta: { severity: type === 'crash' ? 'error' : 'debug' }, body };
  });
}

/** A store with the history in small segments, at a time when all of it is so many days old. */
export async function aged(stores: TestStore[], days: number, events: readonly EventRecord[] = history(5000, 1)) {
  const store = new TestStore({ segmentBytes: 24 * 1024 });
  stores.push(store);
  const engine = await store.open({ retention: POLICY });
  const session = await engine.session('m', 1);
  for (let i = 0; i < events.length; i += 40) {
    store.clock.advance(10);
    await session.append(events.slice(i, i + 40));
  }
  const all = await everyEvent(engine);
  const last = events.at(-1)!.timeUs;
  store.clock.advance((last + HOUR + days * DAY - store.clock.wallUs()) / 1000);
  return { store, engine, all };
}

export async function everyEvent(engine: Engine): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const item of engine.feed({ fromSeq: 1 }, new AbortController().signal)) {
    if (item.kind !== 'events') break;
    events.push(...item.events);
  }
  return events;
}
