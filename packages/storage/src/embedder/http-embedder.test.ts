import { seededChance, systemClock } from '@sutra/kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OwnEvent } from '../contract/own-event.ts';
import { EmbeddingService, type ServiceMood } from '../testing/embedding-service.ts';
import { HttpEmbedder, type HttpEmbedderLimits } from './http-embedder.ts';

let service: EmbeddingService;
let told: OwnEvent[];
const embedders: HttpEmbedder[] = [];

function open(limits: Partial<HttpEmbedderLimits> = {}, key?: string): HttpEmbedder {
  const embedder = new HttpEmbedder({
    baseUrl: `${service.baseUrl}/`,
    model: 'stub',
    clock: systemClock(),
    chance: seededChance(1),
    tell: (event) => void told.push(event),
    limits: { restMs: 0, ...limits },
    ...(key === undefined ? {} : { key }),
  });
  embedders.push(embedder);
  return embedder;
}

beforeEach(async () => {
  service = await EmbeddingService.open();
  told = [];
});
afterEach(async () => {
  for (const embedder of embedders.splice(0)) embedder.close();
  await service.close();
});

describe('an embedder over HTTP', () => {
  it('asks for each text once, in batches, and gives the vectors in the order of the texts', async () => {
    const embedder = open({ textsMax: 2 }, 'secret');
    const vectors = await embedder.embed(['crash', 'rain', 'crash', 'money', 'other']);
    expect(vectors.map((vector) => [...vector].findIndex((value) => value > 0))).toEqual([0, 2, 0, 1, 3]);
    expect([service.calls, service.texts.length, service.lastAuthorization]).toEqual([2, 4, 'Bearer secret']);
    await embedder.embed(['rain', 'money']);
    expect(service.calls).toBe(2);
    embedder.close();
    expect(told).toEqual([
      {
        type: 'embedding_service_healthy',
        body: { instance_id: 'stub', endpoint: `${service.baseUrl}/embeddings`, success_rate: 1, cache_hit_rate: 0.2 },
      },
      {
        type: 'embedding_latency',
        body: { service_instance: 'stub', batch_size: 2, latency_ms: expect.any(Number), dimension: 4, cache_hit: false, requests: 2 },
      },
    ]);
  });

  it('asks again when it is busy, broken or gone for a moment, and not when its answer is no set of vectors', async () => {
    const moods: [ServiceMood, number, RegExp, string][] = [
      ['busy', 2, /answered 429/, 'SUTRA_EMBEDDER_UNAVAILABLE'],
      ['broken', 2, /answered 500/, 'SUTRA_EMBEDDER_UNAVAILABLE'],
      ['gone', 2, /Cannot embed/, 'SUTRA_EMBEDDER_UNAVAILABLE'],
      ['garbage', 1, /not JSON/, 'SUTRA_EMBEDDER_ANSWER'],
      ['too few', 1, /1 vectors for 2 texts/, 'SUTRA_EMBEDDER_ANSWER'],
      ['not a number', 1, /\[1\] is null/, 'SUTRA_EMBEDDER_ANSWER'],
      ['zeros', 1, /all zeros/, 'SUTRA_EMBEDDER_ANSWER'],
      ['too long', 1, /has [45] numbers, the others have [45]/, 'SUTRA_EMBEDDER_ANSWER'],
      ['endless', 1, /more than 100000 bytes/, 'SUTRA_EMBEDDER_ANSWER'],
    ];
    for (const [mood, calls, message, code] of moods) {
      service.mood = mood;
      service.calls = 0;
      const embedder = open({ attempts: 2, answerBytesMax: 100_000 });
      await expect(embedder.embed(['crash', 'rain']), mood).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
      expect(service.calls, mood).toBe(calls);
      service.mood = 'well';
      expect(await embedder.embed(['crash'])).toHaveLength(1);
    }
    expect(told.map(({ type }) => type)).toEqual(moods.flatMap(() => ['embedding_service_degraded', 'embedding_service_healthy']));
  });

  it('gives up on a slow one at its limit, rests after a failure, and says so', async () => {
    service.mood = 'slow';
    const embedder = open({ requestMs: 60, attempts: 1, restMs: 60_000 });
    await expect(embedder.embed(['rain'])).rejects.toThrow(/no answer within 60 ms/);
    const { calls } = service; // none, where the machine was so slow that not even the request arrived in time
    await expect(embedder.embed(['rain'])).rejects.toThrow(/failed a moment ago: .*no answer/);
    expect(service.calls).toBe(calls);
    const stop = new AbortController();
    const pending = open().embed(['rain'], { signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(pending).rejects.toThrow('enough');
  });

  it('gives vectors of the beginning of texts that are too long for the service, and those of the others', async () => {
    service.charsMax = 2_000;
    const embedder = open({ attempts: 1 });
    const long = `rain ${'x'.repeat(7_000)}`;
    const vectors = await embedder.embed(['crash', long, 'money', 'other']);
    expect(vectors.map((vector) => [...vector].findIndex((value) => value > 0))).toEqual([0, 2, 1, 3]);
    expect(Math.max(...service.texts.map(({ length }) => length))).toBeGreaterThan(1_000);
    expect(told.map(({ type }) => type)).toEqual(['embedding_service_healthy']);
    service.charsMax = 1;
    service.calls = 0;
    await expect(embedder.embed(['wrong model', 'whatever it is asked'])).rejects.toMatchObject({
      code: 'SUTRA_EMBEDDER_UNAVAILABLE',
      message: expect.stringContaining('it answered 413'),
    });
    expect(service.calls).toBe(2);
    expect(told.at(-1)?.type).toBe('embedding_service_degraded');
  });

  it('does not take vectors of another dimension than before', async () => {
    const embedder = open();
    await embedder.embed(['rain']);
    service.dimension = 5;
    await expect(embedder.embed(['crash'])).rejects.toMatchObject({
      code: 'SUTRA_EMBEDDER_ANSWER',
      message: expect.stringContaining('5 numbers'),
    });
  });
});
