import { action } from './action.ts';
import { audit } from './audit.ts';
import { changed } from './changed.ts';
import { compare } from './compare.ts';
import { count, rate } from './count.ts';
import { anomaly, predict, simulate } from './forecast.ts';
import type { FormReader } from './form.ts';
import { list } from './list.ts';
import { aggregate, duration } from './measure.ts';
import { ratio } from './ratio.ts';
import { impact, path, similar } from './relations.ts';
import { state, timeline } from './story.ts';
import { watch } from './watch.ts';
import { why } from './why.ts';
import { wrong } from './wrong.ts';

/** Tried in order; the first that reads the question wins. What a sentence wants comes before what it is about. */
export const FORMS: readonly FormReader[] = [
  ...[watch, simulate, predict, wrong, why, compare, changed, impact, path, similar, anomaly, action, audit],
  ...[ratio, duration, aggregate, rate, count, timeline, state, list],
];
