export { OUTPUT_BYTES_MAX, TAIL_BYTES_MAX } from './output.ts';
export { openProcessPlatform, type ProcessPlatform, type ProcessPlatformOptions } from './platform.ts';
export { portIsFree } from './port.ts';
