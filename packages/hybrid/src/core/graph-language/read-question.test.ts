import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { graphReading } from './graph-plan.ts';
import { readGraphQuestion } from './read-question.ts';
import { namesType, wayOf } from './relation-words.ts';

/** The likeliest reading in words, or why there is none. */
function read(question: string): string {
  const reading = readGraphQuestion(question);
  return typeof reading === 'string' ? reading : graphReading(reading[0]!.plan);
}

const READ: readonly (readonly [string, string])[] = [
  ['What do we know about payments?', 'concepts about “payments”'],
  ['find concepts about disk failures', 'concepts about “disk failures”'],
  ['search for "leaky bucket"', 'concepts about “leaky bucket”'],
  ['is there anything about Zürich?', 'concepts about “Zürich”'],
  ['which concepts mention redis', 'concepts about “redis”'],
  ['payments', 'concepts about “payments”'],
  ['What is redis-1?', 'what is known of “redis-1”'],
  ['tell me about the payment service', 'what is known of “the payment service”'],
  ['what is connected to redis-1?', 'what is connected to “redis-1”'],
  ['what is redis-1 connected to?', 'what is connected to “redis-1”'],
  ['which things are redis-1 and redis-2 directly linked with', 'what is connected to “redis-1 and redis-2”'],
  ['which things are linked with redis-1', 'what is connected to “redis-1”'],
  ['show me the neighbours of redis-1', 'what is connected to “redis-1”'],
  ['What causes outages?', 'what causes “outages”'],
  ['who owns billing', 'what owns “billing”'],
  ['what depends on the database', 'what depends on “the database”'],
  ['what does checkout depend on?', 'what “checkout” depend on'],
  ['what is caused by rain', 'what “rain” caused'],
  ['what is billing owned by', 'what owned “billing”'],
  ['what are the causes of outage-7', 'what cause “outage-7”'],
  ['what are the effects of rain', 'what “rain” cause'],
  ['who is the owner of billing', 'what is owner of “billing”'],
  ['How are redis-1 and billing related?', 'the shortest path between “redis-1” and “billing”'],
  ['how is redis-1 connected to billing', 'the shortest path between “redis-1” and “billing”'],
  ['how does rain lead to outage-7', 'the shortest path between “rain” and “outage-7”'],
  ['is rain related to outage-7?', 'the shortest path between “rain” and “outage-7”'],
  ['what is the best path from a to b', 'the surest paths between “a” and “b”'],
  ['all paths between a and b', 'every path between “a” and “b”'],
  ['find 3 paths from a to b', 'the surest paths between “a” and “b”, at most 3'],
  ['how does a relate to b in order of time', 'the shortest path between “a” and “b”, no hop earlier than the one before'],
  ['what connects "research and development" and sales', 'the shortest path between “research and development” and “sales”'],
  ['how many concepts are there?', 'how many concepts are known'],
  ['how many associations', 'how many associations are known'],
  ['how many concepts mention disks', 'how many concepts mention “disks”'],
  ['how many things are connected to redis-1', 'how many things are connected to “redis-1”'],
  ['how many things depend on billing', 'how many things depend on “billing”'],
  ['please, can you tell me what causes rain?', 'what causes “rain”'],
];

describe('a question about a graph', () => {
  it.each(READ)('%s', (question, reading) => expect(read(question)).toBe(reading));

  it('is read with its mistyped words mended, and says so', () => {
    const mended: [string, string, string[]][] = [
      ['what is conected to redis-1', 'what is connected to “redis-1”', ['“conected” read as “connected”']],
      ['how are redis-1 and billing realted?', 'the shortest path between “redis-1” and “billing”', ['“realted” read as “related”']],
      ['wht is connectd to redis-1', 'what is connected to “redis-1”', ['“wht” read as “what”', '“connectd” read as “connected”']],
    ];
    for (const [question, words, assumptions] of mended) {
      expect(read(question)).toBe(words);
      expect(readGraphQuestion(question)).toMatchObject({ 0: { assumptions } });
    }
  });

  it('in another language, without sense, or that is a wish is not read as something else', () => {
    const unread: [string, string][] = [
      ['', 'nothing'],
      [' ?! ', 'nothing'],
      ['Was ist mit redis-1 verbunden?', 'not read'],
      ['¿qué está conectado con redis-1?', 'not read'],
      ['redis-1 とは何ですか?', 'not read'],
      ['colourless green ideas sleep furiously tonight', 'not read'],
      ['why?', 'not read'],
      ['delete redis-1', 'wish'],
      ['Please forget everything', 'wish'],
      ['x'.repeat(2_001), 'too long'],
    ];
    for (const [question, why] of unread) expect(read(question), question).toBe(why);
  });

  it('gives every way to part two things whose names could have "and" in them', () => {
    const reading = readGraphQuestion('how are research and development and sales related');
    expect(typeof reading !== 'string' && reading.map(({ plan }) => graphReading(plan))).toEqual([
      'the shortest path between “research and development” and “sales”',
      'the shortest path between “research” and “development and sales”',
    ]);
  });

  it('never takes long or fails, whatever it is', () => {
    const word = fc.constantFrom(
      'how',
      'what',
      'is',
      'are',
      'and',
      'to',
      'from',
      'between',
      'path',
      'connected',
      'of',
      'the',
      'x',
      '"',
      '->',
      'does',
      'many',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(word, { maxLength: 400 }).map((words) => words.join(' ')),
        ),
        (question) => {
          const before = process.cpuUsage();
          readGraphQuestion(question);
          expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
        },
      ),
      { seed: 3, numRuns: 300 },
    );
  });
});

describe('a relation in words', () => {
  it('names types of association in whatever form they are written', () => {
    for (const [phrase, type] of [
      ['depends on', 'depends_on'],
      ['depend on', 'dependsOn'],
      ['owns', 'owned_by'],
      ['owner', 'owned-by'],
      ['causes', 'caused'],
      ['is filled by', 'FILLS'],
    ] as const)
      expect(namesType(phrase, type), `${phrase} ${type}`).toBe(true);
    for (const [phrase, type] of [
      ['owns', 'feeds'],
      ['of', 'part_of'],
      ['cause', 'because_of_long_rain'],
    ] as const)
      expect(namesType(phrase, type), `${phrase} ${type}`).toBe(false);
  });

  it('goes the other way where the type is passive', () => {
    expect(wayOf('causes', 'object')).toBe('in');
    expect(wayOf('causes', 'subject')).toBe('out');
    expect(wayOf('caused_by', 'object')).toBe('out');
    expect(wayOf('caused_by', 'subject')).toBe('in');
    expect(wayOf('causes', 'either')).toBe('both');
  });
});
