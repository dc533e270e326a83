import { describe, expect, it } from 'vitest';
import { findings } from './boundaries.mjs';

describe('the house plan as a check', () => {
  it.each([
    ['packages/model/src/x.ts', "import { a } from '@sutra/storage';", 'model may not import storage; it may import kit'],
    ['packages/storage/src/x.ts', "import type { a } from '@sutra/model';", 'storage may not import model'],
    ['packages/master/src/x.ts', "import { a } from '@sutra/model/src/state.ts';", 'goes around the door'],
    ['packages/master/src/x.ts', "import { a } from '../../model/src/state.ts';", 'leaves its package'],
    ['packages/platform/src/docker/x.ts', "import { a } from '../process/spawn.ts';", 'adapter docker imports its sibling process'],
    ['packages/model/src/x.ts', 'const now = Date.now();', 'a sealed room has no clock'],
    ['packages/agent/src/core/x.ts', 'export async function f() {}', 'a sealed room does not wait'],
    ['packages/wire/src/x.ts', "import { readFileSync } from 'node:fs';", 'a sealed room does no IO'],
    ['packages/agent/src/x.ts', 'process.exit(1);', 'only apps/ touch process.exit'],
    ['packages/agent/src/x.ts', 'try { f(); } catch {}', 'an empty catch'],
    ['packages/agent/src/helpers.ts', '', "the file's name says nothing"],
  ])('%s: %s', (path, text, message) => {
    expect(findings(path, text).join('\n')).toContain(message);
  });

  it('lets pass what the plan allows', () => {
    expect(findings('packages/master/src/x.ts', "import { a } from '@sutra/model';\nimport { b } from './core/y.ts';")).toEqual([]);
    expect(findings('packages/model/src/x.ts', '// Date.now() is not called here')).toEqual([]);
    expect(findings('packages/model/src/x.test.ts', 'const now = Date.now();')).toEqual([]);
  });
});
