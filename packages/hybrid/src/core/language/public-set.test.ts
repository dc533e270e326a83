import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { catalogueOfWorld } from '../names.ts';
import { parseQuestion } from './parse.ts';

/** Where the public question set lies: SUTRA_QUESTIONS, or beside the checkout. */
const folder = process.env['SUTRA_QUESTIONS'] ?? resolve(fileURLToPath(import.meta.url), '../../../../../../../shared/nl');
const present = existsSync(resolve(folder, 'public.jsonl'));

/** Share of the set that must be read exactly; raised as the language grows, never lowered. */
const STRICT_MIN = 1;

describe('the public question set', () => {
  it.skipIf(!present)(
    `is read exactly in at least ${STRICT_MIN * 100} % of its questions${present ? '' : ' (SKIPPED: set SUTRA_QUESTIONS to its folder)'}`,
    async () => {
      const { score } = (await import(pathToFileURL(resolve(folder, 'score.mjs')).href)) as {
        score: (gold: unknown[], predicted: unknown[]) => Record<string, unknown> & { strict: number; wrongAction: number };
      };
      const world = JSON.parse(readFileSync(resolve(folder, 'world.json'), 'utf8'));
      const gold = readFileSync(resolve(folder, 'public.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      const predicted = gold.map(({ id, question, context }) => ({
        id,
        plan: parseQuestion(
          { question, ...(context === null ? {} : { context }), tz: world.tz, nowUs: Date.parse(world.now) * 1000 },
          catalogueOfWorld(world),
        ).plan,
      }));
      const result = score(gold, predicted);
      if (process.env['SUTRA_SHOW_SCORE'] !== undefined) {
        const missed = gold.filter((one) => (result['miss'] as string[]).includes(one.id));
        process.stdout.write(
          `${JSON.stringify(result)}\n${missed.map((one) => `${one.id} ${one.question}\n   gold ${JSON.stringify(one.plan)}\n   ours ${JSON.stringify(predicted.find((p) => p.id === one.id)?.plan)}`).join('\n')}\n`,
        );
      }
      expect(result.strict).toBeGreaterThanOrEqual(STRICT_MIN);
      expect(result.wrongAction).toBe(0);
    },
  );
});
