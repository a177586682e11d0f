// The phone's messages about one session: shown, refusal, answer (all by Kd).

import { makeJws, type Sign } from '../formats/jws.ts';
import { base64, type Octets } from '../formats/octets.ts';
import { Refused } from './error.ts';
import type { Verified } from './message.ts';
import type { Payment } from './payment.ts';
import type { Statement } from './statement.ts';
import type { Deed } from './wish.ts';

/** What the phone's screen said, for the evidence; both sides compute it from the statement. */
export type Displayed = {
  readonly name: string;
  readonly domain: string;
  readonly text: string | undefined;
  readonly payment: Payment | undefined;
  readonly document_name: string | undefined;
  readonly document_sha256: string | undefined;
  readonly vouched_for_by: string | undefined;
  readonly code: string | undefined;
};

/** What the person was shown: of a request, or of a wish of their own. */
export type Shown = Displayed | { readonly deed: Deed };

export function displayed({ relying_party: asker, sign, display, door, code }: Statement): Displayed {
  const document = sign.type === 'to_be_signed' || sign.type === 'digest' ? sign : undefined;
  return {
    name: asker.name,
    domain: asker.domain,
    text: display.text,
    payment: display.payment,
    document_name: document?.document_name,
    document_sha256: document?.document_sha256,
    vouched_for_by: door === 'native' ? undefined : door,
    code: code.value,
  };
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

/** `shown` is what the person was shown, `signature` is DER, `epoch` is the one to which the phone has moved its share. */
export function makeAnswer(statement: Answered, shown: Shown, signature: Octets, epoch: bigint, iat: number, sign: Sign): Promise<string> {
  if (signature.length < 8 || signature.length > 72) throw new Refused('signature must have 8 to 72 octets');
  const payload = { ...about(statement), signature: base64(signature), shown, epoch, iat };
  return makeJws('sign-answer+jwt', payload, sign);
}
