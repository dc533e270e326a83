import { counted } from '@sutra/kit';
import { expect, it } from 'vitest';
import { ageText, circled, clockText, confidenceWord, memoryText, readableQuestion } from './wording.ts';

it('counts in words', () => expect([counted(1, 'node'), counted(1_200, 'node')]).toEqual(['1 node', '1,200 nodes']));
it('writes ages in their shortest form', () =>
  expect([400, 8_000, 250_000, 7_200_000, 800_000_000].map(ageText)).toEqual(['now', '8 s', '4 min', '2 h', '9 d']));
it('names the day only when it is another one', () => {
  const us = Date.UTC(2026, 2, 17, 15, 0, 2) * 1000;
  expect(clockText(us, us / 1000, 'UTC')).toBe('15:00:02');
  expect(clockText(us, us / 1000 + 86_400_000, 'UTC')).toBe('17 Mar 15:00:02');
});
it('says how sure an answer is in a word', () => expect([0.9, 0.6, 0.2].map(confidenceWord)).toEqual(['high', 'medium', 'low']));
it('numbers evidence with rings as far as there are rings', () => expect([circled(1), circled(10), circled(11)]).toEqual(['①', '⑩', '11']));
it('writes memory with the precision it deserves', () =>
  expect([memoryText(24.14), memoryText(512), memoryText(20_480)]).toEqual(['24.1 MB', '512 MB', '20.0 GB']));

it('writes event ids in questions as what happened and when, and leaves every other question alone', () => {
  const us = Date.UTC(2026, 2, 17, 15, 0, 2) * 1000;
  expect(readableQuestion(`why event-node_crashed-${us}-agent:a.1.2f?`, us / 1000, 'UTC')).toBe('why node crashed (15:00:02)');
  expect(readableQuestion('why did event-loop stall?', us / 1000, 'UTC')).toBe('why did event-loop stall?');
});
