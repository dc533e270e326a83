import { eventNameOf } from '@sutra/wire';
import { describe, expect, it } from 'vitest';
import type { SourceName } from './core/fact.ts';
import { SourceReader } from './source-reader.ts';

/** The events of an input; what cannot be read throws. */
function read(source: SourceName, ...documents: readonly object[]) {
  const reader = new SourceReader(source, { host: 'docker-1' });
  const bytes = Buffer.from(documents.map((document) => `${JSON.stringify(document)}\n`).join(''));
  const entries = [...reader.push(bytes), ...reader.end()].flat();
  return { events: entries.map((entry, i) => entry.event(i + 1)), counts: reader.counts };
}

const kubernetes = (over: object, at = '2026-03-04T10:00:00Z', uid = 'u-1') => ({
  kind: 'Event',
  metadata: { uid, resourceVersion: '7', namespace: 'shop' },
  involvedObject: { kind: 'Pod', namespace: 'shop', name: 'web-0', uid: 'pod-1' },
  reason: 'Started',
  message: 'said',
  lastTimestamp: at,
  ...over,
});
const docker = (action: string, attributes: object = {}, nano = '1772618400123456789') => ({
  Type: 'container',
  Action: action,
  Actor: { ID: 'c0ffee', Attributes: { name: 'web', ...attributes } },
  timeNano: Number(nano),
});
const CONTROL = /\p{Cc}/u;

