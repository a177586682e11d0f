// What the door answers: a state, or a problem (RFC 9457). Replies are not signed: they guide the phone, nothing secret or
// final hangs on them.

import { parseJson } from '../formats/json.ts';
import { object, text } from './wire.ts';

const state = object({ state: text(64) });

export function readState(body: string): string {
  return state(parseJson(body, 'the answer'), 'the answer').state;
}

/** A refusal of the service, as far as a phone acts upon it. */
export interface PhoneProblem {
  /** The last segment of its type. */
  readonly slug: string;
  readonly title: string;
  readonly detail: string | undefined;
  /** How many more wrong PINs are accepted before the next lock. */
  readonly remaining: number | undefined;
  /** When the lock ends, seconds since 1970. */
  readonly lockedUntil: number | undefined;
  /** The state of a session that is over. */
  readonly state: string | undefined;
}

/** Reads a problem; whatever is no problem has no name and no words. */
export function readProblem(body: string): PhoneProblem {
  let found: unknown;
  try {
    found = JSON.parse(body);
  } catch {
    found = undefined;
  }
  const members = new Map(typeof found === 'object' && found !== null ? Object.entries(found) : []);
  const words = (name: string) => {
    const member: unknown = members.get(name);
    return typeof member === 'string' ? member : undefined;
  };
  const count = (name: string) => {
    const member: unknown = members.get(name);
    return typeof member === 'number' && Number.isSafeInteger(member) ? member : undefined;
  };
  return {
    slug: (words('type') ?? '').split('/').at(-1) ?? '',
    title: words('title') ?? '',
    detail: words('detail'),
    remaining: count('remaining'),
    lockedUntil: count('locked_until'),
    state: words('state'),
  };
}

/** The problems that a phone acts upon, by their stable names (docs/protocol/phone.md §5, §6 and §10). */
export const PROBLEM = {
  pinWrong: 'pin-wrong',
  pinLocked: 'pin-locked',
  pinExhausted: 'pin-exhausted',
  phoneCopied: 'phone-copied',
  deviceBlocked: 'device-blocked',
  deviceUnknown: 'device-unknown',
  deviceEnded: 'device-ended',
  linkUnknown: 'link-unknown',
  linkWrong: 'link-wrong',
  linkLate: 'link-late',
  linkOver: 'link-over',
  tooManyClaims: 'too-many-claims',
  certificateNotInForce: 'certificate-not-in-force',
  askedTooOften: 'asked-too-often',
  requestOpen: 'request-open',
  tooManyRequestsOpen: 'too-many-requests-open',
  notFrozen: 'not-frozen',
  noFurtherPhone: 'no-further-phone',
  phoneNotTheirs: 'phone-not-theirs',
  tooManyWishes: 'too-many-wishes',
  tooManyUnlocks: 'too-many-unlocks',
  tooManyMessages: 'too-many-messages',
  sessionOver: 'session-over',
  sessionUnknown: 'session-unknown',
  sessionExpired: 'session-expired',
  pollTimes: 'poll-times',
  activationUsed: 'activation-used',
  activationExpired: 'activation-expired',
  activationCancelled: 'activation-cancelled',
  activationEnded: 'activation-ended',
  activationUnknown: 'activation-unknown',
  activationWrong: 'activation-wrong',
} as const;
