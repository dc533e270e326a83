import { randomBytes } from 'node:crypto';

/** Crockford's base 32 in lower case: no i, l, o or u, so that an id can be read out and typed. */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 10;

/**
 * The unique part of a new name, such as `7k3q9x2mab`: 50 bits of chance. Short enough to say; and since an operation id sent twice
 * means the same wish, long enough that among 100,000 operations the chance of any two meeting is 4 in a million.
 */
export function shortId(): string {
  return Array.from(randomBytes(LENGTH), (byte) => LETTERS[byte & 31]).join('');
}
