/** The latest events of entities, asked of a store one after the other: how long each question took, ms, and the numbers of the events it was given. */
import { timed } from './measure.mjs';

export const LATEST = 100;

export const askedLatest = (store, entity) => store.query({ entities: [[entity]], limit: LATEST });

export async function latestOf(store, entities) {
  const times = [];
  const numbers = [];
  for (const entity of entities) {
    const { ms, value } = await timed(() => askedLatest(store, entity));
    times.push(ms);
    numbers.push(value.events.map(({ emitterSeq }) => emitterSeq));
  }
  return { times, numbers };
}
