import { type Bare, endsClause, NARROWS, type Reader, spell, written } from './asides.ts';
import { type Compiled, formsOf, inForm, possibleForms } from './forms.ts';
import { WATCH_FORMS, WATCH_LEAD } from './lexicon/watch-forms.ts';
import { WISH_FORMS, WISH_LEAD } from './lexicon/wish-forms.ts';
import { closingOf } from './preamble.ts';
import type { Item, NameItem, Sentence } from './sentence.ts';
import type { Token } from './tokens.ts';

const FORMS = formsOf(WISH_FORMS, WISH_LEAD);
export const TO_BE_TOLD = formsOf(WATCH_FORMS, WATCH_LEAD);
/** "…, tell me when it is back": said of what was told, as a wish is. */
const WATCHES =
  /^(?:(?:so|please|pls|can you|could you) )*(?:(?:tell|alert|notify|ping|warn|page|message|inform|wake|call|text) (?:me|us)(?: up)?|let (?:me|us) know|give (?:me|us) an? \w+) (?:when|if|once|whenever|as soon as|the moment)\b/;

/** Words of a clause around a wish that is looked at, at most. */
const CLAUSE_WORDS_MAX = 18;
const POLITE = /^(?:please|pls|plz|kindly|can|could|would|will|you|just|go|ahead|and|now|then|so|let|us|we|i|want|need|like|to|,)$/;
const WISH =
  /^(?:stop|kill|terminate|shut|halt|restart|reboot|bounce|recycle|kick|cycle|reset|start|drain|undrain|uncordon|cordon|evacuate|update|upgrade|patch|roll|rollback|revert|downgrade|scale|move|migrate|backup|back|restore|relaunch|respawn|bring|take|put|give)$/;
/** A statement: it tells how something is, and asks, wishes and conditions nothing. */
const STATES =
  /\b(?:is|are|was|were|am|can|will|should|needs?|has|have|had|broke|fell|ran|came|hung|froze|died|lost|looks?|seems?|keeps?|went|got|finished|failed|done|over|misbehaves|hangs|[a-z]+ed)\b/;
const ASKS_OR_CONDITIONS =
  /^(?:what|which|who|whose|why|how|when|where|is|are|was|were|do|did|does|can|could|would|will|should|may|show|list|tell|give|count|compare|find|any|after|before|then)\b|\b(?:if|when|whenever|once|unless|until|while|suppose|imagine)\b/;
const FOR_WHAT =
  /^(?:(?:so|so that) (?:i|we|they|you|people|it|my \w+|the \w+) (?:can|could|may|might|will|have|do|does|am|are|is|gets?|stops?|starts?)\b|in order to \w+|as (?:was |is |were |has been |we |already )?(?:agreed|discussed|planned|requested|promised|instructed|usual|always|announced|scheduled|mentioned)\b|before (?:i|we) (?!was|were|did)\w+|before (?:the|our|my|this) (?:upgrade|launch|weekend|deploy(?:ment)?|maintenance|release|migration|rush|peak|night|demo|event|rollout|holidays?|sale|campaign)|(?:because of|due to|on account of|ahead of|in view of|in preparation for|as part of) (?:the|a|an|our|its|this|that) \w+|for (?:the|this) (?:night|weekend|holidays?|launch|sale|demo|event|campaign|time being|moment|test|migration|maintenance|upgrade)|to (?:debug|patch|reproduce|investigate|free|fix|test|inspect|save|clear|replace|swap|upgrade|service) |(?:because|cuz|cause|since|as) (?:it|its|they|this|that|i|we|the|\w+ (?:said|says|asked|wants|wanted|told|needs)) \w+)/;

/**
 * The wish in the words it is read by, and without what is told around it: how things are before it ("patching is finished, undrain edge-1";
 * "node-4 is stuck, restart it": the one name told there is what "it" is), and why or what for it is wished after it ("…, its disk is full",
 * "so I can patch its host"). Neither holds anything that could narrow it.
 */
