import { afterAll, describe, expect, it } from 'vitest';
import { FAULT_POINTS, type FaultPoint } from './index.ts';
import { range, TestStore } from './testing/store.ts';

/** Images taken per point: the first few are the interesting ones, later ones repeat them. */
const IMAGES_PER_POINT = 4;
const NEVER_PASSED: readonly FaultPoint[] = ['lock.write', 'store.folder.sync'];
/** Of retention, which has crash images of its own. */
const REWRITING = /^rewrite\./;

describe('a crash between any two file operations', () => {
  const images: { point: FaultPoint; acked: number; learned: number; image: TestStore }[] = [];
  afterAll(async () => {
    for (const { image } of images) await image.remove();
  });

  it('leaves a folder that opens and has everything that was acknowledged, once', async () => {
    const store = new TestStore({ segmentBytes: 4096, snapshotsKept: 1, snapshotHoursKept: 0, snapshotDaysKept: 0 });
    let [acked, learned] = [0, 0];
    let recording = false;
    const taken = new Map<FaultPoint, number>();
    const faults = (point: FaultPoint): void => {
      if (!recording || (taken.get(point) ?? 0) >= IMAGES_PER_POINT) return;
      taken.set(point, (taken.get(point) ?? 0) + 1);
      images.push({ point, acked, learned, image: store.copy() });
    };
    const engine = await store.open({ faults });
    recording = true;
    const session = await engine.session('m', 1);
    for (let i = 0; i < 60; i++) {
      acked = (await session.append(range(acked + 1, acked + 10))).storedThrough;
      if (i % 5 === 0) {
        await engine.learn({ key: `k${i}`, concepts: [{ id: `c${learned}`, content: learned }] });
        learned++;
      }
      if (i % 10 === 0) await engine.putSnapshot('state', engine.lastSeq, new Uint8Array(100));
    }
    await store.remove();
    expect([...taken.keys()].sort()).toEqual(
      FAULT_POINTS.filter((point) => !NEVER_PASSED.includes(point) && !REWRITING.test(point)).sort(),
    );
    for (const { point, acked: promised, learned: known, image } of images) {
      const again = await image.open();
      const { events } = await again.query({ order: 'asc', limit: 10_000 });
      expect(
        events.map(({ seq }) => seq),
        point,
      ).toEqual(events.map((_, i) => i + 1));
      expect(
        events.map(({ emitterSeq }) => emitterSeq),
        point,
      ).toEqual(events.map((_, i) => i + 1));
      expect(events.length, point).toBeGreaterThanOrEqual(promised);
      for (let i = 0; i < known; i++) expect(await again.concept(`c${i}`), point).toMatchObject({ content: i });
      const next = await (await again.session('m', 1)).append(range(events.length + 1, events.length + 1));
      expect(next.storedThrough, point).toBe(events.length + 1);
      expect((await again.snapshot('state'))?.bytes.length ?? 100, point).toBe(100);
    }
  });
});
