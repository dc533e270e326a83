import type { EventJson } from '@sutra/api';
import type { EventRecord, StoredEvent } from '@sutra/wire';
import { expectTypeOf, it } from 'vitest';
import type { EventJsonShape } from './eventjson.ts';
import type { RecordShape, StoredShape } from './record.ts';

// The model may import neither: these hold its shapes to theirs when the types are checked.
it('gives the store and the outside the shapes they declare, and takes theirs', () => {
  expectTypeOf<RecordShape>().toExtend<EventRecord>();
  expectTypeOf<StoredEvent>().toExtend<StoredShape>();
  expectTypeOf<EventJsonShape>().toExtend<EventJson>();
  expectTypeOf<EventJson>().toExtend<EventJsonShape>();
});
