import { describe, expect, it } from 'vitest';
import { loadConfig } from './load.ts';
import { retentionPolicy } from './retention.ts';

const HOUR = 3_600_000_000;
const DAY = 24 * HOUR;
const policyOf = async (flags: Record<string, string> = {}, typeDays: Record<string, string> = {}) => {
  const raw = await loadConfig({ env: {}, sections: ['grid', 'retention'], flags });
  return retentionPolicy({ ...raw.retention, type_days: typeDays });
};

describe('the retention a store is given', () => {
  it('rolls heartbeats and metrics up and removes them after 400 days; lifecycle and audit events are kept for ever', async () => {
    const { rules } = await policyOf();
    const rollUps = [
      { afterUs: DAY, widthUs: 60_000_000 },
      { afterUs: 30 * DAY, widthUs: HOUR },
    ];
    expect(rules.map(({ name }) => name)).toEqual(['heartbeat', 'metric', 'debug']);
    expect(rules[0]).toEqual({ name: 'heartbeat', types: ['agent_heartbeat'], dropAfterUs: 400 * DAY, rollUps });
    expect(rules[1]).toMatchObject({ types: expect.arrayContaining(['node_metrics', 'storage_metrics']), rollUps });
    expect(rules[2]).toMatchObject({ types: expect.arrayContaining(['snapshot_written']), dropAfterUs: 400 * DAY });
    expect(rules.flatMap(({ types }) => types)).not.toContain('node_crashed');
  });

  it('follows the settings, a type before its class', async () => {
    const { rules } = await policyOf(
      { 'retention.heartbeat_days': '0', 'retention.metric_days': '30' },
      { node_metrics: '7', 'custom.x': '1' },
    );
    expect(rules.find(({ name }) => name === 'heartbeat')).not.toHaveProperty('dropAfterUs');
    expect(rules.find(({ name }) => name === 'metric')?.types).not.toContain('node_metrics');
    expect(rules.find(({ name }) => name === 'node_metrics')).toMatchObject({ types: ['node_metrics'], dropAfterUs: 7 * DAY });
    expect(rules.find(({ name }) => name === 'custom.x')).toEqual({ name: 'custom.x', types: ['custom.x'], dropAfterUs: DAY });
  });

  it('refuses a type that cannot be and an age that is none', async () => {
    await expect(policyOf({}, { node_metric: '7' })).rejects.toThrow('did you mean node_metrics');
    await expect(policyOf({}, { node_metrics: 'soon' })).rejects.toThrow('a number of days');
  });
});
