// The phone's messages about one session: shown, refusal, answer (all by Kd).

import { makeJws, type Sign } from '../formats/jws.ts';
import { base64, type Octets } from '../formats/octets.ts';
import type { LinkStated } from './device-link.ts';
import { Refused } from './error.ts';
import type { Verified } from './message.ts';
import type { Payment } from './payment.ts';
import { documentsOf, type Statement } from './statement.ts';
import type { Deed } from './wish.ts';

/** What the phone's screen said, for the evidence; both sides compute it from the statement. */
export type Displayed = {
  readonly name: string;
  readonly domain: string;
  readonly text: string | undefined;
  readonly payment: Payment | undefined;
  readonly documents: readonly ShownDocument[] | undefined;
  readonly vouched_for_by: string | undefined;
  readonly code: string | undefined;
  readonly link: LinkStated | undefined;
};

export type ShownDocument = {
  readonly document_name: string | undefined;
  readonly document_sha256: string | undefined;
  readonly opened: boolean;
};

/** What the person was shown: of a request, or of a wish of their own. */
export type Shown = Displayed | { readonly deed: Deed };

/** `opened` says of each document whether the person opened it. */
export function displayed({ relying_party: asker, sign, display, door, code, link }: Statement, opened: readonly boolean[] = []): Displayed {
  const documents = documentsOf(sign).map(({ document_name, document_sha256 }, at) => ({ document_name, document_sha256, opened: opened[at] === true }));
  return {
    name: asker.name,
    domain: asker.domain,
    text: display.text,
    payment: display.payment,
    documents: documents.length === 0 ? undefined : documents,
    vouched_for_by: door === 'native' ? undefined : door,
    code: code.value,
    link,
  };
}

/** What a person made of what is asked, in its order: what is signed, and what was opened before. */
export interface Choice {
  readonly signed: readonly boolean[];
  readonly opened: readonly boolean[];
}

/** All is signed, and nothing was opened. */
export function allOf(sign: Statement['sign']): Choice {
  const count = Math.max(documentsOf(sign).length, 1);
  return { signed: Array<boolean>(count).fill(true), opened: Array<boolean>(count).fill(false) };
}

/** What is signed must be something, and what must be opened before it is. */
export function checkChoice({ signed, opened }: Choice, sign: Statement['sign']): void {
  if (!signed.includes(true)) throw new Refused('signatures must be at least one: nothing signed is a refusal');
  if (unread({ signed, opened }, sign).length > 0) throw new Refused('signatures must not be of a document that must be opened first');
}

/** Which documents must be opened before this may be signed. */
export function unread({ signed, opened }: Choice, sign: Statement['sign']): number[] {
  return [...documentsOf(sign).entries()].filter(([at, { must_open: must }]) => must === true && signed[at] === true && opened[at] !== true).map(([at]) => at);
}

/** What is answered, through whatever door it was asked. */
type Answered = Verified<Pick<Statement, 'session' | 'device'>>;

function about({ body, sha256 }: Answered) {
  return { v: 1, aud: 'consent', session: body.session, device: body.device, statement_sha256: sha256 };
}

/** "The person sees it": nothing depends on it. */
export function makeShown(statement: Verified<Statement>, iat: number, sign: Sign): Promise<string> {
  return makeJws('sign-shown+jwt', { ...about(statement), iat }, sign);
}

export type RefusalReason = 'declined' | 'not_mine' | 'wrong_code';

/** "No": needs no PIN. */
export function makeRefusal(statement: Verified<Statement>, reason: RefusalReason, iat: number, sign: Sign): Promise<string> {
  return makeJws('sign-refusal+jwt', { ...about(statement), reason, iat }, sign);
}

/** `shown` is what the person was shown, `signatures` are DER, one for each that is stated, or none where it was struck out; `epoch` is the
 * one to which the phone has moved its share; the last is by what the browser will be known that is led back. */
export function makeAnswer(statement: Answered, shown: Shown, signatures: readonly (Octets | undefined)[], epoch: bigint, iat: number, sign: Sign, verifierSha256?: string): Promise<string> {
  if (signatures.some((one) => one !== undefined && (one.length < 8 || one.length > 72))) throw new Refused('signatures must have 8 to 72 octets each');
  const written = signatures.map((one) => (one === undefined ? null : base64(one)));
  const payload = { ...about(statement), signatures: written, shown, verifier_sha256: verifierSha256, epoch, iat };
  return makeJws('sign-answer+jwt', payload, sign);
}
