/** Pages of the control centre that show a person what an assistant was told. */
export interface Pages {
  /** The same answer: the plan goes along, since the words may be read otherwise later. */
  answer(question: string, about: { readonly at?: string | undefined; readonly plan?: unknown }): string;
  grid(at: string | undefined): string;
  node(nodeId: string, at: string | undefined): string;
  events(query: EventsAsked): string;
}

export interface EventsAsked {
  readonly event_type?: string | undefined;
  readonly entity_id?: string | undefined;
  readonly severity?: string | undefined;
  readonly hours?: number | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Stretches the page of events can show, by hours. */
const RANGES: readonly (readonly [name: string, hours: number])[] = [
  ['1h', 1],
  ['6h', 6],
  ['24h', 24],
  ['7d', 168],
];
const HOURS_DEFAULT = 24;

/** @param origin such as `http://localhost:9000` */
export function pagesAt(origin: string): Pages {
  const page = (path: string, search: Readonly<Record<string, string | undefined>>): string => {
    const said = Object.entries(search).filter((pair): pair is [string, string] => pair[1] !== undefined);
    return `${origin}${path}${said.length === 0 ? '' : `?${new URLSearchParams(said)}`}`;
  };
  return {
    answer: (question, { at, plan }) => page('/ask', { q: question, plan: plan === undefined ? undefined : JSON.stringify(plan), t: at }),
    grid: (at) => page('/', { t: at }),
    node: (nodeId, at) => page(`/nodes/${encodeURIComponent(nodeId)}`, { t: at }),
    events({ event_type: type, entity_id: entity, severity: sev, hours = HOURS_DEFAULT, from, to }) {
      const range = from === undefined ? RANGES.find(([, most]) => hours <= most) : undefined;
      // Heartbeats and metrics are left out of the page unless it is told otherwise; an assistant gets them.
      const all = type === undefined && sev === undefined ? '1' : undefined;
      return page('/events', { type, entity, sev, r: range?.[0] ?? 'all', all, t: to });
    },
  };
}
