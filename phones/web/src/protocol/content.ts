// What exactly is signed.

import { readSignedAttributes, type SignedAttributes } from '../formats/attributes.ts';
import { concat, fromHex, hex, sha256, utf8, type Octets } from '../formats/octets.ts';
import { checkSignedText } from './display.ts';
import { equal, mismatch, Refused } from './error.ts';
import type { RequestMembers } from './request.ts';
import type { Sign } from './statement.ts';

const ID_DATA = '1.2.840.113549.1.7.1';

/** What a request asks to sign, understood; digests in hexadecimal. */
export type Content =
  | { readonly type: 'document'; readonly sha256: string }
  | { readonly type: 'text'; readonly text: string; readonly sha256: string }
  | { readonly type: 'digest'; readonly sha256: string }
  | { readonly type: 'challenge'; readonly challenge: Octets }
  | { readonly type: 'heard_digest'; readonly digest: Octets };

export async function contentOf(request: RequestMembers): Promise<Content> {
  const { purpose, to_be_signed: bytes, digest, challenge } = request;
  if (purpose === 'signature') {
    if (challenge === undefined && bytes !== undefined && digest === undefined) return ofBytes(bytes, request);
    if (challenge === undefined && bytes === undefined && digest !== undefined) return { type: 'digest', sha256: hex(digest.value) };
    throw new Refused('purpose signature needs to_be_signed or digest, one of them');
  }
  if (challenge === undefined || bytes !== undefined || digest !== undefined) throw new Refused('purpose authentication needs a challenge and nothing else');
  if (request.document_name !== undefined || request.document_sha256 !== undefined) {
    throw new Refused('document_name and document_sha256 have no place in an authentication');
  }
  return { type: 'challenge', challenge };
}

async function ofBytes(bytes: Octets, request: RequestMembers): Promise<Content> {
  const digest = hex(await sha256(bytes));
  const text = asText(bytes);
  if (text !== undefined) return ofText(text, digest, request);
  const attributes = readSignedAttributes(bytes);
  if (request.document_sha256 === undefined) throw new Refused('document_sha256 is needed with CMS signed attributes');
  if (request.document_name === undefined) throw new Refused('document_name is needed with CMS signed attributes');
  checkAttributes(attributes, request.document_sha256, request.certificate_id);
  return { type: 'document', sha256: digest };
}

/** UTF-8 without the octet 0x06, which stands in all signed attributes and in no text. */
function asText(bytes: Octets): string | undefined {
  if (bytes.includes(0x06)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function ofText(text: string, digest: string, request: RequestMembers): Content {
  // XML looks like text to a machine, not to a person: SignedInfo needs its own reader first.
  if (/^[\p{White_Space}]*</u.test(text)) throw new Refused('to_be_signed is XML, which this version cannot check');
  checkSignedText(text);
  if (request.document_sha256 !== undefined) equal('document_sha256', request.document_sha256, digest);
  return { type: 'text', text, sha256: digest };
}

function checkAttributes(attributes: SignedAttributes, documentSha256: string, certificateSha256: string): void {
  if (attributes.contentType !== ID_DATA) throw new Refused('to_be_signed must have the content type id-data');
  if (attributes.hasSigningTime) throw new Refused('to_be_signed must not carry a signing-time attribute');
  if (attributes.messageDigest !== documentSha256) throw mismatch('messageDigest in to_be_signed', attributes.messageDigest, documentSha256);
  if (attributes.signingCertificates !== 1 || attributes.signingCertificateSha256 === undefined) {
    throw new Refused('to_be_signed must name the signing certificate once, by SHA-256 (signing-certificate-v2)');
  }
  equal('the signing certificate in to_be_signed', attributes.signingCertificateSha256, certificateSha256);
}

/** The prefix of what an authentication signs, a zero octet behind it. */
const AUTHENTICATION_PREFIX = concat(utf8('mobile-signature-authentication-v1'), Uint8Array.of(0));

export function authenticationInput(statementSha256: string): Octets {
  return concat(AUTHENTICATION_PREFIX, fromHex(statementSha256));
}

/** The digest that ES256 signs, given the hash of the statement that says so. */
export async function digestToSign(sign: Sign, statementSha256: string): Promise<Octets> {
  switch (sign.type) {
    case 'to_be_signed':
    case 'digest':
      return fromHex(sign.sha256);
    case 'challenge':
      return sha256(authenticationInput(statementSha256));
    case 'heard_digest':
      // Of a longer digest the leftmost octets (FIPS 186-5 §6.4.1).
      return sign.digest.slice(0, 32);
  }
}
