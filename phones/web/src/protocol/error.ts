// Why a message of the phone protocol is refused, and why the phone could not do something.

/** Something that came from outside breaks a rule; the sentence says which. */
export class Refused extends Error {
  override name = 'Refused';
}

/** The statement names another key list: the phone fetches it, accepts it under its pin, and checks again, once. */
export class OtherKeyList extends Refused {
  override name = 'OtherKeyList';
}

export function mismatch(what: string, found: string, expected: string): Refused {
  return new Refused(`${what} is ${found}, but ${expected} was expected`);
}

export function equal(what: string, found: string, expected: string): void {
  if (found !== expected) throw mismatch(what, found, expected);
}

/** Something has ended, or has not begun, by this phone's clock. */
export class OutOfTime extends Refused {
  override name = 'OutOfTime';
  readonly hasEnded: boolean;

  constructor(what: string, hasEnded: boolean, at: number, now: number) {
    super(`${what} ${hasEnded ? 'expired' : 'begins'} at ${instant(at)}, it is ${instant(now)}`);
    this.hasEnded = hasEnded;
  }
}

function instant(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
