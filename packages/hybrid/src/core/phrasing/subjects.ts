import { catalogueHas } from '../names.ts';
import type { Target, Where } from '../plan.ts';
import { conditions } from './conditions.ts';
import type { Cursor } from './cursor.ts';
import { happening, happenings } from './happenings.ts';
import { join, type Piece, type Slots, sequence } from './piece.ts';
import { isBare, text } from './scalars.ts';

type Named = 'agent' | 'node';

const whereOf = (slots: Slots): Where => (slots['where'] ?? {}) as Where;

/** The names of a kind, where they can be said without saying the kind. */
function plainNames(condition: unknown): readonly string[] | undefined {
  return Array.isArray(condition) && condition.every((name) => typeof name === 'string' && isBare(name))
    ? (condition as readonly string[])
    : undefined;
}

const without = (where: Where, ...fields: readonly string[]): Where =>
  Object.fromEntries(Object.entries(where).filter(([field]) => !fields.includes(field)));

/** Names one after the other, all of one kind and all known. */
function readNames(
  cursor: Cursor,
  kinds: readonly Named[],
  between = ' or ',
): { readonly kind: Named; readonly names: string[] } | undefined {
  const names: string[] = [];
  let kind: Named | undefined;
  for (;;) {
    const got = cursor.attempt(() => {
      if (names.length > 0 && !cursor.take(between)) return undefined;
      const name = text.read(cursor);
      if (name === undefined) return undefined;
      const found = kinds.find((one) => (kind === undefined || one === kind) && catalogueHas(cursor.catalogue, one, name));
      if (found === undefined) return undefined;
      kind = found;
      return name;
    });
    if (got === undefined) return kind === undefined ? undefined : { kind, names };
    names.push(got);
  }
}

/** "of node-4 on agent-2": whose it is. */
const owners: Piece = {
  say: (slots) => {
    const node = plainNames(whereOf(slots)['node']);
    const agent = plainNames(whereOf(slots)['agent']);
    const names = [node, agent].filter((list) => list !== undefined).map((list) => list.join(' or '));
    return names.length === 0 ? '' : `of ${names.join(' on ')}`;
  },
  read: (cursor) => {
    if (!cursor.take('of ')) return undefined;
    const first = readNames(cursor, ['node', 'agent']);
    if (first === undefined) return undefined;
    const second =
      first.kind === 'node' ? cursor.attempt(() => (cursor.take(' on ') ? readNames(cursor, ['agent']) : undefined)) : undefined;
    return { where: { [first.kind]: first.names, ...(second === undefined ? {} : { agent: second.names }) } };
  },
};

/** "with cause oom, region us-east": every condition that has not been said yet. */
function remaining(said: (where: Where, slots: Slots) => readonly string[]): Piece {
  return {
    say: (slots, say) => {
      const rest = without(whereOf(slots), ...said(whereOf(slots), slots));
      return Object.keys(rest).length === 0 ? '' : `with ${conditions.say(rest, say)}`;
    },
    read: (cursor) => {
      if (!cursor.take('with ')) return undefined;
      const where = conditions.read(cursor);
      return where === undefined ? undefined : { where };
    },
  };
}

const ownersSaid = (where: Where): string[] => (['node', 'agent'] as const).filter((kind) => plainNames(where[kind]) !== undefined);

/** Names and conditions of what a sentence is about: "of agent-2 with region us-east". */
export const about: Piece = sequence(owners, remaining(ownersSaid));

const isExcept = (condition: unknown): condition is { readonly not: readonly string[] } =>
  typeof condition === 'object' &&
  condition !== null &&
  Object.keys(condition).join() === 'not' &&
  (condition as { not: unknown[] }).not.every((type) => typeof type === 'string');

const areTypes = (condition: unknown): condition is readonly string[] =>
  Array.isArray(condition) && condition.every((type) => typeof type === 'string');

/** "crashes or restarts", "events except heartbeats", "events". */
function types(form: 'one' | 'many'): Piece {
  const nouns = form === 'one' ? happening : happenings;
  const bare = form === 'one' ? 'event' : 'events';
  return {
    say: (slots, say) => {
      const { event } = whereOf(slots);
      if (areTypes(event)) return nouns.say(event, say);
      return isExcept(event) ? `${bare} except ${nouns.say(event.not, say)}` : bare;
    },
    read: (cursor) => {
      const listed = cursor.attempt(() => nouns.read(cursor));
      if (listed !== undefined) return { where: { event: listed } };
      if (!cursor.words(bare)) return undefined;
      const not = cursor.attempt(() => (cursor.take(' except ') ? nouns.read(cursor) : undefined));
      return not === undefined ? {} : { where: { event: { not } } };
    },
    required: true,
  };
}

