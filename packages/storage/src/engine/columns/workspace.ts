/**
 * Where the file of an index is laid out, while its columns are made of it or it is made of them. Kept for the next one: a new one for each
 * would be forgotten at once, and stay in memory until garbage is collected.
 */
let spare: Buffer | undefined;
const STEP_BYTES = 1024 * 1024;
/** A larger one is not kept; of two, the larger. */
const KEPT_BYTES_MAX = 16 * STEP_BYTES;

/** At least so many bytes, with whatever was in them. */
export function takeWorkspace(bytes: number): Buffer {
  const free = spare;
  spare = undefined;
  return free !== undefined && free.length >= bytes ? free : Buffer.allocUnsafeSlow(Math.ceil(bytes / STEP_BYTES) * STEP_BYTES);
}

/** Says that nothing is needed any more of what lies in it. */
export function giveWorkspace(workspace: Buffer): void {
  if (workspace.length <= KEPT_BYTES_MAX && workspace.length > (spare?.length ?? 0)) spare = workspace;
}
