import { eventLoopTurn } from './event-loop-turn.ts';
import { SLICE_ROWS, type Turns } from './slices.ts';

/** Turns of work without a clock: others run whenever so many rows were touched, and never for the sake of a few. */
export class RowTurns implements Turns {
  #spent = 0;

  spend(rows: number): void {
    this.#spent += rows;
  }

  get over(): boolean {
    return this.#spent >= SLICE_ROWS;
  }

  turn(): Promise<void> {
    this.#spent = 0;
    return eventLoopTurn();
  }
}
