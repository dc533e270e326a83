import { cliReference } from './cli.ts';
import { configReference } from './config.ts';
import { errorsReference } from './errors.ts';

/** Every generated page by file name: the one source of docs/reference. */
export async function references(): Promise<Readonly<Record<string, string>>> {
  const { eventsReference, eventsJsonSchema } = await import('@sutra/model');
  return {
    'cli.md': cliReference(),
    'config.md': configReference(),
    'errors.md': await errorsReference(),
    'events.md': eventsReference(),
    'events.schema.json': `${JSON.stringify(eventsJsonSchema(), null, 2)}\n`,
  };
}
