import type { ActionPlan, Plan } from '../plan.ts';
import type { Item, NameItem, Sentence } from './sentence.ts';

/** What says that the wish before is meant otherwise. */
const CORRECTS =
  /^(?:(?:no|nope|nah|sorry|oops|wait|hang on|hold on|actually|correction|and|but|ok|okay|please|rather|i|,|well) )*(?:(?:i )?(?:mean|meant)|make (?:it|that|this)|change (?:it|that) to|rather|instead|no|nope|sorry|wait|oops|actually|correction|not that(?: one)?|not it|use|try|for|on|in|do)\b/;
/** "now do agent-3", "and agent-3 too": the same wish of another. */
const NEXT =
  /^(?:(?:and|then|also|now|next|plus|ok|okay|please|do|after that|same|the same|for|to|on|with|,) )*(?:the other )?[^ ]+(?: (?:one|node|agent|too|as well|also|next|now|then|please|pls))*$/;
const INSTEAD = /\b(?:instead|rather)(?: please)?$/;

/** "no, node-7", "make it 10", "in eu-west instead": the wish before, of another name or number, and of nothing else. Shown again, never done. */
export function corrected({ tokens, items }: Sentence, before: Plan): ActionPlan | undefined {
  if (before.op !== 'action' || before.verb === 'confirm' || before.verb === 'cancel') return undefined;
  const text = tokens.map((token) => token.text).join(' ');
  if (!CORRECTS.test(text) && !INSTEAD.test(text) && !NEXT.test(text)) return undefined;
  const [said, ...more] = items.filter((item) => item.type !== 'word' && !(item.type === 'plain' && !/[a-z0-9]/.test(item.text)));
  if (said === undefined || more.length > 0 || !items.every((item) => item === said || isSmall(item))) return undefined;
  if (said.type === 'name') return ofOther(before, said);
  const { params } = before;
  const count = (params as { readonly count?: number } | undefined)?.count;
  return said.type === 'number' && said.sign === undefined && said.unit === undefined && said.amount === undefined && count !== undefined
    ? { ...before, params: { ...params, count: said.value } }
    : undefined;
}

/** A word that carries nothing of its own. */
const isSmall = (item: Item): boolean =>
  item.type === 'plain'
    ? !/[a-z0-9]/.test(item.text)
    : item.type === 'word' &&
      (item.entry.event ?? item.entry.status ?? item.entry.act ?? item.entry.metric ?? item.entry.cue) === undefined;

/** Of one name of the kind that was wished for, written exactly. */
function ofOther(before: ActionPlan, { kind, name, how }: NameItem): ActionPlan | undefined {
  const was = before.where?.[kind];
  if (!Array.isArray(was) || was.length !== 1 || (how !== 'exact' && how !== 'alias')) return undefined;
  return { ...before, where: { ...before.where, [kind]: [name] } };
}
