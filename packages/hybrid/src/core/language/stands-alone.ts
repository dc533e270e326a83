import type { Plan } from '../plan.ts';
import { isMark } from './clause.ts';
import type { Item, Sentence, WordItem } from './sentence.ts';

/** Prepositions and ranks that begin an addition to the question before, and questions of their own just as well. */
const EITHER =
  /^(?:by|for|from|in|on|at|during|since|to|top|with|per|same|everything|anything|break|breakdown|split|group|status|[a-z_.]+[:=].*|gimme|give|show|list|get)$/;
/** "by whom was …", "in how many cases did …", "on which agents were …": asked in full. */
const ASKED =
  /^(?:by|for|from|in|on|at|during|since|to|with) (?:about |approximately |exactly )?(?:what|which|who|whom|whose|how|when)\b.* (?:is|are|was|were|did|do|does|has|have|had|can|could|will|would)\b/;
/** "since the weekend, which agents went offline?" */
const TIME_FIRST = /^[^,]+ , (?:which|what|who|how|did|was|were|is|are|has|have|when|where|why)\b/;
/** "agent-4 ok?", "status eu-west" */
const IS_OK = /^(?:status (?:of |in |for )?\S+|\S+ (?:ok|okay|alright|fine|healthy|good|status|state|health|condition))$/;
/** "everything done by hand", "anything that was changed". */
const DONE =
  /^(?:everything|anything) (?:that |which )?(?:(?:was|is|were|has been|got) )?(?:done|made|ordered|requested)\b|^(?:everything|anything) \S+ (?:logged|reported|did|said|recorded|emitted)\b/;
/** What is asked of such a kind names all it needs. */
const WHOLE: ReadonlySet<Plan['op']> = new Set(['similar', 'path', 'predict', 'anomaly', 'simulate', 'action', 'watch']);

/** The words from the first that is read: what is passed over before it ("not to worry you, but …") begins nothing, nor does the word that joins it. */
export function textOf({ tokens, items, colours, asides }: Sentence): string {
  const passed = items.findIndex((item) => !isSaying(item));
  const text = tokens
    .slice(items[Math.max(passed, 0)]?.at ?? 0)
    .map((token) => token.text)
    .join(' ');
  return (colours?.length ?? 0) + (asides?.length ?? 0) > 0 ? text.replace(JOINED, '$1') : text;
}
/** "in your opinion ,", "as far as you know ,": said of no question in particular. */
const isSaying = (item: Item): boolean =>
  isWord(item) ? item.entry.filler === true && item.phrase.split(' ').length > 2 : item.type === 'plain' && item.text === ',';
const JOINED = /^(?:but|and|so) ((?:how|which|what|who|when|where|why|is|are|was|were|did|do|does|has|have)\b)/;
const isWord = (item: Item): item is WordItem => item.type === 'word';

/**
 * "by whom was node-5 stopped?", "top 5 crashing agents this month": a whole question that begins as an addition to another does. The one
 * before has nothing to give it: what it lacks it was not asked with. `alone` is how it is read where nothing was said before.
 */
export function standsAlone(sentence: Sentence, alone: () => Plan): boolean {
  const text = textOf(sentence);
  const begins = EITHER.test(text.split(' ', 1)[0] ?? '') || IS_OK.test(text) || TIME_FIRST.test(text);
  if (!begins || sentence.items.some((item) => isMark(item, 'it', 'them', 'that') && !ofItsSentence(sentence, item))) return false;
  const { op } = alone();
  if (op === 'refuse' || op === 'clarify') return false;
  return (
    WHOLE.has(op) ||
    ((ASKED.test(text) || IS_OK.test(text)) && hasSubject(sentence)) ||
    ranksItsOwn(text, sentence) ||
    (op !== 'state' && DONE.test(text))
  );
}

/** Whom or what it is of, when, or what became of something: "on which agents were the crashes?" is of those before. */
const hasSubject = ({ items }: Sentence): boolean =>
  items.some(
    (item) =>
      item.type === 'name' ||
      item.type === 'period' ||
      item.type === 'filter' ||
      (isWord(item) && item.entry.form !== 'noun' && (item.entry.event ?? item.entry.status) !== undefined),
  );

