import { isEventType, rowOf } from '@sutra/model';
import type { ReactNode } from 'react';
import { EntityLink } from '../../parts/entity-link.tsx';
import { Output } from '../../parts/output.tsx';

/** The fields of an event, each as what it is: names of things as links, long text as output, the rest as text. */
export function EventBody({ details, type }: { readonly details: Readonly<Record<string, unknown>>; readonly type?: string }) {
  const fields = Object.entries(details);
  if (fields.length === 0) return <p className="muted small">This event has no fields of its own.</p>;
  const row = type !== undefined && isEventType(type) ? rowOf(type) : undefined;
  return (
    <dl className="facts">
      {fields.map(([name, value]) => (
        <Field key={name} name={name} value={value} says={row?.fields[name]?.says} />
      ))}
    </dl>
  );
}

function Field({ name, value, says }: { readonly name: string; readonly value: unknown; readonly says: string | undefined }) {
  return (
    <>
      <dt title={says}>{name.replaceAll('_', ' ')}</dt>
      <dd>{valueNode(name, value)}</dd>
    </>
  );
}

function valueNode(name: string, value: unknown): ReactNode {
  if (typeof value === 'string' && (name === 'agent_id' || name === 'node_id' || name === 'target')) return <EntityLink id={value} />;
  if (typeof value === 'string') return value.includes('\n') ? <Output text={value} label={name} /> : value;
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : String(Number(value.toFixed(3)));
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.length === 0 ? 'none' : value.join(', ');
  return <code>{JSON.stringify(value)}</code>;
}
