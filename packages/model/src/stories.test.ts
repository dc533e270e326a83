import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { tell } from './testing/story.ts';

const FOLDER = fileURLToPath(new URL('../testdata/', import.meta.url));
/** `UPDATE_STORIES=1 npx vitest run packages/model/src/stories` writes what happens now. Commit it only if you understand it. */
const UPDATE = process.env['UPDATE_STORIES'] === '1';

describe('stories', () => {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.txt'));
  it('are there', () => expect(names.length).toBeGreaterThanOrEqual(7));
  it.each(names)('%s happens as told', (name) => {
    const story = readFileSync(FOLDER + name, 'utf8');
    const told = tell(story);
    if (UPDATE) writeFileSync(FOLDER + name, told);
    else expect(told).toBe(story);
  });
});