const typesSaid = (where: Where): string[] => [
  ...(areTypes(where['event']) || isExcept(where['event']) ? ['event'] : []),
  ...ownersSaid(where),
];

/** Events of a plan: "crashes of node-4 with cause oom". */
export const events: Piece = { ...sequence(types('many'), owners, remaining(typesSaid)), required: true };
/** One happening: "crash of node-4 with cause oom". */
export const oneEvent: Piece = { ...sequence(types('one'), owners, remaining(typesSaid)), required: true };

/** A happening that stands under a key of its own: `before the <crash of node-4>`. */
export function occurrence(key: string, opening: string, closing = ''): Piece {
  return {
    say: (slots, say) => (slots[key] === undefined ? '' : join(opening, oneEvent.say({ where: slots[key] }, say), closing)),
    read: (cursor) => {
      if (opening !== '' && !cursor.take(`${opening} `)) return undefined;
      const got = oneEvent.read(cursor);
      if (got === undefined || (closing !== '' && !cursor.take(` ${closing}`))) return undefined;
      return { [key]: got['where'] ?? {} };
    },
  };
}

export const TARGET_NOUNS: Readonly<Record<Exclude<Target, 'event'>, string>> = {
  entity: 'agents and nodes',
  agent: 'agents',
  node: 'nodes',
  cluster: 'the grid',
};

/** The noun a plan is about. */
function noun(targets: readonly Exclude<Target, 'event'>[]): Piece {
  return {
    say: (slots) => TARGET_NOUNS[slots['target'] as 'agent'],
    read: (cursor) => {
      const target = targets.find((one) => cursor.words(TARGET_NOUNS[one]));
      return target === undefined ? undefined : { target };
    },
    required: true,
  };
}

const kindOf = (slots: Slots): Named | undefined =>
  slots['target'] === 'agent' || slots['target'] === 'node' ? slots['target'] : undefined;

/** "agents named agent-1", "nodes on agent-2": by name, and by where they run. */
const named: Piece = {
  say: (slots) => {
    const kind = kindOf(slots);
    const names = kind === undefined ? undefined : plainNames(whereOf(slots)[kind]);
    const home = kind === 'node' ? plainNames(whereOf(slots)['agent']) : undefined;
    return join(names === undefined ? '' : `named ${names.join(' or ')}`, home === undefined ? '' : `on ${home.join(' or ')}`);
  },
  read: (cursor) => {
    const own = cursor.attempt(() => (cursor.take('named ') ? readNames(cursor, ['node', 'agent']) : undefined));
    const home = cursor.attempt(() => (cursor.take(own === undefined ? 'on ' : ' on ') ? readNames(cursor, ['agent']) : undefined));
    if (own === undefined && home === undefined) return undefined;
    return {
      where: { ...(own === undefined ? {} : { [own.kind]: own.names }), ...(home === undefined ? {} : { agent: home.names }) },
    };
  },
};

/** "that had crashes": entities by what happened to them. */
const had: Piece = {
  say: (slots, say) => {
    const { event } = whereOf(slots);
    return areTypes(event) ? `that had ${happenings.say(event, say)}` : '';
  },
  read: (cursor) => {
    if (!cursor.take('that had ')) return undefined;
    const event = happenings.read(cursor);
    return event === undefined ? undefined : { where: { event } };
  },
};

const namedSaid = (where: Where, slots: Slots): string[] => {
  const kind = kindOf(slots);
  return [
    ...(kind !== undefined && plainNames(where[kind]) !== undefined ? [kind] : []),
    ...(kind === 'node' && plainNames(where['agent']) !== undefined ? ['agent'] : []),
  ];
};

const ENTITIES = ['entity', 'agent', 'node', 'cluster'] as const;

/** Entities of a plan: "nodes on agent-2 that had crashes, with status running". */
export const entities: Piece = {
  ...sequence(
    noun(ENTITIES),
    named,
    had,
    remaining((where, slots) => [...namedSaid(where, slots), ...(areTypes(where['event']) ? ['event'] : [])]),
  ),
  required: true,
};

