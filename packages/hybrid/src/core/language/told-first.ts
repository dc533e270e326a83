import { endsClause, NARROWS, narrowsAt, type Reader, spell } from './asides.ts';
import type { Item, NameItem } from './sentence.ts';
import { withoutThatTime } from './that-time.ts';
import type { Token } from './tokens.ts';

/** Words of a clause that is looked at, at most. */
const TOLD_WORDS_MAX = 18;
/** Words in which it is said who told it, from its beginning, at most. */
const TELLER_WORDS_MAX = 6;

const TELLER =
  /^(?:customers?|clients?|users?|colleagues?|coworkers?|co-workers?|teammates?|boss|manager|board|team|someone|somebody|people|folks|they|everyone|everybody|pager|pagerduty|alerts?|alarms?|dashboards?|monitoring|monitor|grafana|support|tickets?|i|we|he|she|marketing|sales|management|guy|neighbour|oncall|on-call)$/;
const TELLS =
  /^(?:says?|said|saying|tells?|told|mentions?|mentioned|reports?|reported|complains?|complained|complaining|claims?|claimed|thinks?|thought|hears?|heard|notices?|noticed|paged|alerted|woken|woke|shows?|showed|showing|rang|went|fired|firing|pinged|swears?|swore|insists?|insisted|believes?|meets?|met|flagged|called|messaged|emailed|wrote|alerts?|page|call|ticket|complaints?)$/;
/** "just got woken by an alert for agent-2": of whoever asks, unsaid. */
const BARE_SELF = /^(?:just |so |ugh |ok )*(?:got|been|was) (?:just )?(?:paged|woken|woke|alerted|pinged|called|told)\b/;
/** "I have a review at 4", "the board meets tomorrow": what is to come for whoever asks. */
const APPOINTMENT =
  /^(?:(?:so|ok|hey) )*(?:(?:i|we) (?:have|had|got) (?:a|an|my|our|the) (?:\S+ )?(?:review|meeting|call|presentation|standup|demo|interview|deadline|audit|sync|retro|1:1)|(?:the|my|our) (?:board|customer|client|audit|review|meeting|demo|boss|auditors) (?:meets|starts|comes|visits|calls|(?:is|are) (?:at|on|in|tomorrow|today|next|tonight)))\b/;
const OPENS =
  /^(?:(?:so|but|and|then|now|ok|okay|well|also|please|just|only|simply|merely|instead|rather|(?:i|we) (?:just |only )?(?:want|wanted|need|would like) to (?:know|see|find out)) )*(?:what|which|why|how|who|whose|when|where|is|are|was|were|did|do|does|has|have|had|will|any|since when|show|list|count|(?:can|could) (?:you|we) (?:please )?(?:see|show|tell|list|check|explain|walk)|tell me (?:what|which|why|how|who|when|about))\b/;
/** A deed, in any form. */
const ACTED =
  '(?:re|un)?(?:start|boot|stop|kill|drain|spawn|scale|scaling|mov|migrat|updat|upgrad|roll|revert|bounc|delet|remov|touch|chang|cancel|terminat|restor|back|patch|launch|do)[a-z]*';
