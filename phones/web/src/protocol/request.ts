// What a relying party signs when it asks a person to sign (`sign-request+jwt`).

import { hashOf } from '../formats/octets.ts';
import { checkLinkAsked, linkAsked } from './device-link.ts';
import { Refused } from './error.ts';
import { contentsOf, type Content } from './content.ts';
import { textLine } from './display.ts';
import { document, MOST_DOCUMENTS } from './document.ts';
import type { MessageKind } from './message.ts';
import { payment } from './payment.ts';
import { constant, hash, languageTag, list, matching, object, octets, oneOf, optional, time, type Reader } from './wire.ts';

export const LONGEST_LIFETIME = 600;
export const CLOCK_TOLERANCE = 60;

export const relyingPartyId = matching(/^[a-z0-9._-]{1,64}$/, '1 to 64 of a-z 0-9 . _ -');
export const purpose = oneOf('authentication', 'signature');
export const challenge = octets(16, 64);
/** A link has no code. */
const codeMode = oneOf('compare', 'choose');

const members = object({
  aud: constant('mobile-signature'),
  iss: relyingPartyId,
  jti: matching(/^[A-Za-z0-9._-]{1,64}$/, '1 to 64 of A-Z a-z 0-9 . _ -'),
  iat: time,
  exp: time,
  certificate_id: optional(hash),
  link: optional(linkAsked),
  purpose,
  documents: optional(list(document, MOST_DOCUMENTS)),
  challenge: optional(challenge),
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
  const { certificate_id: named, link } = request;
  if ((named === undefined) === (link === undefined)) throw new Refused('link must be there, or certificate_id, one of them');
  if (link !== undefined && request.code_mode !== undefined) throw new Refused('code_mode must be absent with a link');
  if (link !== undefined) checkLinkAsked(link);
  return request;
};

/** A request is known by its id, so a relying party's library may write either value of s. */
export const REQUEST: MessageKind<RequestMembers> = { typ: 'sign-request+jwt', name: 'request', longest: 163_840, headerKey: 'certificates', lowerS: false, read };

/** A request whose bytes to be signed have been understood. */
export interface SignatureRequest {
  readonly members: RequestMembers;
  /** In the order of the documents. */
  readonly contents: readonly Content[];
  /** SHA-256 of the callback of its link. */
  readonly callbackSha256: string | undefined;
}

export async function understand(request: RequestMembers): Promise<SignatureRequest> {
  const callback = request.link?.callback;
  return { members: request, contents: await contentsOf(request), callbackSha256: callback === undefined ? undefined : await hashOf(callback) };
}
