import { isoFromUs } from '@sutra/kit';
import type { EventDraft } from '@sutra/model';
import type { Lane } from './lanes.ts';

/** What was not kept, from the first refusal until it has been recorded as an `events_refused` event. */
export interface Episode {
  readonly types: Readonly<Record<string, number>>;
  readonly count: number;
  readonly fromUs: number;
  readonly toUs: number;
  readonly reasons: readonly string[];
}

/** Reasons kept per episode: they are few by nature, and the event that carries them is bounded. */
const REASONS_MAX = 8;
/** Types counted one by one; beyond it they count as `other`. */
const TYPES_MAX = 128;

/** Counts refusals until they can be recorded. Nothing here is ever forgotten except by `settle`. */
export class RefusalLedger {
  #types: Record<string, number> = {};
  #count = 0;
  #fromUs = Number.POSITIVE_INFINITY;
  #toUs = 0;
  #reasons: string[] = [];
  #lastingLost = false;
  readonly #everByType: Record<string, number> = {};

  refuse(type: string, timeUs: number, lane: Lane, reason: string, count = 1): void {
    const known = Object.hasOwn(this.#types, type) || Object.keys(this.#types).length < TYPES_MAX ? type : 'other';
    this.#types[known] = (this.#types[known] ?? 0) + count;
    this.#everByType[known] = (this.#everByType[known] ?? 0) + count;
    this.#count += count;
    if (timeUs > 0) {
      this.#fromUs = Math.min(this.#fromUs, timeUs);
      this.#toUs = Math.max(this.#toUs, timeUs);
    }
    if (!this.#reasons.includes(reason) && this.#reasons.length < REASONS_MAX) this.#reasons.push(reason);
    if (lane === 'lasting') this.#lastingLost = true;
  }

  get open(): boolean {
    return this.#count > 0;
  }

  /** True while the open episode holds an event that should never have been lost. */
  get lastingLost(): boolean {
    return this.#lastingLost;
  }

  get everByType(): Readonly<Record<string, number>> {
    return { ...this.#everByType };
  }

  episode(): Episode {
    const fromUs = Number.isFinite(this.#fromUs) ? this.#fromUs : this.#toUs;
    return { types: { ...this.#types }, count: this.#count, fromUs, toUs: this.#toUs, reasons: [...this.#reasons] };
  }

  /** Takes over what an earlier run had not recorded yet. */
  resume(episode: Episode): void {
    for (const [type, count] of Object.entries(episode.types)) {
      const reason = episode.reasons[0] ?? 'unknown';
      this.refuse(type, episode.fromUs, 'metric', reason, count);
      this.refuse(type, episode.toUs, 'metric', reason, 0);
    }
    for (const reason of episode.reasons) if (!this.#reasons.includes(reason)) this.#reasons.push(reason);
  }

  /** The episode has been recorded: a new one starts. Returns the one that ended. */
  settle(): Episode {
    const episode = this.episode();
    this.#types = {};
    this.#count = 0;
    this.#fromUs = Number.POSITIVE_INFINITY;
    this.#toUs = 0;
    this.#reasons = [];
    this.#lastingLost = false;
    return episode;
  }
}

/** Reads a stored episode back; undefined when the text is not one. */
export function parseEpisode(text: string): Episode | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { types, count, fromUs, toUs, reasons } = value as Partial<Episode>;
  if (typeof types !== 'object' || types === null || !Object.values(types).every((n) => Number.isSafeInteger(n) && n >= 0))
    return undefined;
  if (!Number.isSafeInteger(count) || !Number.isSafeInteger(fromUs) || !Number.isSafeInteger(toUs) || !Array.isArray(reasons))
    return undefined;
  return { types, count: count as number, fromUs: fromUs as number, toUs: toUs as number, reasons: reasons.map(String) };
}

/** Longest reason in an `events_refused` event, in characters. */
const REASON_CHARS_MAX = 4_000;

/** The event that makes a loss part of the record. */
export function refusalDraft(emitter: string, episode: Episode): EventDraft<'events_refused'> {
  const types = Object.fromEntries(Object.entries(episode.types).map(([type, count]) => [type, String(count)]));
  const span = episode.toUs > 0 ? { from: isoFromUs(episode.fromUs), to: isoFromUs(episode.toUs) } : {};
  const reason = episode.reasons.join('; ').slice(0, REASON_CHARS_MAX);
  return { type: 'events_refused', body: { source_emitter: emitter, count: episode.count, types, reason, ...span } };
}

/** The same for one draft that broke its row: what it claimed to be, and what is wrong with it. */
export function invalidDraft(emitter: string, draft: unknown, problem: string, wallUs: number): EventDraft<'events_refused'> {
  const given = typeof draft === 'object' && draft !== null ? (draft as { readonly type?: unknown }).type : undefined;
  const type = typeof given === 'string' && given !== '' ? given.slice(0, 64) : 'unknown';
  return refusalDraft(emitter, { types: { [type]: 1 }, count: 1, fromUs: wallUs, toUs: wallUs, reasons: [`invalid draft: ${problem}`] });
}
