import { type GridState, rowOf } from '@sutra/model';

/** The kinds of names a question can hold, most specific first. */
export const NAME_KINDS = ['agent', 'node', 'host', 'user', 'region', 'env', 'platform', 'version'] as const;
export type NameKind = (typeof NAME_KINDS)[number];

/** What exists right now, by name: what words of a question may be linked to. All lower case. */
/** A type of event and the words a question may use for it: what a catalogue row says of itself. */
export interface EventWords {
  readonly type: string;
  readonly words: readonly string[];
}

export interface LiveCatalogue {
  /** Event types beyond, or in place of, the product's own catalogue; the same array for as long as it does not change. */
  readonly events?: readonly EventWords[];
  /** Names of causes where they differ from the product's own. */
  readonly causes?: ReadonlySet<string>;
  readonly names: Readonly<Record<NameKind, ReadonlySet<string>>>;
  /** Labels that agents carry and that are either there or not: `gpu=true`. */
  readonly labels?: ReadonlySet<string>;
  /** Figures that are recorded, by whose they are; undefined where that is not known. */
  readonly figures?: Readonly<Record<'agent' | 'node', ReadonlySet<string>>>;
  /** Other words for the same thing: `prod` for `production`. */
  readonly aliases: ReadonlyMap<string, { readonly kind: NameKind; readonly name: string }>;
}

/** Whether something of a kind has this name, however it is written. */
export const catalogueHas = (catalogue: LiveCatalogue, kind: NameKind, name: string): boolean =>
  catalogue.names[kind].has(name.toLowerCase());

const ALIASES: readonly (readonly [string, NameKind, string])[] = [
  ['prod', 'env', 'production'],
  ['stage', 'env', 'staging'],
  ['development', 'env', 'dev'],
  ['k8s', 'platform', 'kubernetes'],
  ['kube', 'platform', 'kubernetes'],
];
const PLATFORMS = ['process', 'docker', 'kubernetes', 'systemd'];

export function catalogueOfNames(
  given: Partial<Readonly<Record<NameKind, Iterable<string>>>>,
  words: Pick<LiveCatalogue, 'events' | 'causes' | 'labels'> = {},
): LiveCatalogue {
  const names = Object.fromEntries(
    NAME_KINDS.map((kind) => [
      kind,
      new Set([...(given[kind] ?? []), ...(kind === 'platform' ? PLATFORMS : [])].map((name) => name.toLowerCase())),
    ]),
  ) as Record<NameKind, Set<string>>;
  const aliases = new Map<string, { kind: NameKind; name: string }>();
  for (const [alias, kind, name] of ALIASES) if (names[kind].has(name)) aliases.set(alias, { kind, name });
  for (const version of names.version) aliases.set(`v${version}`, { kind: 'version', name: version });
  return {
    names,
    aliases,
    ...(words.events === undefined ? {} : { events: words.events }),
    ...(words.causes === undefined ? {} : { causes: words.causes }),
    ...(words.labels === undefined ? {} : { labels: words.labels }),
  };
}

/** Labels with the value `true`, of whoever carries some. */
function flags(carriers: readonly { readonly labels?: Readonly<Record<string, string>> }[]): ReadonlySet<string> {
  return new Set(
    carriers.flatMap(({ labels = {} }) => Object.entries(labels).flatMap(([key, value]) => (value === 'true' ? [key.toLowerCase()] : []))),
  );
}

/** The share of a limit is worked out of two figures that a node carries. */
const WORKED_OUT: readonly string[] = ['memory_pct'];
const FIGURES: NonNullable<LiveCatalogue['figures']> = {
  agent: new Set(Object.keys(rowOf('agent_metrics').fields)),
  node: new Set([...Object.keys(rowOf('node_metrics').fields), ...WORKED_OUT]),
};

const OF_STATE = new WeakMap<GridState, LiveCatalogue>();
/** Names of nodes as they last were: ten thousand of them change far less often than the states that hold them. */
let nodeNames: ReadonlySet<string> = new Set();

/**
 * The names of a state: agents, nodes, and the hosts, regions, environments and versions they carry. Made once a state; what is
 * worked out about node names is kept for as long as the names stay the same.
 */
export function catalogueOf(state: GridState): LiveCatalogue {
  const known = OF_STATE.get(state);
  if (known !== undefined) return known;
  const agents = [...state.agents.values()];
  const present = (values: readonly (string | undefined)[]): string[] =>
    values.filter((value) => value !== undefined && value !== '') as string[];
  // Who is recorded as `cli:priya` is called priya, or as recorded.
  const operators = [...state.operations.values()].flatMap(({ actor }) => [actor?.replace(/^(cli|user):/, ''), actor]);
  const made = catalogueOfNames({
    agent: state.agents.keys(),
    host: present(agents.map((agent) => agent.hostname)),
    user: present(operators),
    region: present(agents.map((agent) => agent.region)),
    env: present(agents.map((agent) => agent.env)),
    version: present(agents.map((agent) => agent.version)),
  });
  const catalogue = { ...made, labels: flags(agents), figures: FIGURES, names: { ...made.names, node: nodesOf(state) } };
  OF_STATE.set(state, catalogue);
  return catalogue;
}

function nodesOf(state: GridState): ReadonlySet<string> {
  if (nodeNames.size === state.nodes.size) {
    let same = true;
    for (const id of state.nodes.keys()) {
      if (nodeNames.has(id.toLowerCase())) continue;
      same = false;
      break;
    }
    if (same) return nodeNames;
  }
  nodeNames = new Set([...state.nodes.keys()].map((id) => id.toLowerCase()));
  return nodeNames;
}

interface World {
  readonly agents: Readonly<
    Record<
      string,
      {
        readonly region?: string;
        readonly env?: string;
        readonly host?: string;
        readonly version?: string;
        readonly labels?: Readonly<Record<string, string>>;
      }
    >
  >;
  readonly nodes: Readonly<Record<string, string>>;
  readonly users?: Readonly<Record<string, string>>;
  readonly regions?: readonly string[];
  readonly envs?: readonly string[];
  readonly platforms?: readonly string[];
  readonly versions?: readonly string[];
  readonly causes?: readonly string[];
}

/** The catalogue of a written-down world: for measuring the language without a grid. */
export function catalogueOfWorld(world: World): LiveCatalogue {
  const agents = Object.values(world.agents);
  const present = (values: readonly (string | undefined)[]): string[] => values.filter((value) => value !== undefined);
  return catalogueOfNames(
    {
      agent: Object.keys(world.agents),
      node: Object.keys(world.nodes),
      host: present(agents.map((agent) => agent.host)),
      user: Object.keys(world.users ?? {}),
      region: [...present(agents.map((agent) => agent.region)), ...(world.regions ?? [])],
      env: [...present(agents.map((agent) => agent.env)), ...(world.envs ?? [])],
      platform: world.platforms ?? [],
      version: [...present(agents.map((agent) => agent.version)), ...(world.versions ?? [])],
    },
    { labels: flags(agents), ...(world.causes === undefined ? {} : { causes: new Set(world.causes) }) },
  );
}
