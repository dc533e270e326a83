/** Whether a part of a pattern is articles alone: who types in a hurry, or learnt English late, leaves them out. */
export const isArticle = (part: string): boolean => /^(?:the|an?)(?:\|(?:the|an?))*$/.test(part);

/**
 * A phrase without the articles within it; undefined where it has none, or where it is nothing without them ("by the user" is a person, "by
 * user" are groups). The one it begins with is what it is known by: "the moment it crashes".
 */
export function withoutArticles(phrase: string): string | undefined {
  const [first = '', ...rest] = phrase.split(' ');
  const bare = rest.filter((word) => !isArticle(word));
  if (bare.length === rest.length || bare.length === 0 || (bare.length === 1 && JOINS.test(first))) return undefined;
  return [first, ...bare].join(' ');
}
const JOINS = /^(?:of|by|for|in|on|with|to|from|per|as|than|since|a|an|the)$/;
