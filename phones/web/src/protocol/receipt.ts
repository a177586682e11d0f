// What the inner zone says at the end of a session (`sign-receipt+jwt`, by the receipt key).

import { MOST_DOCUMENTS } from './document.ts';
import { Refused } from './error.ts';
import type { MessageKind } from './message.ts';
import { relyingPartyId } from './request.ts';
import { constant, hash, id, list, object, oneOf, optional, time, type Reader } from './wire.ts';

/** Of a document that was struck out there is none. */
const hashOrNone: Reader<string | undefined> = (value, field) => (value === null ? undefined : hash(value, field));

const members = object({
  v: constant(1n),
  aud: constant('relying-party'),
  session: id,
  relying_party: relyingPartyId,
  request_sha256: hash,
  statement_sha256: hash,
  certificate_sha256: hash,
  signatures_sha256: optional(list(hashOrNone, MOST_DOCUMENTS)),
  verifier_sha256: optional(hash),
  state: oneOf('completed', 'refused'),
  completed_at: time,
});

export type Receipt = ReturnType<typeof members>;

const read: Reader<Receipt> = (value, field) => {
  const receipt = members(value, field);
  const count = receipt.signatures_sha256?.length;
  if (receipt.state === 'completed' ? count === undefined || count === 0 : count !== undefined) throw new Refused('signatures_sha256 must be there when completed, and only then');
  if (receipt.state === 'refused' && receipt.verifier_sha256 !== undefined) throw new Refused('verifier_sha256 must not be there when refused');
  return receipt;
};

export const RECEIPT: MessageKind<Receipt> = { typ: 'sign-receipt+jwt', name: 'receipt', longest: 8 * 1024, headerKey: 'none', lowerS: true, read };
