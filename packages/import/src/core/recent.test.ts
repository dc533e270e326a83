import { expect, it } from 'vitest';
import { Recent } from './recent.ts';

const fact = (reason: string, timeUs: number) => ({ id: `${reason}-${timeUs}`, timeUs, reason, type: 't' });

it('remembers the last of each kind of fact about a thing, the latest kinds only', () => {
  const recent = new Recent();
  recent.add('pod', fact('Unhealthy', 1));
  recent.add('pod', fact('OOMKilling', 2));
  for (let i = 0; i < 60; i++) recent.add('pod', fact(`Custom${i}`, 3));
  recent.add('pod', fact('Unhealthy', 4));
  for (let i = 60; i < 100; i++) recent.add('pod', fact(`Custom${i}`, 5));
  expect(recent.last('pod', ['Unhealthy', 'OOMKilling'], 10, 10)?.id).toBe('Unhealthy-4');
  expect(recent.last('pod', ['OOMKilling'], 10, 10)).toBeUndefined();
});
