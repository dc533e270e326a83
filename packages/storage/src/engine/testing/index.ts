export { type Measurement, measureEngine } from './measure.ts';
export { agentName, nodeName, takeEvents, WORKLOAD, type WorkloadShape, workload } from './workload.ts';
