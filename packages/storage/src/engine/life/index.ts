export type { BackupOptions } from './backup.ts';
export { LIFE_STEPS, type LifeStep, type LifeSteps } from './durable-file.ts';
export { LIFE_ERRORS } from './errors.ts';
export { type BackedUpFile, type BackupManifest, readManifest } from './manifest.ts';
export { type RestoreOptions, type RestorePoint, type RestoreResult, restoreBackup } from './restore.ts';
export type { ScrubOptions, ScrubResult } from './scrub.ts';
export { verifyBackup } from './verify-backup.ts';
