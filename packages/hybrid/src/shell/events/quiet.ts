import { CATALOGUE, EVENT_TYPES } from '@sutra/model';

/** The pulse of the grid (heartbeats, metrics, questions asked): recorded, but not what somebody means by "what happened?". */
export const QUIET_TYPES: readonly string[] = EVENT_TYPES.filter((type) => CATALOGUE[type].severity === 'debug');
