// The keys that a phone trusts (`sign-key-list+jwt`, by the statement key Rk). The phone pins the hash of Rk, which it was
// given with its activation, and nothing else.

import { Refused, mismatch } from './error.ts';
import { countryLine } from './display.ts';
import { Received, type MessageKind, type Verified } from './message.ts';
import { certificateOctets, constant, list, object, optional, publicKey, time, wide, type Reader } from './wire.ts';

/** More issuers than any country has. */
const MOST_ISSUERS = 64;

const members = object({
  v: constant(1n),
  aud: constant('phone'),
  number: wide,
  country: countryLine,
  statement_key: publicKey,
  next_statement_key: optional(publicKey),
  opening_key: publicKey,
  receipt_key: publicKey,
  relying_party_issuers: list(certificateOctets, MOST_ISSUERS),
  person_issuers: optional(list(certificateOctets, MOST_ISSUERS)),
  issued_at: time,
});

export type KeyList = ReturnType<typeof members>;

const read: Reader<KeyList> = (value, field) => {
  const list = members(value, field);
  const { statement_key: statement, opening_key: opening, receipt_key: receipt } = list;
  if (statement.equals(opening) || statement.equals(receipt) || opening.equals(receipt)) throw new Refused('statement_key must not have a second use');
  if (list.relying_party_issuers.length === 0) throw new Refused('relying_party_issuers must have one at least');
  if (list.number >= 1n << 63n) throw new Refused('number must be below 2^63');
  return list;
};

export const KEY_LIST: MessageKind<KeyList> = { typ: 'sign-key-list+jwt', name: 'key list', longest: 65_536, headerKey: 'none', lowerS: true, read };

/** Which statement keys are pinned, by the SHA-256 of their SubjectPublicKeyInfo. */
export interface StatementKeyPin {
  readonly current: string;
  readonly next?: string;
}

/** The pin after this list has been accepted. */
export async function pinAfter(list: KeyList): Promise<StatementKeyPin> {
  const current = await list.statement_key.spkiSha256();
  return list.next_statement_key === undefined ? { current } : { current, next: await list.next_statement_key.spkiSha256() };
}

/** Accepts a list as §4 says: by the pinned or the announced key, and with a number that never goes down. */
export async function acceptKeyList(compact: string, pin: StatementKeyPin, lowest: bigint): Promise<Verified<KeyList>> {
  const received = await Received.parse(KEY_LIST, compact);
  const key = received.claims.statement_key;
  const found = await key.spkiSha256();
  if (found !== pin.current && found !== pin.next) throw mismatch('the statement key of the key list', found, pin.current);
  const list = await received.verify(key);
  if (list.body.number < lowest) throw new Refused(`key list number ${list.body.number} is lower than ${lowest}, which was already accepted`);
  return list;
}