export function aroundWish(text: string, tokens: readonly Token[], read: Reader): Bare {
  const forms = possibleForms(tokens, FORMS);
  const alone = withoutReason(text, tokens, forms, read);
  if (alone !== undefined) return alone;
  for (let k = 2; k < Math.min(tokens.length - 1, CLAUSE_WORDS_MAX); k++) {
    if (tokens[k]?.text !== 'so' && !endsClause(text, tokens, k)) continue;
    const told = tokens.slice(0, k);
    const begins = tokens[k]?.text === ',' ? k + 1 : k;
    const rest = tokens.slice(begins);
    const watches = WATCHES.test(spell(rest.slice(0, 6)));
    if (!watches && withoutReason(text, rest, forms, read) === undefined) continue;
    const meant = named(withObject(rest), read(told), read);
    const wished = watches
      ? { tokens: inForm(meant, possibleForms(meant, TO_BE_TOLD), read) ?? meant, asides: [] }
      : withoutReason(text, meant, possibleForms(meant, FORMS), read);
    if (wished === undefined) break;
    const own = spell(told);
    if (
      !(STATES.test(own) || TELLS.test(own)) ||
      SPEAKS.test(own.replace(/\bi (?:just |only |really )?want\b/g, '')) ||
      !tellsOfOne(read(told)) ||
      ASKS_OR_CONDITIONS.test(own) ||
      WISH.test(tokens[firstWord(tokens, 0)]?.text ?? '')
    )
      break;
    if (!read(wished.tokens).some((item) => item.type === 'name' || item.type === 'lost' || isIt(item))) break;
    const last = /^(?:first|beforehand)$/.test(wished.tokens.at(-1)?.text ?? '') ? wished.tokens.slice(0, -1) : wished.tokens;
    return { tokens: last, asides: [written(text, tokens.slice(0, begins)), ...wished.asides] };
  }
  return { tokens, asides: [] };
}

/** What others say is no state of things: whose wish it is, was not said. */
const SPEAKS = /\b(?:says?|said|tells?|told|asks?|asked|wants?|orders?|ordered|docs?|manual|forgot)\b/;

/** Nothing told may be part of what is wished: a number, a version, a place. */
const tellsOfOne = (told: readonly Item[]): boolean =>
  told.every(
    (item) => item.type !== 'number' && item.type !== 'filter' && (item.type !== 'name' || /^(?:node|agent|user|host)$/.test(item.kind)),
  );

/** The wish a stretch begins with, without why it is wished for; undefined where it begins with none. */
function withoutReason(text: string, tokens: readonly Token[], forms: readonly Compiled[], read: Reader): Bare | undefined {
  const whole = inForm(tokens, forms, read);
  if (whole !== undefined) return { tokens: whole, asides: [] };
  const begins = WISH.test(tokens[firstWord(tokens, 0)]?.text ?? '');
  for (let k = Math.max(2, tokens.length - CLAUSE_WORDS_MAX); k < tokens.length - 1; k++) {
    const from = tokens[k]?.text === ',' ? k + 1 : k;
    const reason = tokens.slice(from);
    const ends = tokens[k]?.text !== ',' && tokens[k - 1]?.text === ',' ? k - 1 : k;
    const wish = tokens.slice(0, closingOf(tokens.slice(0, ends)));
    if (
      !isPurpose(reason, read) &&
      !(endsClause(text, tokens, k) && isReason(reason, wish, tokens[k]?.text !== ',' && tokens[k - 1]?.text !== ',', read))
    )
      continue;
    const said = inForm(wish, forms, read) ?? (begins ? wish : undefined);
    if (said !== undefined) return { tokens: said, asides: [written(text, reason)] };
  }
  return begins ? { tokens, asides: [] } : undefined;
}

const REASON =
  /^(?:(?:because|as|since|cause|cuz|for) )?(?:it|its|this|that|they|their|he|she|we|i|my|our|the|there|someone|somebody|people|everyone|customers?|users?|maintenance|patching|traffic|load|[a-z0-9-]*\d|no one|nobody)\b/;
