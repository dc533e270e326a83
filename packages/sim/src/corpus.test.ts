import { catalogueOf, executePlan, parsePlan } from '@sutra/hybrid';
import { memoryReader } from '@sutra/hybrid/testing';
import { validateBody } from '@sutra/model';
import { describe, expect, it } from 'vitest';
import { type Case, openCases, play, sampleCases } from './corpus.ts';
import { type Report, report, type Scored, score, type Tally } from './score.ts';

/** Seeds a template in this run; 0 plays the sample. */
const SEEDS = Number(process.env['SUTRA_CORPUS_SEEDS'] ?? '0');

async function run(cases: readonly Case[]): Promise<Scored[]> {
  const scored: Scored[] = [];
  for (const one of cases) {
    const { events, state, nowUs, truth } = play(one);
    const answer = await executePlan(
      parsePlan(truth.plan),
      { tz: 'UTC', nowUs },
      { reader: memoryReader(events), catalogue: catalogueOf(state), state },
    );
    scored.push(score(truth, answer, events));
  }
  return scored;
}

const show = (text: string): void => void process.stderr.write(`${text}\n`);

const line = (name: string, { ours, naive }: { ours: Tally; naive: Tally }): string =>
  `${name.padEnd(22)} ${ours.right}/${ours.wrong}/${ours.abstained}   naive ${naive.right}/${naive.wrong}/${naive.abstained}`;

function shown(result: Report): string {
  return [...result.recorded]
    .map(([kind, both]) => line(kind, both))
    .concat(line('ALL RECORDED', result.recordedAll), line('TRACELESS', result.traceless), line('QUIET', result.quiet))
    .join('\n');
}

const SHOW = process.env['SUTRA_CORPUS_SHOW'] !== undefined;

describe('the fault corpus', () => {
  it('why names what was injected, says "unknown" where the trace was removed, and accuses nobody where nothing happened', async () => {
    const only = process.env['SUTRA_CORPUS_ONLY'];
    const scored = await run((SEEDS === 0 ? sampleCases() : openCases(SEEDS)).filter((one) => only === undefined || one.id.includes(only)));
    const { recorded, recordedAll, traceless, quiet } = report(scored);
    if (SHOW) {
      show(shown(report(scored)));
      for (const { mark, truth, named, text } of scored.filter((one) => one.mark !== 'right'))
        show(`${mark} ${truth.caseId}: wanted ${truth.cause} ${truth.names ?? ''}, named ${named}: ${text}`);
    }
    expect(recorded.size).toBeGreaterThanOrEqual(14);
    expect(share(recordedAll.ours, 'right')).toBeGreaterThanOrEqual(0.95);
    expect(share(traceless.ours, 'wrong')).toBeLessThanOrEqual(0.02);
    expect(share(quiet.ours, 'wrong')).toBeLessThanOrEqual(0.01);
    expect(share(recordedAll.naive, 'right')).toBeLessThan(0.5);
  });

  it('is the same for the same seed, event for event', () => {
    const [one] = openCases(1).filter(({ template }) => template.name === 'bad version');
    const [first, again] = [play(one as Case), play(one as Case)];
    expect(again.events).toEqual(first.events);
    expect(again.truth).toEqual(first.truth);
  });

  it('keeps the truth out of the record', () => {
    for (const one of openCases(1).filter(({ platform }) => platform === 'process')) {
      const text = JSON.stringify(play(one).events);
      expect([one.id, [one.id, 'traceless', 'injected', 'distractor'].filter((word) => text.includes(word))]).toEqual([one.id, []]);
    }
  });

  it('says only what the catalogue allows', () => {
    for (const one of openCases(1).filter(({ platform }) => platform === 'kubernetes'))
      for (const { type, body } of play(one).events) expect([one.id, type, validateBody(type, body)]).toEqual([one.id, type, { ok: true }]);
  });
});

const share = (tally: Tally, mark: keyof Tally): number => tally[mark] / (tally.right + tally.wrong + tally.abstained);
