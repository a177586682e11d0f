// What exactly is signed.

import { readSignedAttributes, type SignedAttributes } from '../formats/attributes.ts';
import { concat, fromHex, hex, sha256, utf8, type Octets } from '../formats/octets.ts';
import { checkSignedText } from './display.ts';
import { checkDocument, type RequestDocument } from './document.ts';
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

/** What a request asks to sign, in the order of its documents. */
export async function contentsOf(request: RequestMembers): Promise<Content[]> {
  const { purpose, documents = [], challenge } = request;
  if (purpose === 'signature') {
    if (challenge !== undefined || documents.length === 0) throw new Refused('documents must be 1 to 50 for purpose signature, without a challenge');
    return Promise.all(documents.map((document) => contentOf(document, request.certificate_id)));
  }
  if (challenge === undefined || documents.length > 0) throw new Refused('purpose authentication needs a challenge and nothing else');
  return [{ type: 'challenge', challenge }];
}

async function contentOf(document: RequestDocument, certificateId: string | undefined): Promise<Content> {
  const { to_be_signed: bytes, digest } = document;
  if ((bytes === undefined) === (digest === undefined)) throw new Refused('documents need to_be_signed or digest, one of them');
  const content: Content = bytes === undefined ? { type: 'digest', sha256: hex(digest?.value ?? new Uint8Array()) } : await ofBytes(bytes, document, certificateId);
  checkDocument(document, content);
  return content;
}

async function ofBytes(bytes: Octets, document: RequestDocument, certificateId: string | undefined): Promise<Content> {
  const digest = hex(await sha256(bytes));
  const text = asText(bytes);
  if (text !== undefined) return ofText(text, digest, document);
  const attributes = readSignedAttributes(bytes);
  if (certificateId === undefined) throw new Refused('to_be_signed must be a text where nobody is named: signed attributes bind a certificate that is known before');
  if (document.document_sha256 === undefined) throw new Refused('document_sha256 is needed with CMS signed attributes');
  if (document.document_name === undefined) throw new Refused('document_name is needed with CMS signed attributes');
  checkAttributes(attributes, document.document_sha256, certificateId);
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

function ofText(text: string, digest: string, document: RequestDocument): Content {
  // XML looks like text to a machine, not to a person: SignedInfo needs its own reader first.
  if (/^[\p{White_Space}]*</u.test(text)) throw new Refused('to_be_signed is XML, which this version cannot check');
  checkSignedText(text);
  if (document.document_sha256 !== undefined) equal('document_sha256', document.document_sha256, digest);
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

/** The digests that ES256 signs, in the order of the statement, given the hash of the statement that says so. */
export async function digestsToSign(sign: Sign, statementSha256: string): Promise<Octets[]> {
  switch (sign.type) {
    case 'documents':
      return sign.documents.map((document) => fromHex(document.sha256));
    case 'challenge':
      return [await sha256(authenticationInput(statementSha256))];
    case 'heard_digest':
      // Of a longer digest the leftmost octets (FIPS 186-5 §6.4.1).
      return [sign.digest.slice(0, 32)];
  }
}
