import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SutraError } from '@sutra/kit';
import './errors.ts';

/** What may be wished for through an assistant. */
export const PREVIEW_VERBS = ['stop', 'restart', 'spawn'] as const;

export interface Wish {
  readonly verb: (typeof PREVIEW_VERBS)[number];
  readonly node_id: string;
  readonly agent_id?: string;
  readonly reason?: string;
  readonly port?: number;
  readonly memory_limit_mb?: number;
}

export interface Preview {
  readonly id: string;
  readonly wish: Wish;
  /** What it would do, in words, with the state it was judged by. */
  readonly says: string;
  readonly madeUs: number;
}

/** A preview is good for so long, µs. */
export const PREVIEW_LIVES_US = 600_000_000;
/** Previews kept at once; past it the oldest go. */
const PREVIEWS_MAX = 100;
const ID = /^preview-[a-z0-9]{16}$/;

/**
 * Previews on disk, in a folder of their own: the assistant's server writes them, the command a person runs reads them. The word
 * of confirmation is bound to the wish by the grid's local token: an assistant that only has the tools cannot make it.
 */
export class PreviewBook {
  readonly #folder: string;
  readonly #secret: string;

  constructor(folder: string, secret: string) {
    this.#folder = folder;
    this.#secret = secret;
  }

  keep(wish: Wish, says: string, nowUs: number): Preview {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const kept = this.#all(nowUs);
    for (const old of kept.slice(0, Math.max(0, kept.length - PREVIEWS_MAX + 1))) this.forget(old.id);
    const preview: Preview = {
      id: `preview-${BigInt(`0x${randomBytes(12).toString('hex')}`)
        .toString(36)
        .padStart(16, '0')
        .slice(-16)}`,
      wish,
      says,
      madeUs: nowUs,
    };
    writeFileSync(this.#file(preview.id), JSON.stringify(preview), { mode: 0o600 });
    return preview;
  }

  /** @throws SutraError SUTRA_PREVIEW_UNKNOWN */
  find(id: string, nowUs: number): Preview {
    const unknown = (): SutraError => new SutraError('SUTRA_PREVIEW_UNKNOWN', `Cannot find the preview ${JSON.stringify(id.slice(0, 60))}`);
    if (!ID.test(id)) throw unknown();
    let text: string;
    try {
      text = readFileSync(this.#file(id), 'utf8');
    } catch (reason) {
      throw Object.assign(unknown(), { cause: reason });
    }
    const preview = JSON.parse(text) as Preview;
    if (nowUs - preview.madeUs > PREVIEW_LIVES_US) throw unknown();
    return preview;
  }

  /** The word a person hands over for this preview. */
  wordFor(preview: Preview): string {
    const digest = createHmac('sha256', this.#secret)
      .update(JSON.stringify([preview.id, preview.wish, preview.madeUs]))
      .digest('hex');
    return `${digest.slice(0, 4)}-${digest.slice(4, 8)}-${digest.slice(8, 12)}`;
  }

  /**
   * Takes a confirmed preview: it can be used once.
   * @throws SutraError SUTRA_PREVIEW_UNKNOWN, SUTRA_PREVIEW_UNCONFIRMED
   */
  take(id: string, word: string, nowUs: number): Wish {
    const preview = this.find(id, nowUs);
    const right = Buffer.from(this.wordFor(preview));
    const given = Buffer.from(word.trim().toLowerCase());
    if (given.length !== right.length || !timingSafeEqual(given, right))
      throw new SutraError('SUTRA_PREVIEW_UNCONFIRMED', `Cannot carry out ${id}: the word does not confirm it`);
    this.forget(id);
    return preview.wish;
  }

  forget(id: string): void {
    rmSync(this.#file(id), { force: true });
  }

  /** Every preview that still lives, oldest first; the others are removed. */
  #all(nowUs: number): Preview[] {
    const previews = readdirSync(this.#folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => JSON.parse(readFileSync(join(this.#folder, name), 'utf8')) as Preview);
    for (const { id, madeUs } of previews) if (nowUs - madeUs > PREVIEW_LIVES_US) this.forget(id);
    return previews.filter(({ madeUs }) => nowUs - madeUs <= PREVIEW_LIVES_US).sort((a, b) => a.madeUs - b.madeUs);
  }

  #file(id: string): string {
    return join(this.#folder, `${id}.json`);
  }
}
