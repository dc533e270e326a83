import type { Token } from './tokens.ts';
import { tellsFirst } from './told-first.ts';

/** Words of a topic said first, at most. */
const TOPIC_WORDS_MAX = 8;
const ASKS = /^(?:is|are|was|were|did|does|do|has|have|had|will|can|could)$/;
const STANDS = /^(?:it|this|that|they|those|these)$/;
const VERB =
  /^(?:is|are|was|were|did|does|do|has|have|had|will|can|could|should|would|what|which|who|why|how|when|where|if|show|list|tell|give|and)$/;

/** "the crash of node-17, was this because of a port conflict?": the topic, said first, is put where the pronoun stands for it. */
export function topicInPlace(tokens: readonly Token[]): readonly Token[] {
  return wishInPlace(tokens) ?? questionInPlace(tokens);
}

const WISHED =
  /^(?:restart|reboot|stop|drain|undrain|scale|update|upgrade|rollback|backup|bounce|kill|move|shut|roll|back|put|take|bring)$/;
const ASKED_FOR = /^(?:please|pls|kindly|can|could|would|will|you|just|now|and|go|ahead)$/;

/** "us-east, please scale it to 10 nodes": whatever is named first is what "it" stands for. */
function wishInPlace(tokens: readonly Token[]): readonly Token[] | undefined {
  const [topic, comma] = tokens;
  if (topic === undefined || comma?.text !== ',' || topic.quoted === true || !/[a-z].*[\d-]/.test(topic.text)) return undefined;
  const verb = tokens.findIndex(({ text }, k) => k > 1 && !ASKED_FOR.test(text));
  if (verb < 0 || verb > 6 || !WISHED.test(tokens[verb]?.text ?? '')) return undefined;
  const it = tokens.slice(verb + 1, verb + 4).findIndex(({ text }) => text === 'it');
  if (it < 0) return undefined;
  return tokens.flatMap((token, k) => (k < 2 ? [] : k === verb + 1 + it ? [topic] : [token]));
}

function questionInPlace(tokens: readonly Token[]): readonly Token[] {
  const comma = tokens.findIndex(({ text }) => text === ',');
  if (comma < 1 || comma > TOPIC_WORDS_MAX || tokens.length - comma < 4) return tokens;
  const [verb, pronoun] = tokens.slice(comma + 1);
  if (!ASKS.test(verb?.text ?? '') || !STANDS.test(pronoun?.text ?? '')) return tokens;
  const topic = tokens.slice(0, comma);
  if (topic.some(({ text, quoted }) => quoted === true || VERB.test(text)) || !topic.some(({ text }) => /\d/.test(text))) return tokens;
  if (tellsFirst(topic)) return tokens;
  return [verb as Token, ...topic, ...tokens.slice(comma + 3)];
}
