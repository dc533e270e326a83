import { create } from '@bufbuild/protobuf';
import { eventFromDraft, type NodeSpec } from '@sutra/model';
import { describe, expect, it } from 'vitest';
import { SpawnNodeRequestSchema } from './gen/agent_pb.ts';
import { SpawnRequestSchema } from './gen/grid_pb.ts';
import { eventOfReport, nodeReportMessage, nodeSpecOf, REPORT_CHARS_MAX, spawnNodeMessage } from './mapping.ts';

const spec: NodeSpec = {
  workload: { kind: 'command', command: '/bin/sleep', args: ['5'], env: { A: '1' } },
  port: 9_001,
  storagePath: 'x',
  memoryLimitMb: 64,
  restart: 'never',
};

describe('what is wanted of a node', () => {
  it('is the same after its way to the agent', () => {
    const node = { id: 'n', agentId: 'a', generation: 3, spec, statusEvent: 'event-x', operationId: 'op' };
    const message = create(SpawnNodeRequestSchema, spawnNodeMessage(node as never));
    expect(nodeSpecOf(message)).toEqual(spec);
    expect(message).toMatchObject({ nodeId: 'n', generation: 3, operationId: 'op', causedBy: 'event-x' });
  });

  it('is a storage node that is always restarted when a stock client asks', () => {
    const asked = create(SpawnRequestSchema, { agentId: 'a', storagePath: '/data', memoryLimitMb: 512n, port: 50_060 });
    expect(nodeSpecOf(asked)).toEqual({
      workload: { kind: 'storage' },
      port: 50_060,
      storagePath: '/data',
      memoryLimitMb: 512,
      restart: 'always',
    });
  });

  it.each([
    [{ restart: 'sometimes' }, 'restart "sometimes" is none of always, on-failure, never'],
    [{ workload: { kind: 'dance' } }, 'workload.kind "dance"'],
    [{ workload: { kind: 'command' } }, 'workload.command is empty'],
    [{ memoryLimitMb: 2n ** 60n }, 'memory_limit_mb'],
  ])('is refused when it makes no sense (%#)', (fields, what) => {
    expect(() => nodeSpecOf(create(SpawnRequestSchema, fields))).toThrow(what);
  });
});

describe('a report of an event', () => {
  const event = eventFromDraft(
    { type: 'node_crashed', body: { node_id: 'n', agent_id: 'a', exit_code: 3 }, causedBy: ['event-x'], because: 'it said so' },
    {
      id: 'event-node_crashed-1700000000000000-agent-a:1.2',
      wallUs: 1_700_000_000_000_000,
      emitter: 'agent-a',
      emitterEpoch: 1,
      emitterSeq: 2,
    },
  );
  const report = nodeReportMessage(event) as { eventId: string; eventType: string; eventJson: string };
  const withJson = (change: (json: Record<string, unknown>) => void) => {
    const json = JSON.parse(report.eventJson) as Record<string, unknown>;
    change(json);
    return { ...report, eventJson: JSON.stringify(json) };
  };

  it('brings the event over as it was recorded', () => {
    expect(eventOfReport(report)).toEqual(event);
  });

  it('has no place in the record, whatever it says', () => {
    expect(eventOfReport(withJson((json) => Object.assign(json, { seq: 99 }))).seq).toBe(0);
  });

  it.each([
    [{ ...report, eventJson: '{' }, 'not JSON'],
    [{ ...report, eventJson: '[]' }, 'not an object'],
    [{ ...report, eventJson: 'x'.repeat(REPORT_CHARS_MAX + 1) }, 'at most'],
    [{ ...report, eventId: 'event-y' }, 'not the id of the event'],
    [withJson((json) => delete json['emitter']), 'no emitter of type string'],
    [withJson((json) => Object.assign(json, { caused_by: [1] })), 'no caused_by'],
    [withJson((json) => Object.assign(json, { event_type: 'made_up' })), 'does not know type made_up'],
    [withJson((json) => Object.assign(json, { details: { node_id: 'n' } })), 'agent_id'],
  ])('is refused when it is not one (%#)', (broken, what) => {
    expect(() => eventOfReport(broken)).toThrow(what);
  });
});
