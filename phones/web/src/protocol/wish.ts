// What a person wants done about their own keys (`sign-wish+jwt`, by Kd), and how the inner zone states it where a PIN grants it.

import { parseJson } from '../formats/json.ts';
import { makeJws, type Sign } from '../formats/jws.ts';
import { concat, draw, fromHex, hex, sha256, utf8, type Octets } from '../formats/octets.ts';
import { nameLine } from './display.ts';
import { equal, Refused } from './error.ts';
import { LONGEST_FURTHER_PHONE } from './further-phone.ts';
import type { Purpose } from './keys.ts';
import type { MessageKind, Verified } from './message.ts';
import { LONGEST_NEW_PIN } from './new-pin.ts';
import { LONGEST_LIFETIME, purpose } from './request.ts';
import { STATEMENT } from './statement.ts';
import { ownStatement, type PhoneKnowledge } from './verification.ts';
import { asObject, constant, hash, id, object, oneOf, optional, text, time, type Reader } from './wire.ts';

/** The longest name that a person gives a phone, in characters. */
export const LONGEST_NAME = 40;

const deeds = {
  freeze: object({ type: oneOf('freeze') }),
  unfreeze: object({ type: oneOf('unfreeze') }),
  end_device: object({ type: oneOf('end_device'), device: id }),
  activate: object({ type: oneOf('activate'), activation_id: id, device_kind: oneOf('app', 'qscd'), secret: text(LONGEST_FURTHER_PHONE) }),
  change_pin: object({ type: oneOf('change_pin'), purpose, secret: text(LONGEST_NEW_PIN) }),
  name_device: object({ type: oneOf('name_device'), device: id, name: nameLine }),
} as const;

export type Deed = { [K in keyof typeof deeds]: ReturnType<(typeof deeds)[K]> }[keyof typeof deeds];

/** Which PIN grants it; none for what is done at once. */
export function pinOf(deed: Deed): Purpose | undefined {
  switch (deed.type) {
    case 'freeze':
    case 'name_device':
      return undefined;
    case 'unfreeze':
    case 'end_device':
    case 'activate':
      return 'signature';
    case 'change_pin':
      return deed.purpose;
  }
}

const deed: Reader<Deed> = (value, field) => {
  const type = oneOf('freeze', 'unfreeze', 'end_device', 'change_pin', 'activate', 'name_device')(asObject(value, field).get('type') ?? null, 'type');
  return deeds[type](value, field);
};

export function makeWish(device: string, wanted: Deed, iat: number, sign: Sign): Promise<string> {
  return makeJws('sign-wish+jwt', { v: 1, aud: 'consent', device, deed: wanted, nonce: hex(draw(16)), iat }, sign);
}

const reply = object({ statement: optional(text(STATEMENT.longest)) });

/** The statement with which a wish is granted; none where it is done. */
export function readWishReply(body: string): string | undefined {
  return reply(parseJson(body, 'the answer'), 'the answer').statement;
}

const members = object({
  v: constant(1n),
  aud: constant('phone'),
  session: id,
  device: id,
  purpose,
  door: oneOf('own'),
  request_sha256: hash,
  sign: object({ type: oneOf('deed'), algorithm: oneOf('ES256'), deed }),
  certificate_sha256: hash,
  display: object({}),
  code: object({ mode: oneOf('none') }),
  key_list_sha256: hash,
  nonce: id,
  issued_at: time,
  expires_at: time,
});

export type OwnStatement = ReturnType<typeof members>;

const read: Reader<OwnStatement> = (value, field) => {
  const statement = members(value, field);
  if (pinOf(statement.sign.deed) !== statement.purpose) throw new Refused('sign must fit door and purpose');
  const lifetime = statement.expires_at - statement.issued_at;
  if (lifetime < 1 || lifetime > LONGEST_LIFETIME) throw new Refused('expires_at must be 1 to 600 seconds after issued_at');
  return statement;
};

/** A statement through the person's own door: the same message, with other members. */
export const OWN_STATEMENT: MessageKind<OwnStatement> = { ...STATEMENT, read };

/** A wish of this phone, as stated: to be unlocked and answered. */
export interface StatedWish {
  readonly statement: Verified<OwnStatement>;
  readonly deed: Deed;
  /** The digest that the person's key signs. */
  readonly digest: Octets;
}

/** The prefix of what is signed, a zero octet behind it. */
const DEED_PREFIX = concat(utf8('mobile-signature-deed-v1'), Uint8Array.of(0));

/** Refuses with `OtherKeyList` where the phone has to fetch the list first. */
export async function verifyWish(compact: string, wanted: Deed, wishSha256: string, phone: PhoneKnowledge): Promise<StatedWish> {
  const statement = await ownStatement(OWN_STATEMENT, compact, phone);
  equal("the wish's hash", statement.body.request_sha256, wishSha256);
  const stated = statement.body.sign.deed;
  const names = [...new Set([...Object.keys(stated), ...Object.keys(wanted)])] as (keyof Deed)[];
  if (names.some((name) => stated[name] !== wanted[name])) throw new Refused("what is signed is another in the statement than the wish's");
  return { statement, deed: stated, digest: await sha256(concat(DEED_PREFIX, fromHex(statement.sha256))) };
}
