import type { Clock, Logger, SutraError } from '@sutra/kit';
import type { TellOwn } from '../contract/own-event.ts';
import type { RetentionPolicy } from '../contract/retention.ts';
import type { GraphIndex } from './graph/graph-index.ts';
import type { Learner } from './graph/learner.ts';
import type { EngineLimits } from './limits.ts';
import type { Catalog } from './log/catalog.ts';
import type { Disk } from './log/disk.ts';
import type { DiskSpace } from './log/space.ts';
import type { LogWriter, WriterEvents } from './log/writer.ts';
import type { EmbeddedTexts } from './search/embedded-texts.ts';
import type { Snapshots } from './snapshots.ts';

/** What an engine is put together of, opened and recovered. */
export interface EngineParts {
  readonly folder: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: EngineLimits;
  readonly catalog: Catalog;
  readonly space: DiskSpace;
  readonly disk: Disk;
  readonly retention: RetentionPolicy;
  readonly graph: GraphIndex;
  readonly snapshots: Snapshots;
  readonly texts: EmbeddedTexts | undefined;
  readonly startedMs: number;
  readonly tornBytes: number;
  unlock(): void;
  onFatal(reason: SutraError): void;
  readonly tell: TellOwn;
  writer(events: WriterEvents): LogWriter;
  learner(writer: LogWriter, fatal: (reason: unknown) => void): Learner;
}
