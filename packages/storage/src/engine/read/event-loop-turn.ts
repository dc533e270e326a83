/** Slices that wait to go on, in the order in which they began to. There is one event loop, and one such line, a thread. */
const line: (() => void)[] = [];
let arranged = false;

/**
 * Lets the event loop turn: everything that arrived is taken and answered first, and what was appended is flushed; then the slice that has
 * waited longest goes on. One slice a turn, however many wait: an acknowledgement waits for one of them, not for one of every reader.
 */
export function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => {
    line.push(resolve);
    arrange();
  });
}

/** Two turns: in the first, what arrived before it has its own work done, such as the flush that the writer puts off by one. */
function arrange(): void {
  if (arranged) return;
  arranged = true;
  setImmediate(() => setImmediate(goOn));
}

function goOn(): void {
  arranged = false;
  line.shift()?.();
  if (line.length > 0) arrange();
}
