// Why the phone could not do something.

import { PROBLEM, type PhoneProblem } from '../protocol/reply.ts';

/** The service refused. */
export class ServiceRefused extends Error {
  override name = 'ServiceRefused';

  constructor(
    readonly status: number,
    readonly problem: PhoneProblem,
  ) {
    super(`the service refused (${status}): ${problem.title || 'it gave no reason'}`);
  }
}

/** Nobody answers; the same bytes may be sent again. */
export class Unreachable extends Error {
  override name = 'Unreachable';
}

/** The answer is none of the protocol. */
export class Unexpected extends Error {
  override name = 'Unexpected';
}

/** What the phone remembers cannot be read or written. */
export class StorageFailed extends Error {
  override name = 'StorageFailed';
}

/** This phone has answered the session before. */
export class AlreadyAnswered extends Error {
  override name = 'AlreadyAnswered';
}

/** The session was answered, and not by this phone: somebody else may have its keys. */
export class SignedElsewhere extends Error {
  override name = 'SignedElsewhere';
}

/** The signing key does not open with the service's share. */
export class WrongShare extends Error {
  override name = 'WrongShare';
}

/** The PIN that was chosen is the one that there is. */
export class SamePin extends Error {
  override name = 'SamePin';
}

/** The device's lock gave no secret: the person went back, or its authenticator does not have it (any more). */
export class LockNotOpened extends Error {
  override name = 'LockNotOpened';
}

/** A new enrolment was asked of a phone that has one, or something else of one that has none. */
export class WrongMoment extends Error {
  override name = 'WrongMoment';
}

/** The name of the service's problem, if it was one. */
export function slugOf(error: unknown): string | undefined {
  return error instanceof ServiceRefused ? error.problem.slug : undefined;
}

const ENDS = [PROBLEM.deviceBlocked, PROBLEM.phoneCopied, PROBLEM.pinExhausted, PROBLEM.deviceUnknown, PROBLEM.deviceEnded];

/** Is there no sense in going on with this phone? */
export function endsThePhone(error: unknown): boolean {
  return ENDS.some((slug) => slug === slugOf(error));
}
