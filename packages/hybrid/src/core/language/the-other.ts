import type { LiveCatalogue } from '../names.ts';
import type { ClarifyPlan, Plan } from '../plan.ts';
import { whereOf } from './follow-up.ts';
import type { NameItem, Sentence } from './sentence.ts';

const KINDS = ['node', 'agent', 'host', 'region', 'env', 'user'] as const;
const NOUNS: Readonly<Record<string, (typeof KINDS)[number]>> = {
  node: 'node',
  agent: 'agent',
  host: 'host',
  machine: 'agent',
  region: 'region',
  environment: 'env',
  user: 'user',
};

/** Names that are offered, at most. */
const OPTIONS_MAX = 8;

/**
 * "and the other cache node?", "restart the other one": with the question before of one of two, the name of the one that is left. Two that are
 * called alike, or the only two there are. Where several are left, which of them is asked back.
 */
export function theOtherOne(sentence: Sentence, before: Plan, catalogue: LiveCatalogue): Sentence | ClarifyPlan | undefined {
  const { tokens, items } = sentence;
  const at = tokens.findIndex(
    ({ text, quoted }, k) => text === 'other' && quoted !== true && /^(?:the|that|its)$/.test(tokens[k - 1]?.text ?? ''),
  );
  const where = whereOf(before);
  const [kind, ...more] = KINDS.filter((one) => Array.isArray(where[one]) && (where[one] as readonly string[]).length === 1);
  if (at < 1 || kind === undefined || more.length > 0) return undefined;
  const [was] = where[kind] as readonly [string];
  const said = tokens[at + 1]?.text ?? '';
  const second = NOUNS[tokens[at + 2]?.text ?? ''];
  const noun = NOUNS[said];
  const family = noun === undefined && said !== 'one' ? said : undefined;
  if ((noun ?? second ?? kind) !== kind) return undefined;
  const all = [...(catalogue.names[kind] as Iterable<string>)];
  const alike =
    family === undefined ? all : all.filter((name) => name === family || name.startsWith(`${family}-`) || name.endsWith(`-${family}`));
  if (!alike.includes(was)) return undefined;
  const [other, ...others] = alike.filter((name) => name !== was);
  // Of many, those that are called as the one before but for their number.
  const stem = was.replace(/\d+$/, '');
  const [twin, ...twins] =
    family === undefined && stem !== was ? all.filter((name) => name !== was && name.replace(/\d+$/, '') === stem) : [];
  const meant = others.length === 0 ? other : twins.length === 0 ? twin : undefined;
  if (meant === undefined) {
    const slot = kind === 'node' || kind === 'agent' ? kind : 'entity';
    const left = alike.filter((name) => name !== was);
    return said === 'one' ? undefined : { op: 'clarify', reason: 'ambiguous_entity', slot, options: left.slice(0, OPTIONS_MAX) };
  }
  const end = at + (noun === undefined && second !== undefined ? 3 : 2);
  const covered = items.filter((item) => item.end > at && item.at < end);
  const from = Math.min(at, ...covered.map((item) => item.at));
  if (covered.some((item) => item.end > end || item.at < at - 1)) return undefined;
  const name: NameItem = { type: 'name', at: from, end, kind, name: meant, how: 'exact', text: meant };
  const [first] = covered;
  return { ...sentence, items: items.flatMap((item) => (item === first ? [name] : covered.includes(item) ? [] : [item])) };
}
