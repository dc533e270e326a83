import type { LiveCatalogue } from '../names.ts';
import type { Lexicon } from './lexicon.ts';
import { closestNames, linkName } from './link.ts';
import type { filterAt } from './numbers.ts';
import type { FilterItem, Item } from './sentence.ts';
import type { Token } from './tokens.ts';
import { TOGETHER, WEIGHT } from './weights.ts';

/** Every name the words from `i` on may be, with its weight: exact, mended, one of several, or none that is known. */
export function namesAt(
  tokens: readonly Token[],
  i: number,
  catalogue: LiveCatalogue,
  lexicon: Lexicon,
  found: (readonly [Item, number])[],
): void {
  const token = tokens[i] as Token;
  const numbered = numberedName(tokens, i, catalogue);
  if (numbered !== undefined) found.push(numbered);
  const spaced = spacedName(tokens, i, catalogue);
  if (spaced !== undefined) found.push(spaced);
  const link = linkName(token.text, catalogue, false);
  if (link === undefined) return;
  const place = { at: i, end: i + 1, text: token.text };
  if (link.how === 'exact' || link.how === 'alias') found.push([{ type: 'name', ...link, ...place }, WEIGHT.exact]);
  else if (link.how === 'prefix' || link.how === 'typo') {
    if (!lexicon.entries.has(token.text)) found.push([{ type: 'name', ...link, ...place }, WEIGHT.near]);
    else if (isPart(lexicon, token.text)) found.push([{ type: 'name', ...link, ...place }, WEIGHT.word + 0.1]);
  } else if (link.how === 'ambiguous') {
    if (!lexicon.entries.has(token.text)) found.push([{ type: 'lost', link, ...place }, WEIGHT.near]);
    else if (isPart(lexicon, token.text)) found.push([{ type: 'lost', link, ...place }, WEIGHT.word + 0.1]);
  } else {
    // "agnet-2": a mistyped name is mended before it is called unknown.
    const meant = linkName(token.text, catalogue, true);
    if (meant?.how === 'typo') found.push([{ type: 'name', ...meant, ...place }, WEIGHT.near]);
    else if (link.how === 'unknown') found.push([{ type: 'lost', link, ...place }, WEIGHT.lost]);
  }
}

/** A word for a part of the grid alone: a node that is called so comes first. */
function isPart(lexicon: Lexicon, word: string): boolean {
  const entry = lexicon.entries.get(word);
  return entry?.part !== undefined && Object.keys(entry).length === 1;
}

const WILDCARD = /^[a-z0-9][a-z0-9_.-]*\*$/;
/** "agent-k8s-something": any name that begins so. */
const SOMETHING = /-(?:something|whatever|anything|xyz|xxx|xx)$/;

/** "writer-*", "matching agent-prod-*": nodes, or agents, by how their names begin. */
export function wildcardAt(tokens: readonly Token[], i: number, { names }: LiveCatalogue): Item | undefined {
  const at = /^(?:matching|like|named|called)$/.test(tokens[i]?.text ?? '') ? i + 1 : i;
  const word = (tokens[at]?.text ?? '').replace(SOMETHING, '-*');
  if (!WILDCARD.test(word)) return undefined;
  const begins = word.slice(0, -1);
  const hosts = tokens.slice(Math.max(0, i - 4), i).some(({ text }) => /^host(?:s|names?)?$/.test(text));
  const kind = (hosts ? (['host'] as const) : (['node', 'agent', 'host'] as const)).find((one) =>
    [...names[one]].some((name) => name.startsWith(begins)),
  );
  const place = { at: i, end: at + 1 };
  if (kind !== undefined) return { type: 'filter', field: kind, sign: '=', values: [word], ...place };
  return { type: 'lost', link: { how: 'unknown', kind: 'node', closest: closestNames(begins, names.node) }, text: word, ...place };
}

