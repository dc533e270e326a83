import type { WatchesAnswer, WatchJson } from '@sutra/api';
import { ControlClient } from '../client/control.ts';
import type { Invocation } from '../client/invocation.ts';
import { showOne, showRows } from '../output/show.ts';

export interface WatchOptions {
  readonly webhook?: string;
  readonly run?: string;
  readonly arg?: readonly string[];
}

/** `sutra watch add QUESTION`: the question stands until it is taken down. */
export async function watchAdd(invocation: Invocation, question: string, options: WatchOptions): Promise<number> {
  const watch = await new ControlClient(invocation).post<WatchJson & { readonly secret?: string }>('/api/watches', {
    question,
    tz: invocation.zone,
    ...(options.webhook === undefined ? {} : { webhook: options.webhook }),
    ...(options.run === undefined ? {} : { command: [options.run, ...(options.arg ?? [])] }),
  });
  showOne(
    invocation,
    watch,
    (one) => `${one.watch_id} stands: ${one.reading}${one.secret === undefined ? '' : `\nnotices are signed with ${one.secret}`}`,
  );
  return 0;
}

/** `sutra watch ls` */
export async function watchList(invocation: Invocation): Promise<number> {
  const { watches } = await new ControlClient(invocation).get<WatchesAnswer>('/api/watches');
  const columns = [
    { title: 'WATCH', of: (one: WatchJson) => one.watch_id },
    { title: 'NOW', of: (one: WatchJson) => (one.open.length === 0 ? 'quiet' : `on: ${one.open.join(', ')}`) },
    { title: 'TOLD', of: (one: WatchJson) => String(one.fired) },
    { title: 'QUESTION', of: (one: WatchJson) => one.question },
    { title: 'READ AS', of: (one: WatchJson) => one.reading, dropOrder: 1 },
  ];
  showRows(invocation, watches, columns, 'Nothing stands. Set one up: sutra watch add "tell me when …"');
  return 0;
}

/** `sutra watch rm ID` */
export async function watchRemove(invocation: Invocation, id: string): Promise<number> {
  const gone = await new ControlClient(invocation).post<WatchJson>('/api/watches/remove', { watch_id: id });
  showOne(invocation, gone, (one) => `${one.watch_id} is taken down`);
  return 0;
}
