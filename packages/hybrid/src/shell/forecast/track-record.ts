import { type AnyDraft, fromStored, type TypedEvent } from '@sutra/model';
import type { CallOptions, StoreReader } from '@sutra/storage';
import type { Work } from '../answer.ts';

/** Forecasts looked at for scoring at once, newest first. */
const LOOKED_AT_MAX = 500;
const SCORED_READ_MAX = 2_000;

/** How the forecasts made before have turned out, in a sentence; nothing where none has come due. */
export async function trackRecord(work: Work): Promise<string[]> {
  const page = await work.reader.query(
    { types: ['forecast_scored'], toUs: work.nowUs + 1, order: 'desc', limit: SCORED_READ_MAX },
    work.options,
  );
  const scored = page.events.map((stored) => (fromStored(stored) as TypedEvent<'forecast_scored'>).body);
  if (scored.length === 0) return ['no forecast made before has come due'];
  const mean = (of: (body: (typeof scored)[number]) => number): string =>
    (scored.reduce((sum, body) => sum + of(body), 0) / scored.length).toFixed(4);
  return [
    `forecasts made before: ${scored.length} have come due, Brier score ${mean(({ brier }) => brier)} against ${mean(({ brier_of_base: base }) => base)} of the base rate`,
  ];
}

/** The events that say of every forecast which has come due, once, whether it came true. */
export async function scoreDue(reader: StoreReader, nowUs: number, options: CallOptions = {}): Promise<AnyDraft[]> {
  const made = await reader.query({ types: ['forecast_made'], order: 'desc', limit: LOOKED_AT_MAX }, options);
  const drafts: AnyDraft[] = [];
  for (const stored of made.events) {
    const event = fromStored(stored) as TypedEvent<'forecast_made'>;
    const dueUs = event.timeUs + event.body.horizon_s * 1_000_000;
    if (dueUs > nowUs || (await reader.effects({ id: event.id, limit: 1 }, options)).length > 0) continue;
    const { target, expects, probability, base_rate: baseRate } = event.body;
    const found = await reader.query(
      { types: expects.split(','), entities: [[target]], fromUs: event.timeUs, toUs: dueUs, order: 'asc', limit: 1 },
      options,
    );
    const happened = found.events.length > 0;
    const distance = (chance: number): number => Math.round((chance - Number(happened)) ** 2 * 1e6) / 1e6;
    drafts.push({
      type: 'forecast_scored',
      body: { target, probability, happened, brier: distance(probability), brier_of_base: distance(baseRate) },
      because: `${happened ? 'it happened' : 'it did not happen'} within ${event.body.horizon_s} s`,
      causedBy: [event.id, ...found.events.map(({ id }) => id)],
    });
  }
  return drafts;
}

/** The events that record the rows of a forecast, so that they can be scored when they come due. */
export function forecastsMade(rows: readonly Readonly<Record<string, unknown>>[]): AnyDraft[] {
  return rows.flatMap((row) => {
    const { entity_id: target, probability, base_rate: baseRate, horizon_s: horizonS, expects, because } = row;
    if (
      typeof target !== 'string' ||
      typeof probability !== 'number' ||
      typeof baseRate !== 'number' ||
      typeof horizonS !== 'number' ||
      typeof expects !== 'string'
    )
      return [];
    return [
      {
        type: 'forecast_made',
        body: { target, expects, horizon_s: horizonS, probability, base_rate: baseRate },
        ...(typeof because === 'string' ? { because } : {}),
      } satisfies AnyDraft,
    ];
  });
}
