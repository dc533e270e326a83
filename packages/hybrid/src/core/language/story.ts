/** A text in sentences: what is told first, and what is asked last. */
export interface Told {
  /** What stands before the question, as written. */
  readonly story: string;
  /** The question, in its place: as many spaces stand before it as there was story. */
  readonly question: string;
}

/** Sentences at whose end a question may begin, from the last one, at most. */
const TRIES_MAX = 3;
/** Where a sentence ends: a stop, a colon, or a new line. */
const END = /[.!…:](?:["'”)]*)\s+|\n+/gu;
/** "To fill in my page, give me …": what a question is for, before the comma. */
const PURPOSE = /^(?:(?:so|and|but|anyway|well),? )*to [a-z]+ [^,]{2,60},\s+/i;
/** A sentence that asks or orders something itself, or says what the question is to be of. */
const ASKS_ITSELF = new RegExp(
  `^(?:(?:and|so|but|also|please|now|ok|okay|well|then|hey|hi|hello|sorry),? )*(?:${[
    "(?:i|we)(?:'m|'d|’m|’d| am| are| would)? (?:just |only |really |mainly )*(?:(?:want|need|like)(?! to (?:know|see|hear|find out|understand|ask)\\b)|mean|meant|care|looking|interested|asking|talking|prefer|concerned|working on)",
    "let(?:'s|’s| us) (?:look|focus|take|restrict|stick|limit|say|assume)",
    '(?:show|list|give|tell|count|use|consider|take|assume|suppose|imagine|pretend|look|focus|restrict|limit|filter|compare|find|only|just (?!curious|asking|wondering)|ignore|exclude|skip)',
    '(?:restart|reboot|stop|kill|drain|undrain|spawn|start|scale|update|upgrade|roll|move|back|restore|cancel|confirm|watch|alert|notify)',
    "(?:do not|don't|don’t|never|if|when (?!you|i|we|one|people)|once|unless|what|which|who|whose|why|how|where|is|are|was|were|did|do|does|has|have|had|can|could|will|would|should|any)",
    '(?:all|the|these|my|our) (?:following|next|times|answers|questions?)',
  ].join('|')})\\b`,
  'i',
);
/** A story takes its time: a few words before a question are what it is about ("the beta pool is down. How many crashed?"). */
const WORDS_MIN = 9;
/** How things are, or what whoever asks has to do with: what the question may be of. */
const AS_IT_IS = new RegExp(
  `\\b(?:${[
    "(?:is|are|'s|has been|have been|keeps?|went) (?:\\w+ )?(?:down|offline|failing|broken|slow|crashing|degraded|unreachable|red|dead|stuck|flapping)",
    '(?:i|we) (?:\\w+ )?(?:manage|own|operate|run|use|handle|maintain|support|monitor|watch|cover|work (?:on|with|in|for)|deal with|look after|inherited)',
    '(?:i|we) have (?:a|an|the|two|three|several)',
  ].join('|')})\\b`,
  'i',
);
/** The question leans on what was told. */
const LEANS = /\b(?:it|its|they|their|them|those|these|he|she|his|her|such|there|then|the same)\b/i;
/** What is said of the question wherever it stands. */
const OF_THE_QUESTION =
  /\b(?:i mean|we mean|except|excluding|ignore|focus|restrict|from now on|for now on|in utc|time ?zone|the following|as follows)\b|\?/i;

/**
 * "We had a VAX that fell over every night. Those were simpler times. So, what is down?": where the question may begin, from the last
 * sentence on. Nothing where a sentence before it asks, orders or narrows something itself.
 */
export function storiesOf(text: string): readonly Told[] {
  const ends = [...text.matchAll(END)].map((end) => (end.index ?? 0) + end[0].length).filter((at) => at < text.length);
  const found: Told[] = [];
  for (const at of ends.slice(-TRIES_MAX).reverse()) {
    const story = text.slice(0, at);
    const sentences = pieces(story);
    if (story.trim().split(/\s+/).length < WORDS_MIN || AS_IT_IS.test(story) || LEANS.test(text.slice(at))) continue;
    if (OF_THE_QUESTION.test(story) || sentences.some((sentence) => ASKS_ITSELF.test(sentence))) continue;
    found.push(told(text, at));
    const purpose = PURPOSE.exec(text.slice(at));
    if (purpose !== null) found.push(told(text, at + purpose[0].length));
  }
  return found;
}

const pieces = (story: string): readonly string[] =>
  story
    .split(END)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');

const told = (text: string, at: number): Told => ({ story: text.slice(0, at).trim(), question: ' '.repeat(at) + text.slice(at) });
