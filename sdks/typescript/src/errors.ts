/** Why something could not be asked, or why an answer is not believed. */

/** All errors of this package. */
export class GreatSealError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** The folder of the relying party is not whole, or is open to others. */
export class CredentialsError extends GreatSealError {}

/** Nobody answers, or the answer broke off. A request that was sent may have begun a session: send it again. */
export class Unreachable extends GreatSealError {}

/** The service refused (RFC 9457). Decide by `slug`, never by text; `/problems/<slug>` of the country explains it. */
export class Refused extends GreatSealError {
  constructor(readonly status: number, readonly slug: string, title: string, detail: string, readonly retryAfter: number | undefined) {
    super(`${title || 'no reason given'}. ${detail} (${status}, ${slug})`);
  }
}

/** The session ended without a signature: `refused`, `expired`, `cancelled` or `failed`. */
export class Ended extends GreatSealError {
  constructor(readonly state: string, readonly slug: string | undefined, readonly retryAfter: number | undefined) {
    super(`the session has ended: ${state}${slug ? ` (${slug})` : ''}`);
  }
}

/** What the service answered is not believed; `check` names what failed, as tests/vectors/relying-party.json does. */
export class NotBelieved extends GreatSealError {
  constructor(readonly check: string, why: string) {
    super(`what the service answered is not believed (${check}): ${why}`);
  }
}

/** Refuses an answer unless something holds. */
export function require(holds: boolean, check: string, why: string): asserts holds {
  if (!holds) throw new NotBelieved(check, why);
}

/** What `read` gives; whatever it throws is a failed check. */
export function attempt<T>(check: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof NotBelieved ? error : new NotBelieved(check, String(error));
  }
}
