// One page at a time uses the phone: two that move the same shares would look like a copied phone.

const NAME = 'greatseal-phone';

export interface Turn {
  /** Settles when another page took the phone away. */
  readonly lost: Promise<void>;
}

/** Takes the phone for this page, or says that another page has it. `takes` takes it away from that one. */
export function takeTurn(takes: boolean): Promise<Turn | undefined> {
  return new Promise((resolve) => {
    let lose = () => {};
    const lost = new Promise<void>((settle) => {
      lose = settle;
    });
    const options: LockOptions = takes ? { steal: true } : { ifAvailable: true };
    const held = navigator.locks.request(NAME, options, (lock) => {
      resolve(lock === null ? undefined : { lost });
      // Held as long as the page lives.
      return lock === null ? undefined : new Promise<void>(() => {});
    });
    held.catch(lose);
  });
}
