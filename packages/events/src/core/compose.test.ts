import type { AnyDraft } from '@sutra/model';
import { expect, test } from 'vitest';
import { type Composed, compose, type Speaker } from './compose.ts';

const speaker: Speaker = { emitter: 'agent-1', epoch: 5, secrets: [/canary-\w+/], eventBytesMax: 65_536 };
const composed = (draft: unknown): Composed => {
  const result = compose(draft as AnyDraft, speaker, 7, 1_000_000);
  if (typeof result === 'string') throw new Error(result);
  return result;
};

test('an event carries what was said, and what the catalogue knows of its type', () => {
  const { event, class: kind } = composed({
    ...{ type: 'agent_offline', body: { agent_id: 'agent-1', last_seen: '2026-01-31T12:00:00.000000Z' } },
    ...{ causedBy: ['event-x'], operationId: 'op-1', because: 'silent for 31.2 s', actor: 'agent:1', reason: 'none given' },
  });
  expect(kind).toBe('lifecycle');
  expect(event).toMatchObject({
    ...{
      id: 'event-agent_offline-1000000-agent-1:5.7',
      timeUs: 1_000_000,
      emitterSeq: 7,
      emitterEpoch: 5,
      severity: 'error',
      schemaVersion: 1,
    },
    ...{ causedBy: ['event-x'], operationId: 'op-1', because: 'silent for 31.2 s', actor: 'agent:1', entities: ['agent-1', 'op-1'] },
  });
});

test.each([
  ['an environment', { env: { API_KEY: 'canary_a', HOME: '/root' } }, { env: { API_KEY: '[redacted]', HOME: '/root' } }],
  ['arguments', { args: ['--password', 'canary_b', 'plain'] }, { args: ['--password', '[redacted]', 'plain'] }],
  ['deep JSON', { deep: [{ token: 'canary_c', n: 1 }] }, { deep: [{ token: '[redacted]', n: 1 }] }],
  [
    'a change of a secret setting',
    { key: 'db.password', before: 'canary_d', after: 'canary_e' },
    { key: 'db.password', before: '[redacted]', after: '[redacted]' },
  ],
  ["the operator's own patterns", { text: 'see canary-xyz' }, { text: 'see [redacted]' }],
  ['numbers under secret names stay', { token_count: 5 }, { token_count: 5 }],
])('secrets are removed from %s', (_, body, expected) => {
  expect(composed({ type: 'custom.probe', body, entities: ['node-1'] }).event.body).toEqual(expected);
});

test('an event that is too large is refused with the numbers', () => {
  const body = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`k${n}`, 'x'.repeat(7_000)]));
  const small: Speaker = { ...speaker, eventBytesMax: 10_000 };
  expect(compose({ type: 'custom.big', body, entities: ['node-1'] }, small, 1, 1)).toMatch(/about 63\d\d\d bytes; at most 10000/);
});
