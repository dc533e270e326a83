/** What an agent decides and says of one node, without the agent around it: the simulator speaks and judges with the same code. */
export { autopsy, type Evidence, findCause, summaryOfEnd } from './core/autopsy.ts';
export { changesBetween, type StartFacts } from './core/workload.ts';
export { freshRecord, type NodeRecord } from './shell/records.ts';
export { type Speaker, Voice } from './shell/voice.ts';