/** "no need to restart anything yet, just list …", "rather than draining agent-2, …": a deed that is not wished for; what is asked comes after it. */
export const DENIES = new RegExp(
  `^(?:(?:please|pls|ok|hey|so|hang on|hold on|hang|hold|wait|no|and|but|,) )*(?:${[
    '(?:there is |there s |i see |we have )?(?:no|not any) (?:need|point|reason|use|sense|call|cause)(?: to| in| for| of)?',
    '(?:you |we |i )?(?:need|must|should|do|shall|will) not(?: (?:need|want|wish|have|mean|intend|plan|like))?(?: you)?(?: to)?',
    'never',
    'no(?= \\w+ (?:is |are )?(?:needed|required|necessary|please|yet|thanks|wanted)\\b)',
    '(?:i |we |im )?(?:am |are )?not (?:asking|telling|going|wanting|trying|planning|looking)(?: you| us)?(?: to)?',
    '(?:hold|put|leave) off(?: on)?',
    'rather than',
    'before (?:i|we)(?! \\w+ed\\b)(?: can| may| start| begin| do)?',
    'instead of',
    'without',
  ].join('|')}) (?:\\w+ )?${ACTED}\\b`,
);
/** What others say something by, and what they say of it, that is no part of a grid. */
const CARRIES =
  /^(?:customer|client|product|sales|red|weird|odd|strange|funny|slow|bad|wrong|trouble|dashboards?|pager|board|alert|alarm|review|demo|presentation|acting|being|keeps|service|services|site|website|app|application|shop|pages?)$/;
const PRONOUN = /^(?:it|they|them|there|its|their)$/;
/** "is it possible", "how long did it take": it stands for nothing that was named. */
const STANDS_FOR_NOTHING =
  /\b(?:is|was) it (?:possible|true|normal|likely|ok to|safe|because|due)\b|\b(?:are|is|was|were) there (?:any|a|an|some|more|other)\b|\bhow many .* (?:are|were) there$/;
/** Asks of what was: then a time told before is when. */
const OF_THEN = /\b(?:happened|happen|went|broke|crashed|failed|died|did|was|were|had|restarted|stopped|changed)\b/;

/** "node-9 crashed, what did it affect?": it is what happened, not the node. */
const OF_WHAT_HAPPENED = /\b(?:it|that|this) (?:affect|impact|cause|break|hurt)\b|\b(?:caused|causes) (?:it|that|this)\b/;

/** A question and what was told before it, apart. */
export interface Told {
  /** The question, the name that was told in the place of the pronoun for it, and the time at its end. */
  readonly tokens: readonly Token[];
  /** What was told, passed over. */
  readonly told: readonly Token[];
}

/**
 * "a customer says edge-tokyo was acting up, what happened to it?": what others told comes first, and the question leans on it. The name told
 * is put where the pronoun stands for it, the time that was told is the question's where it asks of what was and has none. Whatever else
 * was named there, and is not named in the question, may narrow it: then nothing is passed over.
 */
export function toldFirst(text: string, tokens: readonly Token[], read: Reader): Told | undefined {
  const begin = spell(tokens.slice(0, TOLD_WORDS_MAX));
  const denies = DENIES.test(begin);
  if (!denies && OPENS.test(begin)) return undefined;
  const appointment = APPOINTMENT.test(begin);
  if (!appointment && !denies && !tellsFirst(tokens)) return undefined;
  for (let k = 2; k < Math.min(tokens.length - 2, TOLD_WORDS_MAX); k++) {
    if (tokens[k - 1]?.text === ',' || !endsClause(text, tokens, k)) continue;
    const from = tokens[k]?.text === ',' ? k + 1 : k;
    const next = spell(tokens.slice(from, from + 8));
    if (!OPENS.test(next) || (denies && DENIES.test(next))) continue;
    const told = tokens.slice(0, k);
    const asked = leaning(denies ? plainly(told) : told, withoutJoin(tokens.slice(from)), read, appointment);
    return asked === undefined ? undefined : { tokens: asked, told };
  }
  return undefined;
}

/** The deed that is denied, and of what: the words for its being denied narrow nothing. */
const plainly = (told: readonly Token[]): readonly Token[] => {
  const begins = told.findIndex(({ text }) => !/^(?:hang|hold|on|wait|no|ok|hey|please|,)$/.test(text));
  return told.slice(Math.max(0, begins)).filter(({ text }) => !DEED.test(text));
};
const DEED = new RegExp(
  `^(?:without|only|than|ones?|those|these|anything|everything|back|out|off|up|down|yet|now|just|needed|required|necessary|wanted|${ACTED})$`,
);
const withoutJoin = (question: readonly Token[]): readonly Token[] => {
  const begins = question.findIndex(({ text }) => !/^(?:just|only|simply|merely|instead|rather|but|,)$/.test(text));
  return begins > 0 ? question.slice(begins) : question;
};

