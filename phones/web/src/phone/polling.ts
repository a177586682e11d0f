// Fetching what waits for this phone, and checking it before anything is shown.

import { parseJson } from '../formats/json.ts';
import { OtherKeyList } from '../protocol/error.ts';
import { Received } from '../protocol/message.ts';
import { LONGEST_WAIT, makePending, MOST_SESSIONS, readPendingReply, type PendingSession } from '../protocol/pending.ts';
import { STATEMENT } from '../protocol/statement.ts';
import { verifyPending, type PhoneKnowledge, type VerifiedSession } from '../protocol/verification.ts';
import { refreshKeyList } from './enrolment.ts';
import { AlreadyAnswered } from './error.ts';
import type { Phone } from './phone.ts';

/** How much longer than the asked wait an answer may take, in milliseconds. */
const SLACK = 10_000;
/** How long a session that cannot be checked is not asked for again, in seconds. */
const SET_ASIDE = 600;

export interface Polled {
  /** Sessions that may be shown. */
  readonly sessions: readonly VerifiedSession[];
  /** Why others are not. */
  readonly unacceptable: readonly unknown[];
}

/** Asks once, waiting up to `wait` seconds, for sessions that this run has not seen. */
export async function poll(phone: Phone, wait: number, signal?: AbortSignal): Promise<Polled> {
  const now = phone.now();
  for (const [session, end] of phone.known) if (end <= now) phone.known.delete(session);
  const seconds = Math.min(wait, LONGEST_WAIT);
  const known = [...phone.known.keys()].slice(-MOST_SESSIONS);
  const message = await makePending(phone.identity.device, now, seconds, known, phone.sign);
  const { body } = await phone.send('/v1/phone/pending', message, seconds * 1000 + SLACK, signal);
  const reply = readPendingReply(parseJson(body, 'the answer to the poll'), 'the answer to the poll');

  const [sessions, unacceptable]: [VerifiedSession[], unknown[]] = [[], []];
  for (const pending of reply.sessions) {
    const session = await claimedSession(pending);
    if (session !== undefined && phone.known.has(session)) continue;
    try {
      const verified = await verify(phone, pending);
      phone.known.set(verified.statement.body.session, verified.statement.body.expires_at);
      sessions.push(verified);
    } catch (reason) {
      if (session !== undefined) phone.known.set(session, now + SET_ASIDE);
      unacceptable.push(reason);
    }
  }
  return { sessions, unacceptable };
}

/** What it calls itself; unverified. */
async function claimedSession(pending: PendingSession): Promise<string | undefined> {
  try {
    return (await Received.parse(STATEMENT, pending.statement)).claims.session;
  } catch {
    return undefined;
  }
}

/** What a statement is checked against. */
export function knowledgeOf(phone: Phone): PhoneKnowledge {
  const { device, certificates } = phone.identity;
  return { device, certificates, keyList: phone.acceptedKeyList, now: phone.now() };
}

/** Checks a session; fetches the key list once where the statement names a newer one. */
export async function verify(phone: Phone, pending: PendingSession): Promise<VerifiedSession> {
  const check = () => verifyPending(pending, knowledgeOf(phone));
  let checked: VerifiedSession;
  try {
    checked = await check();
  } catch (error) {
    if (!(error instanceof OtherKeyList)) throw error;
    await refreshKeyList(phone);
    checked = await check();
  }
  if (hasAnswered(phone, checked.statement.body.session)) throw new AlreadyAnswered('this session was already answered by this phone');
  return checked;
}

export function hasAnswered(phone: Phone, session: string): boolean {
  return phone.state.answered.some((past) => past.session === session);
}

/** Is this session still open for this phone? Asked without waiting, and as if it were not known. */
export async function isStillOpen(phone: Phone, session: string): Promise<boolean> {
  const message = await makePending(phone.identity.device, phone.now(), 0, [], phone.sign);
  const { body } = await phone.send('/v1/phone/pending', message, SLACK);
  const { sessions } = readPendingReply(parseJson(body, 'the answer to the poll'), 'the answer to the poll');
  const open = await Promise.all(sessions.map(claimedSession));
  return open.includes(session);
}
