// Where the phone's state is kept.

import type { State } from '../phone/state.ts';

export interface Storage {
  /** Nothing, where there is no phone yet. */
  read(): Promise<State | undefined>;
  /** Returns when the record is durable. */
  write(state: State): Promise<void>;
  /** Forgets the phone. */
  clear(): Promise<void>;
}
