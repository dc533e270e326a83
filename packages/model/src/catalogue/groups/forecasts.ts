import { flag, id, num, text, u64 } from '../fields.ts';
import { on, row } from '../row.ts';

/** What was forecast, and how it turned out. */
export const FORECAST_EVENTS = {
  forecast_made: row({
    class: 'audit',
    severity: 'debug',
    primary: on('target'),
    edge: 190,
    emittedBy: 'control',
    says: 'forecast for {target}: {expects} with probability {probability} within {horizon_s} s',
    words: ['forecast made', 'forecasts'],
    fields: {
      target: id('node', 'what it is about'),
      expects: text('event types that would make it true, comma between'),
      horizon_s: u64('how far ahead, s'),
      probability: num('0..1'),
      base_rate: num('share of all such moments that had one, 0..1'),
    },
  }),
  forecast_scored: row({
    class: 'audit',
    severity: 'debug',
    primary: on('target'),
    edge: 191,
    emittedBy: 'control',
    says: 'forecast for {target} came due: probability was {probability}, Brier score {brier}',
    words: ['forecast scored', 'forecast scores'],
    fields: {
      target: id('node', 'what it was about'),
      probability: num('0..1'),
      happened: flag('whether it came true'),
      brier: num('squared distance from the outcome'),
      brier_of_base: num('the same for the base rate'),
    },
  }),
} as const;
