import { expect, it } from 'vitest';
import { encodeStored } from '@sutra/wire';
import { crc32 } from 'node:zlib';
import { sampleEvent, serveTemporaryStore } from '../testing/served-store.ts';
it('x', async () => {
  const { engine, close } = await serveTemporaryStore();
  const writer = await engine.session('w', 1);
  let t = performance.now(); const lap = (w: string) => { console.log(w, (performance.now() - t).toFixed(0)); t = performance.now(); };
  for (let n = 1; n <= 80; n++) await writer.append([sampleEvent('w', 1, n, { text: String(n % 10).repeat(1_000_000) })]);
  lap('write');
  const page = await engine.query({ order: 'asc', limit: 40 });
  lap('query40');
  console.log(encodeStored(page.events, crc32).length);
  lap('encode');
  const p2 = await engine.query({ order: 'asc', limit: 10000 });
  lap('query all'); console.log(p2.events.length, p2.partialBecause);
  try { console.log(encodeStored(p2.events, crc32).length); } catch (e) { console.log(String(e)); }
  lap('encode all');
  const stop = new AbortController();
  for await (const item of engine.feed({ fromSeq: 1 }, stop.signal)) { console.log(item.kind, item.kind === 'events' ? item.events.length : ''); lap('feed'); if (item.kind === 'live') break; }
  await close(); lap('close');
  expect(1).toBe(1);
}, 120000);