describe('an input of another system', () => {
  it('may run commands of several lines with secrets in containers: neither is in an id', () => {
    const command = 'exec_create: sh -c "export TOKEN=hunter2-secret\npg_isready"';
    const { events } = read('docker', docker(command), docker('exec_create: sh -c true'));
    expect(new Set(events.map(({ id }) => id)).size).toBe(2);
    for (const { id } of events) expect(id).not.toMatch(CONTROL);
    expect(JSON.stringify(events)).not.toContain('hunter2-secret');
    expect(events[0]).toMatchObject({ type: 'custom.docker.exec_create', body: { detail: expect.stringContaining('pg_isready') } });
  });

  it('may name a reason as an object of JavaScript names its own members', () => {
    for (const reason of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      const node = { kind: 'Node', name: 'n-1' };
      for (const involvedObject of [node, { kind: 'Pod', name: 'p-1' }])
        expect(read('kubernetes', kubernetes({ reason, involvedObject })).events).toMatchObject([{ body: { reason } }]);
      const task = { Type: reason, Time: 1_772_618_400_123_456_800, DisplayMessage: 'x' };
      const Allocation = { ID: 'a-1', Name: 'web[0]', NodeName: 'n-1', TaskStates: { web: { Events: [task] } } };
      const batch = { Index: 3, Events: [{ Topic: 'Allocation', Type: 'AllocationUpdated', Key: 'a-1', Payload: { Allocation } }] };
      expect(read('nomad', batch).events).toMatchObject([{ body: { event: reason } }, {}]);
    }
  });

  it('may have a name longer than one of ours: two that differ at their end stay two, and a crash is still one of the catalogue', () => {
    const pod = (end: string) => ({ kind: 'Pod', namespace: 'n'.repeat(60), name: `${'p'.repeat(180)}-${end}` });
    const crash = { reason: 'OOMKilling', source: { host: 'node-1' } };
    const { events, counts } = read(
      'kubernetes',
      kubernetes({ ...crash, involvedObject: pod('a') }),
      kubernetes({ ...crash, involvedObject: pod('b') }, undefined, 'u-2'),
      kubernetes({ reason: 'Pulled', involvedObject: pod('a') }, undefined, 'u-3'),
    );
    expect(events.map(({ type }) => type)).toEqual(['node_crashed', 'node_crashed', 'custom.kubernetes.pulled']);
    expect(counts).toMatchObject({ mapped: 2, custom: 1 });
    const [a, b, again] = events.map(({ entities }) => entities[0]!);
    expect(a).not.toBe(b);
    expect(a).toBe(again);
    expect(events[0]!.body['node_id']).toBe(a);
    for (const { entities } of events) expect(Math.max(...entities.map(({ length }) => length))).toBeLessThanOrEqual(128);
  });

  it('may say more than one of ours says: it is cut, counted, and stays what it was', () => {
    const task = { Type: 'Terminated', Time: 1_772_618_400_123_456_800, ExitCode: 1, DisplayMessage: 'y'.repeat(100_000) };
    const Allocation = { ID: 'a-1', Name: 'web[0]', NodeName: 'n-1', TaskStates: { web: { Events: [task] } } };
    const payload = { Topic: 'Allocation', Type: 'AllocationUpdated', Key: 'a-1', Payload: { Allocation } };
    const nomad = read('nomad', { Index: 3, Events: [payload] });
    expect(nomad.events[0]).toMatchObject({ type: 'node_crashed', entities: expect.arrayContaining(['web[0]', 'n-1']) });
    expect(String(nomad.events[0]!.body['summary'])).toMatch(/^y+ … \(100000 characters, cut\)$/);
    expect(nomad.counts.cut).toBe(1);
    const fields = Object.fromEntries(Array.from({ length: 900 }, (_, i) => [`FIELD_${i}`, 'z'.repeat(8_000)]));
    const exit = { MESSAGE_ID: '98e322203f7a4ed290d09fe03c09fe15', EXIT_CODE: 'exited', EXIT_STATUS: '3', UNIT: 'api.service' };
    const journal = read('journald', { ...fields, ...exit, __REALTIME_TIMESTAMP: '1772618400123456', MESSAGE: 'x'.repeat(2_000_000) });
    expect(journal.events[0]).toMatchObject({ type: 'node_crashed', body: { exit_code: 3 } });
    expect(JSON.stringify(journal.events[0]).length).toBeLessThan(131_072);
    expect(journal.counts.cut).toBe(1);
  });

  it('may be nested as deep as JSON goes', () => {
    const deep = `${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`;
    const reader = new SourceReader('nomad', { host: 'h' });
    const text = `{"Index":3,"Events":[{"Topic":"Job","Type":"JobRegistered","Key":"web","Payload":{"Job":{"Meta":${deep}}}}]}`;
    const [entry] = [...reader.push(Buffer.from(text))].flat();
    expect(JSON.stringify(entry!.event(1).body)).toContain('nested too deep, cut');
    expect(reader.counts.cut).toBe(1);
  });

  it('may say the exit code of Windows as it does', () => {
    const { events } = read('docker', docker('die', { exitCode: '3221225786' }));
    expect(events[0]).toMatchObject({ type: 'node_crashed', body: { node_id: 'web', exit_code: -1_073_741_510 } });
  });

  it('may leave out what is too long: that is not said to be the text "null"', () => {
    const entry = { __REALTIME_TIMESTAMP: '1772618400123456', _HOSTNAME: 'h', MESSAGE: null, PRIORITY: '3' };
    const { events } = read('journald', entry);
    expect(events[0]!.body['message']).toBeNull();
  });

  it('is put in order by when things happened, however a list writes that, so that effects find their causes', () => {
    const probe = kubernetes({ reason: 'Unhealthy', message: 'Liveness probe failed' }, '2026-03-04T10:00:00.000000Z', 'u-1');
    const killed = kubernetes({ reason: 'Killing', message: 'Container web failed liveness probe' }, '2026-03-04T10:00:00Z', 'u-2');
    const backOff = kubernetes({ reason: 'BackOff', message: 'Back-off restarting failed container' }, '2026-03-04T12:00:01+02:00', 'u-3');
    const first = { ...kubernetes({ reason: 'FailedMount', message: 'x' }, undefined, 'u-4'), lastTimestamp: null };
    const dated = { ...first, metadata: { ...first.metadata, creationTimestamp: '2026-03-04T09:00:00Z' } };
    for (const items of [
      [probe, killed, backOff, dated],
      [dated, backOff, probe, killed],
    ]) {
      const { events } = read('kubernetes', { kind: 'List', items });
      expect(events.map(({ body, meta }) => body['reason'] ?? meta?.['origin_reason'])).toEqual([
        'FailedMount',
        'Unhealthy',
        'Killing',
        'BackOff',
      ]);
      expect(events.map(({ causes }) => causes.length)).toEqual([0, 0, 1, 1]);
    }
  });

  it('gives ids that a store can hold', () => {
    const odd = 'a\u0007b\n'.repeat(200);
    const { events } = read(
      'kubernetes',
      kubernetes({ metadata: { uid: odd, resourceVersion: odd }, reason: 'Unhealthy', message: 'Liveness probe failed' }),
      kubernetes({ metadata: { uid: `${odd}2`, resourceVersion: odd }, reason: 'Killing', message: 'failed liveness probe' }),
    );
    expect(events[1]!.causes).toEqual([events[0]!.id]);
    for (const { id } of events) {
      expect(id).not.toMatch(CONTROL);
      expect(id.length).toBeLessThanOrEqual(256);
      expect(eventNameOf(id)).toBe(id);
    }
  });
});
