/** PDFs with signpdf and pdf-lib: they make the place of the signature, the phone signs, and the CMS goes in (PAdES B-B). */

import { createHash } from 'node:crypto';
import { pdflibAddPlaceholder } from '@signpdf/placeholder-pdf-lib';
import { SignPdf } from '@signpdf/signpdf';
import { Signer, SUBFILTER_ETSI_CADES_DETACHED } from '@signpdf/utils';
import { PDFDocument } from 'pdf-lib';
import type { PersonCertificate } from './certificates.js';
import type { OnCode, RelyingParty } from './client.js';
import { Der, TAG, write, writeOid } from './der.js';

const [DATA, SIGNED_DATA] = ['1.2.840.113549.1.7.1', '1.2.840.113549.1.7.2'];
const [CONTENT_TYPE, MESSAGE_DIGEST] = ['1.2.840.113549.1.9.3', '1.2.840.113549.1.9.4'];
const SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47';
const [SHA256, ECDSA_SHA256] = ['2.16.840.1.101.3.4.2.1', '1.2.840.10045.4.3.2'];

const sequence = (...parts: Uint8Array[]): Buffer => write(TAG.sequence, ...parts);
const sha256 = (octets: Uint8Array): Buffer => createHash('sha256').update(octets).digest();
/** A SET OF in the order of DER (X.690, section 11.6). */
const set = (tag: number, elements: Buffer[]): Buffer => write(tag, ...elements.sort(Buffer.compare));

/** The signed attributes that bind a document and a person's certificate (RFC 5652, section 11; RFC 5035, section 3). */
export function signedAttributes(documentSha256: Buffer, person: PersonCertificate): Buffer {
  const attribute = (oid: string, value: Buffer): Buffer => sequence(writeOid(oid), write(TAG.set, value));
  const certificate = sequence(sequence(sequence(write(TAG.octets, sha256(person.certificate.der)))));
  return set(TAG.set, [
    attribute(CONTENT_TYPE, writeOid(DATA)),
    attribute(MESSAGE_DIGEST, write(TAG.octets, documentSha256)),
    attribute(SIGNING_CERTIFICATE_V2, certificate),
  ]);
}

/** CMS SignedData without its content (RFC 5652, section 5.1), for what the phone has signed. */
export function signedData(attributes: Buffer, signature: Buffer, person: PersonCertificate): Buffer {
  const hash = sequence(writeOid(SHA256));
  const { certificate, chain } = person;
  const signer = sequence(
    write(TAG.integer, Buffer.from([1])),
    sequence(certificate.issuer.bytes, write(TAG.integer, certificate.serial)),
    hash,
    write(0xa0, Der.of(attributes).content),
    sequence(writeOid(ECDSA_SHA256)),
    write(TAG.octets, signature),
  );
  const certificates = set(0xa0, [certificate, ...chain].map((one) => one.der));
  const data = sequence(write(TAG.integer, Buffer.from([1])), write(TAG.set, hash), sequence(writeOid(DATA)), certificates, write(TAG.set, signer));
  return sequence(writeOid(SIGNED_DATA), write(0xa0, data));
}

/** A signer of signpdf whose key is on a person's phone. */
export class PhoneSigner extends Signer {
  constructor(readonly party: RelyingParty, readonly person: PersonCertificate, readonly name: string, readonly text: string, readonly onCode: OnCode) {
    super();
  }

  override async sign(pdf: Buffer): Promise<Buffer> {
    const digest = sha256(pdf);
    const toBeSigned = signedAttributes(digest, this.person);
    const content = { toBeSigned, sha256: digest, name: this.name };
    const signature = await this.party.sign(this.person, content, this.text, this.onCode);
    return signedData(toBeSigned, signature.value, this.person);
  }
}

/** Has a person sign a PDF: PAdES with the certificates inside (EN 319 142-1, B-B). */
export async function signPdf(party: RelyingParty, person: PersonCertificate, pdf: Buffer, name: string, text: string, onCode: OnCode): Promise<Buffer> {
  const document = await PDFDocument.load(pdf);
  const about = { name: person.name, reason: text, contactInfo: '', location: '' };
  pdflibAddPlaceholder({ pdfDoc: document, ...about, subFilter: SUBFILTER_ETSI_CADES_DETACHED });
  const prepared = Buffer.from(await document.save({ useObjectStreams: false }));
  return new SignPdf().sign(prepared, new PhoneSigner(party, person, name, text, onCode));
}
