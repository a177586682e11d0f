// What the inner zone signs for the phone (`sign-statement+jwt`, by the statement key Rk). A phone signs nothing that is not
// stated.

import type { Json } from '../formats/json.ts';
import { same, type Octets } from '../formats/octets.ts';
import type { Content } from './content.ts';
import { checkCallback, fits, lets, linkStated } from './device-link.ts';
import { countryLine, domainLine, nameLine, textLine } from './display.ts';
import { checkDomain, MOST_DOCUMENTS, type RequestDocument } from './document.ts';
import { equal, OutOfTime, Refused } from './error.ts';
import type { MessageKind } from './message.ts';
import { isSamePayment, payment } from './payment.ts';
import { challenge, CLOCK_TOLERANCE, LONGEST_LIFETIME, purpose, relyingPartyId, type SignatureRequest } from './request.ts';
import { asObject, boolean, constant, hash, id, languageTag, list, matching, object, octets, oneOf, optional, time, type Reader } from './wire.ts';

const algorithm = oneOf('ES256');
const codeMode = oneOf('compare', 'choose', 'none');
const document = object({ type: oneOf('to_be_signed', 'digest'), sha256: hash, document_name: optional(nameLine), document_sha256: optional(hash), must_open: optional(boolean) });
const documents = object({ type: oneOf('documents'), algorithm, documents: list(document, MOST_DOCUMENTS) });
const challenged = object({ type: oneOf('challenge'), algorithm, challenge });
const heard = object({ type: oneOf('heard_digest'), algorithm, digest: heardDigest });

export type StatedDocument = ReturnType<typeof document>;
export type Sign = ReturnType<typeof documents> | ReturnType<typeof challenged> | ReturnType<typeof heard>;

/** One of three digests, known by its name. */
function heardDigest(value: Json, field: string): Octets {
  const members = asObject(value, field);
  const [[name, octetsOfIt] = ['', null], ...more] = members;
  const length = { sha256: 32, sha384: 48, sha512: 64 }[name];
  if (length === undefined || more.length > 0) throw new Refused(`${field} must be one of sha256, sha384, sha512`);
  return octets(length, length)(octetsOfIt, name);
}

const sign: Reader<Sign> = (value, field) => {
  switch (asObject(value, field).get('type')) {
    case 'documents':
      return documents(value, field);
    case 'challenge':
      return challenged(value, field);
    case 'heard_digest':
      return heard(value, field);
    default:
      throw new Refused('the type of sign is not known');
  }
};

const fourDigits = matching(/^[0-9]{4}$/, 'four digits');

/** Two others, among which the person has to find the code. */
function twoDecoys(value: Json, field: string): readonly [string, string] {
  const [first, second, ...more] = list(fourDigits, 2)(value, field);
  if (first === undefined || second === undefined || more.length > 0) throw new Refused(`${field} must be two`);
  return [first, second];
}

const members = object({
  v: constant(1n),
  aud: constant('phone'),
  session: id,
  device: id,
  purpose,
  relying_party: object({ id: relyingPartyId, name: nameLine, country: countryLine, domain: domainLine, certificate_sha256: hash }),
  // A phone refuses a door that it does not know.
  door: oneOf('native', 'mobile_id'),
  request_sha256: hash,
  sign,
  certificate_sha256: hash,
  display: object({ language: optional(languageTag), text: optional(textLine), payment: optional(payment) }),
  code: object({ mode: codeMode, value: optional(fourDigits), decoys: optional(twoDecoys) }),
  link: optional(linkStated),
  key_list_sha256: hash,
  nonce: id,
  issued_at: time,
  expires_at: time,
});

export type Statement = ReturnType<typeof members>;

const read: Reader<Statement> = (value, field) => {
  const statement = members(value, field);
  checkSign(statement);
  checkCode(statement);
  const { link } = statement;
  if (link !== undefined && (statement.door !== 'native' || statement.code.mode !== 'none' || !fits(link))) {
    throw new Refused('link must be of a signed request without a code, with a callback on the same device alone');
  }
  if (statement.door === 'mobile_id' && statement.sign.type === 'heard_digest' && statement.code.value !== mobileIdCode(statement.sign.digest)) {
    throw new Refused('code must be the one that Mobile-ID has for the digest');
  }
  const lifetime = statement.expires_at - statement.issued_at;
  if (lifetime < 1 || lifetime > LONGEST_LIFETIME) throw new Refused('expires_at must be 1 to 600 seconds after issued_at');
  return statement;
};

