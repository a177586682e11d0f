// What the person was asked, on all their phones, and what they can keep of it.

import { checkEntry, checkEvidence, claimedSession, readHistory, type HistoryPage, type PastSession } from '../protocol/history.ts';
import { makeInquiry } from '../protocol/inquiry.ts';
import { refreshKeyList } from './enrolment.ts';
import { MESSAGE_PATIENCE, type Phone } from './phone.ts';

export interface PastPage {
  /** The newest first. */
  readonly entries: readonly PastSession[];
  /** How many more the service told of that failed a check. */
  readonly unacceptable: number;
  /** Behind which session the next page begins; none if this is the last. */
  readonly next: string | undefined;
}

/** A page: the newest, or behind a session. */
export async function historyOf(phone: Phone, after?: string): Promise<PastPage> {
  const message = await makeInquiry(phone.identity.device, { type: 'history', after }, phone.now(), phone.sign);
  const page = readHistory((await phone.send('/v1/phone/inquiries', message, MESSAGE_PATIENCE)).body);
  let checked = await checkAll(phone, page);
  if (checked.length < page.entries.length) {
    // The keys may have changed since this phone looked last.
    await refreshKeyList(phone);
    checked = await checkAll(phone, page);
  }
  const last = page.entries.at(-1);
  const next = page.more && last !== undefined ? await claimedSession(last) : undefined;
  return { entries: checked, unacceptable: page.entries.length - checked.length, next };
}

async function checkAll(phone: Phone, { entries }: HistoryPage): Promise<PastSession[]> {
  const { body: keys } = phone.acceptedKeyList;
  const checked = await Promise.all(entries.map((entry) => checkEntry(entry, keys).catch(() => undefined)));
  return checked.filter((past) => past !== undefined);
}

export interface KeptEvidence {
  readonly file: string;
  /** Whether the proof is in it: it follows some moments after the event. */
  readonly isProven: boolean;
}

/** Everything about a session, as a file that proves itself. */
export async function evidenceOf(phone: Phone, past: PastSession): Promise<KeptEvidence> {
  const message = await makeInquiry(phone.identity.device, { type: 'evidence', session: past.statement.body.session }, phone.now(), phone.sign);
  const { body: file } = await phone.send('/v1/phone/inquiries', message, MESSAGE_PATIENCE);
  return { file, isProven: checkEvidence(file, past) };
}
