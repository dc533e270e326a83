import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classOf, EVENT_TYPES, type Field, rowOf, validateDraft } from './catalogue/index.ts';
import { eventFromDraft } from './envelope.ts';
import type { AnyDraft } from './event.ts';
import { plainDraft, plainEvent } from './plain-draft.ts';
import { isHarmless, isSuspect, redactText } from './redact.ts';
import { redactDraft } from './redact-draft.ts';

const envelope = { id: 'event-1', wallUs: 1_760_000_000_000_000, emitter: 'master', emitterEpoch: 3, emitterSeq: 9 };

/** The long way, which says what is wrong and cleans what is secret. */
function longWay(draft: AnyDraft): unknown {
  if (!validateDraft(draft).ok) return 'wrong';
  const { draft: clean, bytes } = redactDraft(draft, []);
  return { event: eventFromDraft(clean, envelope), bytes, class: classOf(draft.type) };
}

const someText = fc.oneof(
  fc.constantFrom(
    '',
    'agent-1',
    'host:web-1',
    'region:eu',
    'a b',
    'naïve',
    'token=abc123',
    'Bearer 0123456789',
    'x'.repeat(9_000),
    '\u0001',
  ),
  fc.string({ maxLength: 12 }),
  fc.constantFrom('pass', 'toto token', 'KEY', 'https://a:b@c', 'sk-0123456789abcdefgh', 'ghp_', 'eyJhbGciOi'),
);
const anything = fc.oneof(someText, fc.double(), fc.integer(), fc.boolean(), fc.constantFrom(null, undefined, [], {}, -1, 2 ** 53));

const mostly = (right: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 16, arbitrary: right }, { weight: 1, arbitrary: anything });

function fieldValue({ type: kind }: Field): fc.Arbitrary<unknown> {
  switch (kind.kind) {
    case 'text':
      return fc.oneof({ weight: 12, arbitrary: fc.constantFrom('agent-1', 'node-1', 'host:web-1', 'web-1') }, someText);
    case 'int':
      return fc.integer({ min: kind.min, max: Math.min(kind.max, 1e6) });
    case 'oneOf':
      return fc.constantFrom(...kind.values);
    case 'flag':
      return fc.boolean();
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    default:
      return fc.constantFrom('2026-01-31T12:00:00.000000Z', ['a', 'b'], { a: 'b' });
  }
}

const bodyOf = (type: (typeof EVENT_TYPES)[number]): fc.Arbitrary<object> => {
  const fields = Object.entries(rowOf(type).fields);
  const right = fc.record(Object.fromEntries(fields.map(([name, field]) => [name, fieldValue(field)])), {
    noNullPrototype: true,
    requiredKeys: fields.flatMap(([name, field]) => (field.optional ? [] : [name])),
  });
  const shuffled = fc.tuple(right, fc.infiniteStream(fc.nat())).map(([body, places]) =>
    Object.fromEntries(
      Object.entries(body)
        .map((entry): [number, [string, unknown]] => [places.next().value as number, entry])
        .sort(([a], [b]) => a - b)
        .map(([, entry]) => entry),
    ),
  );
  const wrong = fc.tuple(right, fc.constantFrom('extra', '__proto__', ...fields.map(([name]) => name)), anything);
  return fc.oneof(
    { weight: 4, arbitrary: right },
    { weight: 1, arbitrary: shuffled },
    { weight: 1, arbitrary: wrong.map(([body, name, value]) => ({ ...body, [name]: value })) },
  );
};

const anyDraft: fc.Arbitrary<AnyDraft> = fc.constantFrom(...EVENT_TYPES).chain((type) =>
  fc.record(
    {
      type: fc.constant(type),
      body: mostly(bodyOf(type)),
      timeUs: mostly(fc.nat()),
      operationId: mostly(fc.constant('op-1')),
      because: mostly(fc.constant('it was late')),
      actor: mostly(fc.constant('ada')),
      reason: mostly(fc.constant('none given')),
      severity: mostly(fc.constant('error')),
      causedBy: mostly(fc.array(fc.constantFrom('event-a', 'event-b'))),
      causedByDrafts: fc.constant([0]),
    },
    { requiredKeys: ['type', 'body'], noNullPrototype: true },
  ),
) as fc.Arbitrary<object> as fc.Arbitrary<AnyDraft>;

test('the short way makes of a draft what the long way makes of it, and leaves every other one to it', () => {
  let short = 0;
  fc.assert(
    fc.property(anyDraft, (draft) => {
      const plain = plainDraft(draft);
      if (plain === undefined) return;
      short++;
      expect({ event: plainEvent(plain, envelope), bytes: plain.bytes, class: plain.found.row.class }).toEqual(longWay(draft));
      expect(plain.found.body).not.toBe(draft.body);
    }),
    { numRuns: 2_000 },
  );
  expect(short).toBeGreaterThan(300);
});

test('a draft that names entities of its own takes the long way', () => {
  const draft = { type: 'agent_heartbeat', body: { agent_id: 'agent-1', storage_node_count: 10 }, entities: ['node-9'] };
  expect(plainDraft(draft as object as AnyDraft)).toBeUndefined();
});

test('a usual draft takes the short way', () => {
  const beat = { type: 'agent_heartbeat', body: { agent_id: 'agent-1', storage_node_count: 10, received: 6, missed: 0 } } as const;
  expect(plainDraft(beat)?.found.entities).toEqual(['agent-1']);
  expect(plainDraft({ ...beat, body: { ...beat.body, agent_id: 'token-1' } })).toBeUndefined();
});

test('text called harmless holds nothing that would be taken out', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(someText, fc.constantFrom('AKIA0123456789ABCDEF', 'github_pat_', 'xoxb-', 'Basic '))), (parts) => {
      const text = parts.join('');
      const harmless = redactText(text, [/(?!)/]) === text; // with a pattern of one's own every form is looked for
      if (isHarmless(text)) expect(harmless).toBe(true);
      if (!isSuspect(text, true)) expect(isHarmless(text)).toBe(true);
      if (!isSuspect(text, false)) expect(isHarmless(text)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});