/** "…, site power is going off": of something nobody asks about. */
const TELLS_OF =
  /^(?:the |our |my |a |an )?(?:[a-z-]+ ){1,3}(?:is|are|was|were|will|has|have|had|needs?|keeps?|got|gets|goes|went|looks?|seems?|came|comes)\b/;
/** What is to come or to be kept from: a wish of its own. */
const ORDERS = /\b(?:except|but|instead|unless|until|if|when|whenever|once|after|before|then|not \w+ed|should|must|may|first)\b/;
const TO_COME = /\b(?:tomorrow|tonight|later|next)\b/;
/** What is said to be the reason: whatever time it tells is not the time of the wish. */
const BECAUSE = /^(?:because|as|since|cause|cuz) /;

/** "…, maintenance is finished", "because its host will be patched": told of what is wished for, or of nothing that has a name. */
function isReason(reason: readonly Token[], wish: readonly Token[], apart: boolean, read: Reader): boolean {
  const own = spell(reason);
  if (
    reason.length < 2 ||
    !(REASON.test(own) || (apart && reason.length < 7) || (reason.length < 9 && TELLS_OF.test(own))) ||
    /["\d]/.test(own.replace(/\b[a-z]+(?:-[a-z0-9]+)*-[a-z0-9]+\b/g, ''))
  )
    return false;
  if (
    !(STATES.test(own) || TELLS.test(own) || apart) ||
    WISH.test(reason[0]?.text ?? '') ||
    ORDERS.test(own) ||
    NARROWS.test(own.replace(/\bonly\b/g, '')) ||
    LEFT_ALONE.test(own)
  )
    return false;
  const because = BECAUSE.test(own);
  if (!because && TO_COME.test(own)) return false;
  const said = read(wish).flatMap((item) => (item.type === 'name' ? [item.name] : []));
  return read(reason).every(
    (item) =>
      item.type === 'plain' ||
      item.type === 'word' ||
      (item.type === 'period' && because) ||
      (item.type === 'name' && (item.kind === 'user' || said.includes(item.name))),
  );
}
const TELLS =
  /\b(?:will|can|costs?|needs?|wants?|hangs?|leaks?|makes?|takes?|loses?|says?|eats?|runs?|fails?|does|do|goes|gets|acts?|misbehaves|freezes|crawls|lags|crashes)\b/;

/** "do not restart node-4", "agent-2 should never be drained": a wish that something be left alone, which is nothing to do or to look up. */
export function wishesNot({ tokens }: Pick<Sentence, 'tokens'>): boolean {
  const said = tokens.map((token) => token.text).join(' ');
  // Hardly any question denies anything.
  return /\b(?:not|never|no one|nobody|off)\b/.test(said) && (LEFT_ALONE.test(said) || NOT_TO.test(said));
}
/**
 * Whether what reads as a wish denies it, or is said beside a question: "no restart please", "stop nothing, show …". A wish must be one all
 * through; what is only mentioned is never acted on.
 */
export function deniesWish({ text, tokens }: Pick<Sentence, 'text' | 'tokens'>): boolean {
  const said = tokens.map((token) => (token.quoted === true ? '"' : token.text)).join(' ');
  return DENIED.test(said) || ASKS_TOO.test(said) || ONLY_ASKS.test(text);
}
/** "restart node-4, just asking": whoever only asks wishes nothing. */
const ONLY_ASKS =
  /\b(?:just|only|merely|simply|i['’]?m|am) (?:asking|curious|wondering)\b|\bi wonder\b|\bout of (?:\w+ )?(?:interest|curiosity)\b/i;
const DENIED =
  /\b(?:no|never|without|zero|neither) (?:\w+ )?(?:restart|reboot|stop|drain|undrain|spawn|scal|updat|upgrad|rollback|migrat|backup|restor)[a-z]*\b|\b(?:nothing|nobody|no one|none|rather than|instead of|hold off|refrain|avoid|need not)\b|\bno (?:need|point|reason|use|sense|call|cause)\b|\b(?:stop|cease|quit|halt|abort) (?:re|un)?(?:start|drain|updat|upgrad|scal|spawn|mov|migrat|back|roll|stopp|kill|boot|bounc)[a-z]*ing\b/;
const ASKS_TOO =
  /, (?:but |and |then )?(?:just |only |simply )?(?:list|show|tell|count|which|what|how|who|whose|why|when did|when was|is|are|was|were|did|does)\b/;

const NOT_TO =
  /^(?:(?:please|tell|remind|ask) )*(?:me|us|them|him|her)? ?not to (?:\w+ )?(?:stop|kill|restart|reboot|drain|undrain|update|upgrade|roll|scale|move|migrate|spawn|start)\b/;

/** "if agent-2 goes offline, restart node-4": a deed for another time, and no question of what would be. */
export function ordersIf({ tokens }: Pick<Sentence, 'tokens'>): boolean {
  const said = tokens.map((token) => (token.quoted === true ? '"' : token.text)).join(' ');
  return ORDERS_IF.test(said) && !/\b(?:what|where|would|will|how|which|who|do|does|did|effects?|impact|affect|happens?)\b/.test(said);
}
const ORDERS_IF =
  /^(?:please )?(?:if|when|once|whenever|should) .* (?:stop|kill|restart|reboot|drain|undrain|update|upgrade|scale|move|migrate|spawn|start)\b/;

const LEFT_ALONE =
  /^(?:(?:please|pls|kindly|hey|ok|so|and|but) )*(?:do not|never|(?:hold|leave|put) off(?: on)?|(?:we|you|i|they) (?:should|must|may|can|shall) (?:not|never)|no one (?:should|must|may)|nobody (?:should|must|may)) (?:\w+ )?(?:stop|kill|terminate|shut|halt|restart|reboot|bounce|drain|undrain|update|upgrade|roll|rollback|scale|move|migrate|spawn|start)[a-z]*\b|\b(?:should|must|may|can|shall) (?:not|never) (?:be|get) (?:stopped|killed|terminated|shut|halted|restarted|rebooted|bounced|drained|undrained|updated|upgraded|rolled|scaled|moved|migrated|spawned|started)\b/;

/** Whether a wish goes on, past the end of a clause, to tell of another: "drain edge-1, edge-2 took over". */
export function goesOn({ text, tokens, items }: Pick<Sentence, 'text' | 'tokens' | 'items'>): boolean {
  const begins = items.findIndex((item, k) => k > 1 && item.type === 'name' && endsClause(text, tokens, item.at));
  return begins > 0 && items.slice(begins + 1).some((item) => item.type === 'word' && GOES_ON.test(item.phrase));
}
const GOES_ON =
  /^(?:is|are|was|were|has|have|had|will|can|took|takes|take|did|does|do|keeps?|kept|went|goes|came|comes|seems?|looks?|stays?|got|gets|ran|runs|run|made|makes|handles?|holds?)$/;

/**
 * "drain edge-1 after the backup finishes", "restart the nodes that crashed", "drain edge-1 and restart node-4": a wish for another time, of what
 * would have to be found out first, or with another behind it. Nobody keeps or finds such a thing: it is asked back.
 */
export function wishesWhen({ tokens, items }: Pick<Sentence, 'tokens' | 'items'>): boolean {
  const first = firstWord(tokens, 0);
  const k = items.findIndex((item) => item.at === first);
  const verb = items[k];
  if (verb?.type !== 'word' || verb.entry.act === undefined || verb.entry.form === 'past' || !WISH.test(tokens[first]?.text ?? ''))
    return false;
  const object = items
    .slice(k + 1)
    .find((item) => !/^(?:the|all|all the|every|any|both|those|these|node|agent)$/.test(spell(tokens.slice(item.at, item.end))));
  const named = object?.type === 'name' && (object.kind === 'node' || object.kind === 'agent');
  const kind = object?.type === 'word' && (object.entry.target === 'node' || object.entry.target === 'agent') && object !== items[k + 1];
  if (object === undefined || !(named || kind)) return false;
  const rest = tokens.slice(object.end).map(({ text }) => text);
  const again = rest.some(
    (text, j) => text === 'and' && (WISH.test(rest[j + 1] ?? '') || /^(?:tell|let|notify|start|spawn)$/.test(rest[j + 1] ?? '')),
  );
  return again || rest.some((text) => /^(?:after|once|when|whenever|if|unless|until|before|while|that|which|who)$/.test(text));
}

/** "restart nodes that crashed more than 3 times": a wish by its first words, though what it is for could be read as rows. */
export function wishesFirst({ tokens, items }: Pick<Sentence, 'tokens' | 'items'>): boolean {
  const first = firstWord(tokens, 0);
  const k = items.findIndex((item) => item.at === first);
  const verb = items[k];
  if (verb?.type !== 'word' || verb.entry.act === undefined || verb.entry.form !== 'base' || verb.entry.plural === true) return false;
  const object = items
    .slice(k + 1)
    .find((item) => !/^(?:the|all|all the|every|any|both|those|these|of)$/.test(spell(tokens.slice(item.at, item.end))));
  return object?.type === 'word' && object.entry.plural === true && (object.entry.target === 'node' || object.entry.target === 'agent');
}

/** Whether a wish begins after something else was asked, wished or said: "drain agent-2, restart node-4", "when it crashes, restart it". */
export function wishesLater({ text, tokens, items }: Pick<Sentence, 'text' | 'tokens' | 'items'>): boolean {
  return items.some((item, k) => {
    if (k < 2 || item.type !== 'word' || item.entry.act === undefined || !WISH.test(tokens[item.at]?.text ?? '')) return false;
    const next = items.slice(k + 1).find((one) => !/^(?:the|all|of|node|agent)$/.test(tokens[one.at]?.text ?? ''));
    const object = next?.type === 'name' || (next?.type === 'word' && (next.entry.mark === 'it' || next.entry.mark === 'them'));
    let begins = item.at;
    while (POLITE.test(tokens[begins - 1]?.text ?? '') && tokens[begins - 1]?.text !== ',') begins--;
    return object && endsClause(text, tokens, begins);
  });
}

/** "…, undrain": what was told of is what it is done to. */
const withObject = (wish: readonly Token[]): readonly Token[] =>
  wish.length - firstWord(wish, 0) === 1 && wish.length > 0 ? [...wish, { ...(wish.at(-1) as Token), text: 'it' }] : wish;

function firstWord(tokens: readonly Token[], from: number): number {
  let k = from;
  while (k < tokens.length && POLITE.test(tokens[k]?.text ?? '')) k++;
  return k;
}

const isIt = (item: Item): boolean => item.type === 'word' && item.entry.mark === 'it';

/** "restart it": the one agent or node that was told of. */
function named(wish: readonly Token[], told: readonly Item[], read: Reader): readonly Token[] {
  const items = read(wish);
  const it = items.find(isIt);
  const [only, ...more] = told.filter((item): item is NameItem => item.type === 'name' && (item.kind === 'node' || item.kind === 'agent'));
  const other = items.some((item) => item.type === 'name' && (item.kind === 'node' || item.kind === 'agent'));
  if (it === undefined || other || only === undefined || more.length > 0 || only.how !== 'exact' || it.end - it.at > 1) return wish;
  return wish.map((token, k) => (k === it.at ? { ...token, text: only.name } : token));
}

/** "so I can patch its host", "because priya said so": what a wish is for, where no comma stands before it. */
function isPurpose(clause: readonly Token[], read: Reader): boolean {
  const own = spell(clause);
  if (!FOR_WHAT.test(own) || /["\d]/.test(own) || NARROWS.test(own)) return false;
  return read(clause).every(
    (item) =>
      item.type === 'plain' ||
      item.type === 'word' ||
      (item.type === 'period' && /^for /.test(own)) ||
      (item.type === 'name' && item.kind === 'user'),
  );
}