function checkCode({ code: { mode, value, decoys } }: Statement): void {
  const isThere = (value !== undefined) === (mode !== 'none') && (decoys !== undefined) === (mode === 'choose');
  const areDifferent = new Set([value, ...(decoys ?? [])]).size === 1 + (decoys?.length ?? 0);
  if (!isThere || !areDifferent) throw new Refused('code must have four digits in mode compare, three times four that differ in mode choose, else none');
}

/** The three numbers among which the person chooses, in rising order, so that the place tells nothing; none in other modes. */
export function choicesOf({ code: { value, decoys } }: Statement): readonly string[] | undefined {
  return value === undefined || decoys === undefined ? undefined : [value, ...decoys].sort();
}

function checkSign({ sign, door, purpose }: Statement): void {
  const fits = {
    challenge: door === 'native' && purpose === 'authentication',
    documents: door === 'native' && purpose === 'signature' && documentsOf(sign).length > 0,
    heard_digest: door !== 'native',
  }[sign.type];
  if (!fits) throw new Refused('sign must fit door and purpose');
}

/** The documents; none of a login, nor of what a door heard. */
export function documentsOf(sign: Sign): readonly StatedDocument[] {
  return sign.type === 'documents' ? sign.documents : [];
}

/** ((first octet AND 0xFC) × 32) OR (last octet AND 0x7F), in four digits. */
export function mobileIdCode(digest: Octets): string {
  const [first = 0, last = 0] = [digest[0], digest.at(-1)];
  return String(((first & 0xfc) << 5) | (last & 0x7f)).padStart(4, '0');
}

export const STATEMENT: MessageKind<Statement> = { typ: 'sign-statement+jwt', name: 'statement', longest: 65_536, headerKey: 'none', lowerS: true, read };

/** Does this statement say exactly what the request asks? */
export function checkAgainstRequest(statement: Statement, { members: request, contents, callbackSha256 }: SignatureRequest): void {
  equal('the relying party', statement.relying_party.id, request.iss);
  equal('the purpose', statement.purpose, request.purpose);
  if (request.certificate_id !== undefined) equal('the certificate', statement.certificate_sha256, request.certificate_id);
  const { documents: asked = [] } = request;
  for (const { location } of asked) if (location !== undefined) checkDomain(location, statement.relying_party.domain);
  if (request.link !== undefined) checkCallback(request.link, statement.relying_party.domain);
  if (!isSame(statement.sign, contents, asked)) throw new Refused("what is signed is another in the statement than the request's");
  const { text, language } = statement.display;
  if (text !== request.text || language !== request.language) throw new Refused("the text is another in the statement than the request's");
  if (!isSamePayment(statement.display.payment, request.payment)) throw new Refused("the payment is another in the statement than the request's");
  const mode = request.link === undefined ? (request.code_mode ?? 'compare') : 'none';
  if (statement.code.mode !== mode) throw new Refused("the code mode is another in the statement than the request's");
  const isSameLink = request.link === undefined ? statement.link === undefined : statement.link !== undefined && lets(request.link, statement.link, callbackSha256);
  if (!isSameLink) throw new Refused("the device link is another in the statement than the request's");
  if (statement.expires_at > request.exp) throw new Refused('expires_at is later than the end of the request');
}

function isSame(sign: Sign, contents: readonly Content[], asked: readonly RequestDocument[]): boolean {
  const [first] = contents;
  if (sign.type === 'challenge') return first?.type === 'challenge' && same(sign.challenge, first.challenge);
  if (sign.type === 'heard_digest' || sign.documents.length !== asked.length) return false;
  return sign.documents.every((stated, at) => isSameDocument(stated, contents[at], asked[at]));
}

/** What must be opened may be more than the request wants. */
function isSameDocument(stated: StatedDocument, content: Content | undefined, asked: RequestDocument | undefined): boolean {
  if (content === undefined || asked === undefined || content.type === 'challenge' || content.type === 'heard_digest') return false;
  return (
    (stated.type === 'digest') === (content.type === 'digest') &&
    stated.sha256 === content.sha256 &&
    stated.document_name === asked.document_name &&
    stated.document_sha256 === asked.document_sha256 &&
    (stated.must_open === true || asked.must_open !== true)
  );
}

/** Is the statement alive at `now`? */
export function checkTime(statement: Pick<Statement, 'issued_at' | 'expires_at'>, now: number): void {
  if (now >= statement.expires_at) throw new OutOfTime('the statement', true, statement.expires_at, now);
  if (statement.issued_at > now + CLOCK_TOLERANCE) throw new OutOfTime('the statement', false, statement.issued_at, now);
}
