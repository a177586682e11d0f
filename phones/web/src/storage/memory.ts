// The phone's state in memory, for tests.

import type { State } from '../phone/state.ts';
import type { Storage } from './storage.ts';

export class MemoryStorage implements Storage {
  state: State | undefined;

  async read(): Promise<State | undefined> {
    return this.state;
  }

  async write(state: State): Promise<void> {
    this.state = structuredClone(state);
  }

  async clear(): Promise<void> {
    this.state = undefined;
  }
}
