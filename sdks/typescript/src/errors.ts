/** Why something could not be asked, or why an answer is not believed. */

/** The longest text of an error, in characters. */
const LONGEST = 1_000;

/** All errors of this package. What a service says in them is one line, and cannot steer a terminal. */
export class GreatSealError extends Error {
  constructor(message: string) {
    super(message.slice(0, LONGEST).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (one) => `\\u{${one.codePointAt(0)?.toString(16)}}`));
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

/** The last part of a problem's type, if it is one. */
export function slugOf(problem: unknown): string | undefined {
  const kind = (problem as { type?: unknown } | null | undefined)?.type;
  return typeof kind === 'string' ? /^\/problems\/([a-z0-9-]{1,64})$/.exec(kind)?.[1] : undefined;
}

/** From when on the same may be asked again, if the service says so. */
export function instantOf(body: { retry_after?: unknown }): number | undefined {
  return Number.isSafeInteger(body.retry_after) ? (body.retry_after as number) : undefined;
}
