import { EMPTY_GRID } from '@sutra/model';
import { expect, it } from 'vitest';
import { catalogueOf } from '../core/names.ts';
import { history, memoryReader } from '../testing/index.ts';
import { withRecordedNames } from './recorded-names.ts';

it('looks up what may be a name of something that left, and nothing that can be none', async () => {
  const told = history();
  told.tell(1, 'node_lost', { node_id: 'old-1', agent_id: 'agent-9', reason: 'agent_offline' } as never);
  const store = memoryReader(told.events);
  const asked: string[] = [];
  const reader = {
    query: (query: Parameters<typeof store.query>[0]) => {
      asked.push(...(query.entities ?? []).flat());
      return store.query(query);
    },
    aggregate: store.aggregate,
  };
  const names = async (question: string) => [...(await withRecordedNames(catalogueOf(EMPTY_GRID), [question], reader)).names.node];
  expect(await names('what became of old-1 at 10:30 on 2026-03-18?')).toEqual(['old-1']);
  expect(asked).toEqual(['old-1']);
  expect(await names(`what became of old-1 and ${'x-'.repeat(300)}?`)).toEqual(['old-1']);
  // Too long to be read at all.
  expect(await names(`old-1 ${'y-1 '.repeat(600)}`)).toEqual([]);
  expect(asked).toEqual(['old-1', 'old-1']);
});
