import { nearest, SutraError } from '@sutra/kit';
import type { FastifySchemaCompiler } from 'fastify';
import { z } from 'zod';
import './errors.ts';

/** What a part of a request is called. */
const PARTS: Readonly<Record<string, string>> = { body: 'body', querystring: 'query', params: 'path', headers: 'headers' };
/** Longest name of a field repeated in an error, in characters. */
const FIELD_CHARS_MAX = 80;

/** Checks a part of a request against its schema. A field nobody knows is an error, not a wish that is quietly dropped. */
export const strictValidator: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart = 'body' }) => {
  const strict = schema instanceof z.ZodObject ? schema.strict() : schema;
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  return (data) => {
    const result = strict.safeParse(data);
    return result.success ? { value: result.data } : { error: invalid(`the ${PARTS[httpPart] ?? httpPart}`, result.error, known) };
  };
};

/**
 * The first thing wrong with what was sent: the field in `details.field`, and what would be right.
 * @param what what cannot be read: `the body`
 * @param known fields there are, to name the nearest
 */
export function invalid(what: string, { issues }: z.ZodError, known: readonly string[]): SutraError {
  const issue = issues[0];
  if (issue?.code === 'unrecognized_keys') {
    const field = (issue.keys[0] ?? '').slice(0, FIELD_CHARS_MAX);
    const closest = issue.path.length > 0 ? [] : nearest(field, known);
    return new SutraError('SUTRA_CONTROL_INVALID', `Cannot read ${what}: there is no field ${JSON.stringify(field)}`, {
      details: { field },
      ...(closest.length === 0 ? {} : { mend: `Did you mean ${closest.join(' or ')}? GET /api/openapi.json describes every field.` }),
    });
  }
  const field = (issue?.path ?? []).map(String).join('.').slice(0, FIELD_CHARS_MAX);
  const wrong = (issue?.message ?? 'it is not as described').replace(/^Invalid (input|option): /, '');
  return new SutraError('SUTRA_CONTROL_INVALID', `Cannot read ${what}: ${field === '' ? '' : `${field}: `}${wrong}`, {
    ...(field === '' ? {} : { details: { field } }),
  });
}