/** "region:eu-north" where no such region is: a name that is not known, as when it is said in words. */
export function unknownPlace(
  { field, values, end }: NonNullable<ReturnType<typeof filterAt>>,
  tokens: readonly Token[],
  i: number,
  { names }: LiveCatalogue,
): Item | undefined {
  const kind = (['region', 'env', 'platform'] as const).find((one) => one === field);
  const name = values.find((value) => kind !== undefined && !value.includes('*') && !names[kind].has(value));
  if (kind === undefined || name === undefined || names[kind].size === 0) return undefined;
  const text = tokens
    .slice(i, end)
    .map((token) => token.text)
    .join(' ');
  return { type: 'lost', link: { how: 'unknown', kind, closest: closestNames(name, names[kind]) }, at: i, end, text };
}

/** Words of a name that are written apart, at most. */
const SPACED_MAX = 3;

/** "us west", "edge tokyo", "writer east 1": a name whose dashes were left out, exactly otherwise. */
function spacedName(tokens: readonly Token[], i: number, catalogue: LiveCatalogue): readonly [Item, number] | undefined {
  let name = tokens[i]?.text ?? '';
  const kindFirst = name === 'agent' || name === 'node';
  let longest: readonly [Item, number] | undefined;
  for (let end = i + 2; end <= Math.min(i + SPACED_MAX, tokens.length); end++) {
    const token = tokens[end - 1] as Token;
    if (token.quoted === true || tokens[i]?.quoted === true) return longest;
    name = `${name}-${token.text}`;
    const kind = (['agent', 'node', 'region', 'host'] as const).find((one) => catalogue.names[one].has(name));
    // "agent 2" has a rule of its own.
    if (kind === undefined || (kindFirst && end === i + 2)) continue;
    longest = [{ type: 'name', kind, name, how: 'alias', at: i, end, text: name.replaceAll('-', ' ') }, WEIGHT.exact * (end - i)];
  }
  return longest;
}

/** "node 42", "agent 2", "nodes 4": a kind and a bare number are a name. */
function numberedName(tokens: readonly Token[], i: number, catalogue: LiveCatalogue): readonly [Item, number] | undefined {
  const kind = /^(agent|node)s?$/.exec(tokens[i]?.text ?? '')?.[1] as 'agent' | 'node' | undefined;
  const id = tokens[i + 1]?.text ?? '';
  // "agent k8s": one of those that are called so, and not every one on that platform.
  if (kind !== undefined && kind === tokens[i]?.text && /^[a-z][a-z0-9]{1,11}$/.test(id) && tokens[i + 1]?.quoted !== true) {
    const link = linkName(`${kind}-${id}`, catalogue, false);
    if (link?.how === 'ambiguous') return [{ type: 'lost', link, at: i, end: i + 2, text: `${kind} ${id}` }, WEIGHT.exact * 2];
  }
  // "node X": a place kept for a name is no name.
  if (kind !== undefined && /^[xyzn]$/.test(id) && !catalogue.names[kind].has(id)) {
    const place = { at: i, end: i + 2, text: `${tokens[i]?.text} ${id}` };
    return [
      { type: 'lost', link: { how: 'unknown', kind, closest: closestNames(`${kind}-${id}`, catalogue.names[kind]) }, ...place },
      WEIGHT.number * 2 + TOGETHER,
    ];
  }
  if (kind === undefined || !/^#?\d+$/.test(id)) {
    const before =
      /^\d+$/.test(tokens[i]?.text ?? '') && /^(and|or|,|&)$/.test(tokens[i - 1]?.text ?? '') ? listKind(tokens, i) : undefined;
    const name = before === undefined ? undefined : `${before}-${tokens[i]?.text}`;
    return before === undefined || name === undefined || !catalogue.names[before].has(name)
      ? undefined
      : [{ type: 'name', at: i, end: i + 1, kind: before, name, how: 'alias', text: name }, WEIGHT.exact];
  }
  const name = `${kind}-${id.replace('#', '')}`;
  const place = { at: i, end: i + 2, text: `${tokens[i]?.text} ${id}` };
  if (catalogue.names[kind].has(name)) return [{ type: 'name', kind, name, how: 'alias', ...place }, WEIGHT.exact * 2];
  const link = linkName(name, catalogue, false);
  return link?.how === 'unknown' ? [{ type: 'lost', link, ...place }, WEIGHT.number * 2 + TOGETHER] : undefined;
}