/** Whether words begin with somebody who tells something, or is told it. */
export function tellsFirst(tokens: readonly Token[]): boolean {
  if (BARE_SELF.test(spell(tokens.slice(0, TELLER_WORDS_MAX)))) return true;
  const teller = tokens.slice(0, TELLER_WORDS_MAX).findIndex(({ text }) => TELLER.test(text));
  return teller >= 0 && tokens.slice(teller + 1, teller + 5).some(({ text }) => TELLS.test(text));
}

/** The question with what it takes from what was told; undefined where something told would be lost. */
function leaning(told: readonly Token[], question: readonly Token[], read: Reader, appointment: boolean): readonly Token[] | undefined {
  const own = spell(told)
    .replace(/^(?:one|some|two|a few|a couple|several|many) of (?:our|my|the) /, '')
    .replace(/\b(complained|heard|reported|told (?:me|us)|asked(?: me| us)?) about\b/, '$1');
  if (/"/.test(own) || NARROWS.test(own) || OF_WHAT_HAPPENED.test(spell(question))) return undefined;
  const items = read(told);
  const asked = read(question);
  if (
    !appointment &&
    items.some(
      (item) =>
        (item.type === 'number' && /\d/.test(spell(told.slice(item.at, item.end)))) || item.type === 'filter' || item.type === 'lost',
    )
  )
    return undefined;
  const about = told.findIndex(({ text }) => text === 'about') + 1;
  if (about > 0 && items.some((item) => item.type === 'plain' && item.at === about && !CARRIES.test(item.text))) return undefined;
  const carried = (item: Item): boolean =>
    item.type === 'plain' && (TELLER.test(item.text) || TELLS.test(item.text) || CARRIES.test(item.text));
  if (items.some((item, k) => !carried(item) && narrowsAt(items, k))) return undefined;
  const names = items.filter((item): item is NameItem => item.type === 'name' && item.kind !== 'user');
  const said = asked.filter((item): item is NameItem => item.type === 'name').map((item) => item.name);
  const missing = names.filter((item) => !said.includes(item.name));
  const pronoun = STANDS_FOR_NOTHING.test(spell(question)) ? -1 : question.findIndex(({ text }) => PRONOUN.test(text));
  const timed = withTime(items, told, asked, question, appointment);
  if (missing.length === 0) return pronoun >= 0 && said.length === 0 ? undefined : timed;
  const [only, ...more] = missing;
  if (only === undefined || more.length > 0 || pronoun < 0 || said.length > 0) return undefined;
  const name = told.slice(only.at, only.end);
  const place = question[pronoun]?.text === 'there' ? [{ ...(name[0] as Token), text: 'in' }] : [];
  return [...timed.slice(0, pronoun), ...place, ...name, ...timed.slice(pronoun + 1)];
}

/** The time that was told, where the question asks of what was, and has none of its own. "got paged at 3am, why did node-17 crash": it did so when it did. */
function withTime(
  items: readonly Item[],
  told: readonly Token[],
  asked: readonly Item[],
  question: readonly Token[],
  appointment: boolean,
): readonly Token[] {
  const [period, ...more] = items.filter((item) => item.type === 'period');
  const text = spell(question);
  if (period === undefined || more.length > 0 || appointment || /^(?:why|how come)\b/.test(text) || !OF_THEN.test(text)) return question;
  if (asked.some((item) => item.type === 'period')) return question;
  const end = /^(?:then|back then|at that time)$/.test(question.at(-1)?.text ?? '') ? question.slice(0, -1) : withoutThatTime(question);
  return [...end, ...told.slice(period.at, period.end)];
}
