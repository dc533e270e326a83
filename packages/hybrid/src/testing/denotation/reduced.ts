import { usFromIso } from '@sutra/kit';
import type { Plan } from '../../core/plan.ts';
import type { Answer } from '../../shell/answer.ts';
import type { Denotation } from './oracle.ts';

/** An answer reduced to what a plan denotes: its number and its rows, in order. */
export function reduced(plan: Plan, answer: Answer): Denotation {
  const rows = answer.rows ?? [];
  const by: readonly string[] = ('by' in plan ? plan.by : undefined) ?? [];
  const keys = (row: Record<string, unknown>): unknown[] => by.map((dim) => row[dim] ?? null);
  const base = { empty: answer.status === 'empty', ...(answer.value === undefined ? {} : { value: answer.value }) };
  switch (plan.op) {
    case 'timeline':
      return { ...base, rows: rows.map((row) => row['event_id']) };
    case 'list':
      if (plan.target === 'event') return { ...base, rows: rows.map((row) => row['event_id']) };
      return {
        ...base,
        rows: rows.map((row) => [
          row['entity_id'] ?? row[`${plan.target}_id`] ?? row['node_id'] ?? row['agent_id'],
          ...(typeof row['count'] === 'number' && plan.seq === undefined ? [row['count']] : []),
        ]),
      };
    case 'count':
      if (plan.by === undefined && plan.bucket === undefined) return { ...base, rows: [] };
      return {
        ...base,
        rows: rows.map((row) => [...keys(row), ...(plan.bucket === undefined ? [] : [usFromIso(String(row['time']))]), row['count']]),
      };
    case 'rate':
      return { ...base, rows: plan.by === undefined ? [] : rows.map((row) => [...keys(row), row['count'], row['rate']]) };
    case 'ratio':
      if (plan.of === 'availability' && by.length === 0)
        return { ...base, rows: rows.map((row) => [row['agent'] ?? row['node'], row['value']]) };
      return { ...base, rows: plan.by === undefined ? [] : rows.map((row) => [...keys(row), row['value']]) };
    case 'duration':
    case 'aggregate':
      return { ...base, rows: plan.by === undefined ? [] : rows.map((row) => [...keys(row), row['value']]) };
    case 'state':
      return { ...base, rows: plan.target === 'cluster' ? [] : rows.map((row) => [row['node_id'] ?? row['agent_id'], row['status']]) };
    case 'compare':
      return { ...base, rows: rows.map((row) => row['value']) };
    default:
      return { ...base, rows: [] };
  }
}

/** An answer that cannot be computed may say so; an empty one need not carry the oracle's zero. */
export function comparable({ empty, value, rows }: Denotation): unknown {
  return empty ? { empty, rows: [] } : { empty, value, rows };
}