/** "top causes of spawn failures", "for each agent, tally the crashes", "event:node_crashed region:us-west": what, and of whom. */
function ranksItsOwn(text: string, { items }: Sentence): boolean {
  const words = items.filter(isWord);
  const filters = items.filter((item) => item.type === 'filter');
  const what = words.some((item) => (item.entry.event ?? item.entry.metric ?? item.entry.duration ?? item.entry.ratio) !== undefined);
  const whose = words.some((item) => item.entry.dim !== undefined || item.entry.target !== undefined || item.entry.cue === 'why');
  if (items[0]?.type === 'filter') return filters.length > 1 && filters.some(({ field }) => field === 'event' || field === 'status');
  // "gimme the hosts starting with euw-"
  if (SHOWS.test(text)) return filters.some(({ field, at }) => words.some(({ entry, end }) => entry.dim === field && end <= at));
  const own = items.some((item) => item.type === 'name' || item.type === 'period');
  if (/^(?:break|breakdown|split|group)\b/.test(text))
    return (what && own) || /^(?:group|split|break down) (?:the |all |our )*(?:agents|nodes) (?:by|per|into)\b/.test(text);
  if (TIME_FIRST.test(text)) return (what || words.some((item) => item.entry.status !== undefined)) && (whose || own);
  return what && whose && (/^top\b/.test(text) || /^(?:for each|for every|per) [^,]+ , /.test(text));
}

const SHOWS = /^(?:gimme|give|show|list|get)\b/;

/** Words behind which a pronoun is of what was named before it in the same sentence. */
const JOINS = /^(?:and|but|so|that|if|when|whether|because|until|till|unless|then|while|which|who|after|before|once|,)$/;

/**
 * Whether a pronoun is of its own sentence: "who spawned node-9 and who stopped it", "could it be that node-42 crashed", "crashes bar those
 * on agent-2". Such a one stands for nothing of the question before.
 */
export function ofItsSentence({ items, tokens }: Sentence, pronoun: Item): boolean {
  const rest = tokens.slice(pronoun.end).map(({ text }) => text);
  const text = tokens.map(({ text: one }) => one).join(' ');
  if (isMark(pronoun, 'it') && EXPLETIVE.test(text) && items.some((item) => item.type === 'name' && item.at > pronoun.at)) return true;
  const named = items.findLastIndex((item) => item.type === 'name' && item.kind !== 'user' && item.end <= pronoun.at);
  if (isMark(pronoun, 'it') && named >= 0) {
    // "did agent-2 go down before it?": of what was said before.
    const between = tokens.slice(items[named]?.end, rest.length > 0 ? pronoun.at : pronoun.at - 1);
    if (between.some(({ text: one }) => JOINS.test(one))) return true;
  }
  if (IT_TAKES.test(text)) return true;
  // "all these restarts on agent-12": of what is named there.
  const [next, place, whose] = items.slice(items.indexOf(pronoun) + 1);
  const isNoun = next !== undefined && isWord(next) && next.entry.form !== 'past' && next.entry.event !== undefined;
  if (isNoun && place !== undefined && /^(?:on|of|in|at|from)$/.test(tokens[place.at]?.text ?? '') && whose?.type === 'name') return true;
  if (OWNED[tokens[pronoun.at]?.text ?? '']?.(items.slice(0, items.indexOf(pronoun))) === true) return true;
  if (/ as \S+ (?:has |had )?(?:live[sd]?|saw|seen|experienced|went through|told|knew|remembers) it$/.test(text)) return true;
  const several = items.findLast((item) => isWord(item) && item.entry.plural === true && item.end <= pronoun.at);
  if (several !== undefined && tokens[pronoun.at]?.text === 'they' && BACK_TO.test(tokens[pronoun.at - 1]?.text ?? '')) return true;
  const happened = items.some((item) => isWord(item) && item.end <= pronoun.at && (item.entry.event ?? item.entry.target) !== undefined);
  const left = items[items.indexOf(pronoun) - 1];
  return (
    tokens[pronoun.at]?.text === 'those' &&
    happened &&
    isMark(left, 'except', 'versus', 'than') &&
    /^(?:on|in|of|from|with|by|that|which|at|running|caused|due)$/.test(rest[0] ?? '')
  );
}
const IT_TAKES =
  /\b(?:does|did|do|will|would|can|could) it (?:usually |normally |typically |generally |often |on average )?takes?\b.* (?:for|to|until|before|between)\b/;
/** "which failed because they timed out", "how long do nodes live before they crash" */
const BACK_TO = /^(?:because|before|until|till|after|when|once|since)$/;
/** "which agents use most of their disk": of those the sentence is about. */
const OWNED: Readonly<Record<string, (said: readonly Item[]) => boolean>> = {
  their: (said) => said.some((item) => isWord(item) && item.entry.target !== undefined && item.entry.plural === true),
  its: (said) => said.some((item) => item.type === 'name' && item.kind !== 'user'),
};
/** "could it be that …", "is it true that …", "was it agent-4 that …", "it was marcus who …". */
const EXPLETIVE =
  /^(?:and |so |but )?it (?:was|is) \S+ (?:that|who|which)\b|\b(?:is|was|could|can|may|might|would|will) it (?:(?:at all|be|true|possible|likely|probable|the case|so|a fact|because of|correct|right|not|possibly|perhaps|really|actually) )*(?:\S+ )?(?:that|who|which)\b/;
