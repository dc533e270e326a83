import type { LiveCatalogue } from '../names.ts';
import { paraphrase } from '../paraphrase.ts';
import type { Plan, RefusePlan, Target } from '../plan.ts';
import { spell } from './asides.ts';
import type { Sentence } from './sentence.ts';

const V = 'v?\\d+\\.\\d+(?:\\.(?:\\d+|x|\\*))?\\+?';
const LESS = 'older|lower|earlier|less|smaller|below|under|behind|before|prior to|pre|at most|no newer|not newer|no higher|<=?';
const MORE = 'newer|higher|later|greater|more recent|above|beyond|over|after|past|ahead of|at least|no older|not older|no lower|>=?';
const WORD = 'version|versions|release|releases|build|builds';
const WHAT = `(?:agents?|nodes?|machines?|hosts?|boxes|ones|those|anything|something|everything|anyone|who|${WORD})`;
/** One version beside another: which one, and whether those before or after it are meant. */
const BESIDE: readonly RegExp[] = [
  new RegExp(`\\b(${LESS}|${MORE}) (?:(?:${WORD}) )?than (?:or equal to )?(?:(?:version|release|build) )?(${V})(?= |$)`),
  new RegExp(`\\b(older|newer|earlier|later|lower|higher) (?:${WORD})(?: than (${V}))?(?= |$)`),
  new RegExp(`\\b(?:version|release|build)s? (?:is |are )?(${LESS}|${MORE}) (?:than )?(${V})(?= |$)`),
  new RegExp(`\\b(${LESS}|${MORE}) (?:version|release|build) (${V})(?= |$)`),
  new RegExp(
    `\\b${WHAT} (?:that |which |who )?(?:are |is |were |still |run |runs |running |on |at |all |currently |with |have )*(${LESS}|${MORE}) (?:version |release )?(${V})(?= |$)(?! (?:rollout|release|update|upgrade|deploy|deployment|was|went|came))`,
  ),
];
const BEHIND = new RegExp(
  `\\b(${V}) (?:or|and) (older|lower|earlier|below|less|before|newer|higher|later|above|up|greater|better|after)\\b`,
);
const BETWEEN = new RegExp(`\\b${WHAT} (?:on |running |run |with )*(?:versions? )?between (${V}) and (${V})(?= |$)`);
/** "the latest version", "out of date": of no version that was named. */
const NAMELESS =
  /\b(?:(?:latest|newest|most recent|current|oldest|old|older|newer|previous|outdated|obsolete|up-to-date|stale|deprecated) (?:versions?|releases?|builds?|binary|binaries)(?! v?\d)|(?:a|one|two|several|some) versions? (?:behind|ahead|old)|(?:out of date|outdated|out-of-date)|(?:is|are|not|all|still|everything|everyone|agents?|nodes?|fully|really) up (?:to|2) date|up-to-date|needs? (?:an? |to be )?(?:upgrad|updat|patch)(?:e|ed|ing)?|(?:lagging|lag|lags|falling|fallen) behind(?! on v?\d))(?= |$)/;
/** A wish, or what happened at the rollout of one: no state of versions. */
const ELSE =
  /\b(?:keep|bring|get|stay|me up|us up|rollout|roll out|rolled|upgraded?|updated?|updates?|upgrades?|deploy\w*|compare|compared|versus|vs|difference|why|if|downgrade|roll|revert|back|undo|return|put|restore)\b/;

/** "agents older than 1.5.1", "not on the latest version": versions are told apart, and never put in an order. */
export function versionsInOrder({ text, tokens }: Pick<Sentence, 'text' | 'tokens'>, { names }: LiveCatalogue): RefusePlan | undefined {
  const said = spell(tokens);
  const found = /\d\.\d/.test(said) ? compared(said) : undefined;
  const whole = text.toLowerCase().replace(/[?!.,]+(?=\s|$)/g, '');
  const nameless = found === undefined ? NAMELESS.exec(whole)?.[0] : undefined;
  const term = found?.term ?? nameless;
  if (term === undefined || (found === undefined && ELSE.test(whole.replace(nameless ?? '', '')))) return undefined;
  if (/^needs?\b/.test(term) && /\b(?:i|we|you|someone|he|she|they) needs? /.test(whole)) return undefined;
  const target: Target = /\bnodes?\b/.test(said) ? 'node' : 'agent';
  const among = found === undefined ? [] : [...names.version].filter((one) => found.keeps(one)).sort(order);
  const each: Plan = { op: 'count', target, by: ['version'] };
  const listed: Plan[] = among.length === 0 ? [] : [{ op: 'list', target, where: { version: among } }];
  return { op: 'refuse', reason: 'unsupported', term, closest: [...listed, each].map((plan) => paraphrase(plan)) };
}

interface Compared {
  readonly term: string;
  readonly keeps: (version: string) => boolean;
}

function compared(said: string): Compared | undefined {
  const between = BETWEEN.exec(said);
  if (between !== null) {
    const [low, high] = [between[1] as string, between[2] as string].sort(order) as [string, string];
    return { term: between[0], keeps: (one) => order(one, low) >= 0 && order(one, high) <= 0 };
  }
  const behind = BEHIND.exec(said);
  if (behind !== null) return side(behind[0], behind[1] as string, behind[2] as string, true);
  const match = BESIDE.map((pattern) => pattern.exec(said)).find((one) => one !== null && one[2] !== undefined);
  if (match == null) return undefined;
  return side(match[0], match[2] as string, match[1] as string, /^(?:at|no|not|[<>]=)/.test(match[1] as string));
}

function side(term: string, version: string, word: string, itself: boolean): Compared {
  const below = new RegExp(`^(?:${LESS})$`).test(word) && !/^no/.test(word) ? true : /^(?:no newer|not newer|no higher)$/.test(word);
  return {
    term,
    keeps: (one) => {
      const by = order(one, version);
      return by === 0 ? itself : below ? by < 0 : by > 0;
    },
  };
}

/** Versions by their numbers, one after another. */
function order(a: string, b: string): number {
  const [left, right] = [a, b].map((one) =>
    one
      .replace(/^v/, '')
      .split(/[.+-]/)
      .map((part) => (/^\d+$/.test(part) ? Number(part) : 0)),
  );
  for (let k = 0; k < Math.max(left?.length ?? 0, right?.length ?? 0); k++) {
    const by = (left?.[k] ?? 0) - (right?.[k] ?? 0);
    if (by !== 0) return by;
  }
  return 0;
}
