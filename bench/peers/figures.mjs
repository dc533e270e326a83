/** What is measured of each system, which way is better, and what ours is to reach beside the best networked peer that flushes. */
export const FIGURES = [
  { key: 'single', title: 'append, one at a time /s', better: 'more', ratio: 1 },
  { key: 'pipelined', title: 'append, 10 producers pipelined /s', better: 'more', ratio: 6 },
  { key: 'batch64', title: 'append, batch 64 /s', better: 'more' },
  { key: 'batch512', title: 'append, batch 512 /s', better: 'more', ratio: 10 },
  { key: 'latest', title: 'latest 100 of one entity, p50 ms', better: 'less', ratio: 3 },
  { key: 'latestP99', title: 'the same, p99 ms', better: 'less' },
  { key: 'count', title: 'count by type and agent over a day ms', better: 'less', ratio: 10 },
  { key: 'chain', title: 'causal chain of 10 ms', better: 'less', ratio: 2 },
  { key: 'replay', title: 'replay and fold, events/s', better: 'more', ratio: 3, atLeast: 500_000 },
  { key: 'bytes', title: 'bytes on disk per event', better: 'less', atMost: 70 },
  { key: 'open', title: 'cold open to first answer ms', better: 'less' },
  { key: 'memory', title: 'memory after the questions MB', better: 'less' },
];

export const isBetter = ({ better }, a, b) => (better === 'more' ? a > b : a < b);

/** How many times better `a` is than `b`. */
export const timesBetter = ({ better }, a, b) => (better === 'more' ? a / b : b / a);
