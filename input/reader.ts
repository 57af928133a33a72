import type { InputEvent } from './input-event';
import type { Line } from './read-lines';

export type Emit = (event: InputEvent) => void;

/** Makes events of lines, one format each. */
export interface Reader {
  read(line: Line, emit: Emit): void;
  /** Says what is wrong with a line of which only the beginning was kept. @default that it is too long */
  readCut?(line: Line, emit: Emit): void;
  /** Emits what is left at the end of the input. */
  end?(emit: Emit): void;
}
