import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { catalogueOfWorld } from '../names.ts';
import { parseQuestion } from './parse.ts';

const world = JSON.parse(readFileSync(new URL('../../../testdata/world.json', import.meta.url), 'utf8'));
const catalogue = catalogueOfWorld(world);
const read = (question: string) => parseQuestion({ question, tz: world.tz, nowUs: Date.parse(world.now) * 1000 }, catalogue);

describe('a question after a story', () => {
  it.each([
    [
      'In 1987 we had a VAX that fell over every time the cleaning lady plugged in her vacuum. Those were simpler times. So, what agents are offline?',
      'agents with status offline',
    ],
    [
      'I once lost a whole weekend to a full /var and I have never forgotten it. Which agents have disk above 90%?',
      'agents with disk_pct > 90',
    ],
    [
      'I keep a paper notebook with a tally for every hour of the day, the young people laugh. To fill in my page, how many nodes crashed yesterday?',
      'count of crashes from 2026-03-17T00:00:00Z to 2026-03-18T00:00:00Z',
    ],
  ])('is read by itself, and the story is told to have been passed over: %s', (question, reading) => {
    const found = read(question);
    expect(found.reading).toBe(reading);
    expect(found.ignored[0]).toBe(question.slice(0, (found.ignored[0] as string).length));
    for (const { from, to } of found.spans) expect(question.slice(from, to).trim()).not.toBe('');
  });

  it.each([
    'the beta pool that we got from the other team last year is down. How many nodes crashed?',
    'I am only interested in the machines that the beta team bought last spring. Which agents are offline?',
    'My neighbour swears that agent-2 was better before the rollout of last week. Which agents are offline?',
    'They told me at lunch that the old machine by the window makes a noise. Why did it crash?',
    'Which machine did the cleaning lady unplug with her vacuum back then? Which agents are offline?',
  ])('is not read where the story may narrow it: %s', (question) => {
    expect(['refuse', 'clarify']).toContain(read(question).plan.op);
  });
});
