// How a phone asks for what waits for it (`sign-pending+jwt`, by Kd).

import { makeJws, type Sign } from '../formats/jws.ts';
import { certificateOctets, list, object, optional, text } from './wire.ts';
import { REQUEST } from './request.ts';
import { STATEMENT } from './statement.ts';

/** The longest wait of a long poll, in seconds. */
export const LONGEST_WAIT = 60;
/** How many sessions of a device can be open at a time. */
export const MOST_SESSIONS = 16;

export function makePending(device: string, iat: number, wait: number, known: readonly string[], sign: Sign): Promise<string> {
  const payload = { v: 1, aud: 'phone-door', device, iat, wait, known: known.length === 0 ? undefined : known };
  return makeJws('sign-pending+jwt', payload, sign);
}

const session = object({
  statement: text(STATEMENT.longest),
  request: optional(text(REQUEST.longest)),
  relying_party_chain: optional(list(certificateOctets, MOST_SESSIONS)),
});

export type PendingSession = ReturnType<typeof session>;

export const readPendingReply = object({ sessions: list(session, MOST_SESSIONS) });
