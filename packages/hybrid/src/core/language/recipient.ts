import type { LiveCatalogue } from '../names.ts';

/** Somebody else who is to be told, as written, and the question with who asks in his place. */
export interface Recipient {
  readonly name: string;
  readonly toMe: string;
}

const TELL =
  'tell|warn|alert|notify|ping|page|message|inform|wake|text|call|phone|ring|email|e-mail|mail|slack|buzz|nudge|contact|dm|advise|brief|let|send|give|drop|shoot';
const WHEN =
  '(?:when|if|once|whenever|should|as\\s+soon\\s+as|in\\s+case|the\\s+(?:moment|minute|second|instant)|every\\s+time|each\\s+time)';

/** "warn marcus when node-4 crashes", "tell priya which agents are offline": whoever asks is told, and nobody else. */
export function recipientIn(text: string, { names }: LiveCatalogue): Recipient | undefined {
  const lower = text.toLowerCase();
  const name = [...names.user].find((one) => lower.includes(one));
  if (name === undefined) return undefined;
  const person = `(?:me|us|the\\s+team|everyone|${[...names.user].map((one) => one.replace(/[^a-z0-9]/g, '\\$&')).join('|')})`;
  const found = new RegExp(
    `\\b(?:${TELL})\\s+(?:both\\s+)?(${person}(?:\\s*(?:,|and|or|&)\\s*${person})*)(?=\\s+(?:${WHEN}|know|that|this|it|them|which|what|who|how|why|whether|about|a|an|some|up|immediately|right\\s+away|straight\\s+away|too|as\\s+well)\\b)`,
  ).exec(lower);
  const whom = found?.[1];
  const told = whom === undefined ? undefined : [...names.user].find((one) => whom.includes(one));
  if (found === null || whom === undefined || told === undefined) return undefined;
  const at = found.index + found[0].length - whom.length;
  return { name: told, toMe: `${text.slice(0, at)}me${text.slice(at + whom.length)}` };
}