/** "nodes 4 and 5": the kind said at the head of the list. */
function listKind(tokens: readonly Token[], i: number): 'agent' | 'node' | undefined {
  let k = i - 1;
  while (/^(and|or|,|&|#?\d+)$/.test(tokens[k]?.text ?? '')) k--;
  return /^(agent|node)s?$/.exec(tokens[k]?.text ?? '')?.[1] as 'agent' | 'node' | undefined;
}

/** Words beside "label" that are no name of one. */
export const NO_KEY =
  /^(?:an?|the|any|no|some|all|every|each|its|their|this|that|these|those|what|which|same|other|another|new|more|custom|different|certain|single|one|key|named|called|name|labels?|tags?|agents?|nodes?|does|do|did|can|could|have|has|having|carry|carries|when|where|who|if|still|now|currently|of|with|and|or|by|for|to|is|are|at|on|in|not)$/;
const LABEL = /^(?:labels?|tags?)$/;
const CARRIES =
  /^(?:an?|any|the|no|not|whose|with|without|have|has|having|carry|carries|carrying|labell?ed|tagged|lack|lacks|lacking|missing)$/;

/**
 * What is asked of a label: "agents with a gpu", "the gpu label set to true", "without a tier label", "a label called tier". Of a label that is
 * true of some, its name alone says that it is true; of another, that it is there. Undefined where it is another way of speaking.
 */
export function labelAt(tokens: readonly Token[], i: number, { labels }: LiveCatalogue): FilterItem | undefined {
  const word = (at: number): string => tokens[at]?.text ?? '';
  const key = (at: number): boolean => /^[a-z][a-z0-9_]*$/.test(word(at)) && !NO_KEY.test(word(at));
  const flag = (at: number): string | undefined => [word(at), word(at).replace(/s$/, '')].find((name) => labels?.has(name));
  const item = (end: number, name: string, value?: { readonly sign: string; readonly said: string }): FilterItem => {
    const there = labels?.has(name) === true ? '=' : 'exists';
    return { type: 'filter', at: i, end, field: `label.${name}`, sign: value?.sign ?? there, values: [value?.said ?? 'true'] };
  };
  const valued = (end: number, name: string): FilterItem | undefined => {
    const says = SAYS_VALUE.exec([0, 1, 2].map((k) => word(end + k)).join(' '));
    if (says === null) return item(end, name);
    const at = end + says[0].split(' ').length;
    return word(at) === '' ? undefined : item(at + 1, name, { sign: /not|!=/.test(says[0]) ? '!=' : '=', said: word(at) });
  };
  const known = flag(i);
  if (LABEL.test(word(i + 1)) && (known !== undefined || (key(i) && CARRIES.test(word(i - 1))))) return valued(i + 2, known ?? word(i));
  if (LABEL.test(word(i))) {
    const at = /^(?:called|named)$/.test(word(i + 1))
      ? i + 2
      : /^(?:with|of) (?:key|name) /.test(`${word(i + 1)} ${word(i + 2)} `)
        ? i + 3
        : i + 1;
    const name = flag(at) ?? word(at);
    // "label tier gold": what stands beside it is its value, which is told elsewhere.
    const last = word(at + 1) === '' || /^(?:and|or|,|are|now|in|on|that|which|with)$/.test(word(at + 1));
    return key(at) && (last || at > i + 1 || SAYS_VALUE.test([1, 2, 3].map((k) => word(at + k)).join(' ')))
      ? valued(at + 1, name)
      : undefined;
  }
  if (known === undefined) return undefined;
  return CARRIES.test(word(i - 1)) || /^(?:agents?|machines?|hosts?|boxes|workers?|labell?ed)$/.test(word(i + 1))
    ? item(i + 1, known)
    : undefined;
}
/** What stands between a label and the value it has. */
const SAYS_VALUE = /^(?:(?:is|are|being)? ?(?:not )?(?:set to|equal to)|(?:is|are|being|equals?)(?: not)?|!=|=|:|of|to)(?= |$)/;
