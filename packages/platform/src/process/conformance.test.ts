import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterAll, describe, it } from 'vitest';
import { platformSuite, type SuiteHooks } from '../suite/index.ts';
import { bundled } from './testing/bundle.ts';
import { openHost, openSubject, type ProcessSubject } from './testing/subject.ts';

const host = bundled(new URL('./testing/host.ts', import.meta.url));
afterAll(async () => rm(dirname(await host), { recursive: true, force: true }));

const hooks: SuiteHooks = { describe, it: (name, body) => it(name, (context) => body((why) => context.skip(why))) };

platformSuite(
  'process',
  hooks,
  () => openSubject(),
  async (subject) => openHost(await host, (subject as ProcessSubject).root),
);
platformSuite('process without control groups', hooks, () => openSubject({ useCgroups: false }));
