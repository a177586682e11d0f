// What a relying party signs when it asks a person to sign (`sign-request+jwt`).

import { Refused } from './error.ts';
import { contentOf, type Content } from './content.ts';
import { nameLine, textLine } from './display.ts';
import type { MessageKind } from './message.ts';
import { payment } from './payment.ts';
import { constant, hash, languageTag, matching, object, octets, oneOf, optional, time, type Reader } from './wire.ts';

export const LONGEST_LIFETIME = 600;
export const CLOCK_TOLERANCE = 60;

export const relyingPartyId = matching(/^[a-z0-9._-]{1,64}$/, '1 to 64 of a-z 0-9 . _ -');
export const purpose = oneOf('authentication', 'signature');
export const challenge = octets(16, 64);
export const codeMode = oneOf('compare', 'choose', 'none');

const members = object({
  aud: constant('mobile-signature'),
  iss: relyingPartyId,
  jti: matching(/^[A-Za-z0-9._-]{1,64}$/, '1 to 64 of A-Z a-z 0-9 . _ -'),
  iat: time,
  exp: time,
  certificate_id: hash,
  purpose,
  to_be_signed: optional(octets(1, 65_536)),
  digest: optional(object({ algorithm: oneOf('sha256'), value: octets(32, 32) })),
  challenge: optional(challenge),
  document_name: optional(nameLine),
  document_sha256: optional(hash),
  text: optional(textLine),
  language: optional(languageTag),
  payment: optional(payment),
  code_mode: optional(codeMode),
});

export type RequestMembers = ReturnType<typeof members>;

const read: Reader<RequestMembers> = (value, field) => {
  const request = members(value, field);
  const lifetime = request.exp - request.iat;
  if (lifetime < 1 || lifetime > LONGEST_LIFETIME) throw new Refused('exp must be 1 to 600 seconds after iat');
  return request;
};

/** A request is known by its id, so a relying party's library may write either value of s. */
export const REQUEST: MessageKind<RequestMembers> = { typ: 'sign-request+jwt', name: 'request', longest: 163_840, headerKey: 'certificates', lowerS: false, read };

/** A request whose bytes to be signed have been understood. */
export interface SignatureRequest {
  readonly members: RequestMembers;
  readonly content: Content;
}

export async function understand(request: RequestMembers): Promise<SignatureRequest> {
  return { members: request, content: await contentOf(request) };
}
