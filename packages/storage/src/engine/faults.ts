/** Every place where the engine touches the disk to change it. A fault point runs just before the operation. */
export const FAULT_POINTS = [
  'lock.write',
  'segment.create',
  'segment.create.sync',
  'segment.folder.sync',
  'segment.write',
  'segment.flush',
  'segment.truncate',
  'index.write',
  'index.flush',
  'index.rename',
  'index.folder.sync',
  'rewrite.write',
  'rewrite.flush',
  'rewrite.rename',
  'rewrite.folder.sync',
  'rewrite.discard',
  'snapshot.write',
  'snapshot.flush',
  'snapshot.rename',
  'snapshot.folder.sync',
  'snapshot.remove',
  'graph.commit',
  'store.folder.sync',
] as const;
export type FaultPoint = (typeof FAULT_POINTS)[number];

/** Tests throw from here to make an operation fail, or return a promise to hold it up. */
export type FaultPoints = (point: FaultPoint) => void | Promise<void>;

export const noFaults: FaultPoints = () => undefined;