/** The subject of a measurement: "of agents with region us-east", "of node-4". */
export const subject: Piece = {
  say: (slots, say) => {
    const kind = kindOf(slots);
    const names = kind === undefined ? undefined : plainNames(whereOf(slots)[kind]);
    if (kind === undefined || names === undefined) return `of ${rows.say(slots, say)}`;
    const home = kind === 'node' ? plainNames(whereOf(slots)['agent']) : undefined;
    return join(`of ${names.join(' or ')}`, home === undefined ? '' : `on ${home.join(' or ')}`, remaining(namedSaid).say(slots, say));
  },
  read: (cursor) => {
    const own = cursor.attempt(() => {
      const got = owners.read(cursor);
      const where = got?.['where'] as Where | undefined;
      return where === undefined ? undefined : { target: where['node'] === undefined ? 'agent' : 'node', where };
    });
    if (own === undefined) return cursor.take('of ') ? rows.read(cursor) : undefined;
    const rest = cursor.attempt(() => (cursor.take(' ') ? remaining(namedSaid).read(cursor) : undefined));
    return { target: own.target, where: { ...own.where, ...(rest?.['where'] as Where | undefined) } };
  },
  required: true,
};

const atHome: Piece = {
  say: (slots) => {
    const home = slots['target'] === 'node' ? plainNames(whereOf(slots)['agent']) : undefined;
    return home === undefined ? '' : `on ${home.join(' or ')}`;
  },
  read: (cursor) => {
    const home = cursor.take('on ') ? readNames(cursor, ['agent']) : undefined;
    return home === undefined ? undefined : { where: { agent: home.names } };
  },
};

/** The things of a wish by name, or by kind: "node-4 and node-5", "all nodes". */
const things: Piece = {
  say: (slots) => {
    const kind = kindOf(slots);
    const names = kind === undefined ? undefined : plainNames(whereOf(slots)[kind]);
    const nouns = slots['target'] === 'event' ? 'events' : TARGET_NOUNS[slots['target'] as 'agent'];
    // "spawn" wishes for one that is not there yet.
    if (names === undefined && slots['verb'] === 'spawn' && slots['params'] === undefined && kind !== undefined)
      return kind === 'agent' ? 'an agent' : `a ${kind}`;
    return names?.join(' and ') ?? (slots['params'] === undefined && kind !== undefined ? `all ${nouns}` : nouns);
  },
  read: (cursor) => {
    const own = cursor.attempt(() => readNames(cursor, ['node', 'agent'], ' and '));
    if (own !== undefined) return { target: own.kind, where: { [own.kind]: own.names } };
    if (cursor.words('a node')) return { target: 'node' };
    if (cursor.words('an agent')) return { target: 'agent' };
    cursor.take('all ');
    return cursor.words('events') ? { target: 'event' } : noun(ENTITIES).read(cursor);
  },
  required: true,
};

/** What a wish is for: "node-4 and node-5", "all nodes on agent-2 with status crashed". */
export const wished: Piece = { ...sequence(things, atHome, remaining(namedSaid)), required: true };

/** Rows of any kind. */
export const rows: Piece = {
  say: (slots, say) => (slots['target'] === 'event' ? events : entities).say(slots, say),
  read: (cursor) => {
    const got = cursor.attempt(() => entities.read(cursor));
    if (got !== undefined) return got;
    const found = events.read(cursor);
    return found === undefined ? undefined : { target: 'event', ...found };
  },
  required: true,
};

/** The kind of thing a sentence asks for, events included. */
export const kinds: Piece = {
  say: (slots) => (slots['target'] === undefined ? '' : slots['target'] === 'event' ? 'events' : TARGET_NOUNS[slots['target'] as 'agent']),
  read: (cursor) => (cursor.words('events') ? { target: 'event' } : noun(ENTITIES).read(cursor)),
};

/** A piece with words before it, where it says anything. */
export const after = (words: string, piece: Piece): Piece => ({
  say: (slots, say) => {
    const said = piece.say(slots, say);
    return said === '' ? '' : `${words} ${said}`;
  },
  read: (cursor) => (cursor.take(`${words} `) ? piece.read(cursor) : undefined),
});

/** Whether a plan says of which types its events are. */
export const tellsTypes = (slots: Slots): boolean => areTypes(whereOf(slots)['event']) || isExcept(whereOf(slots)['event']);
