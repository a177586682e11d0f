// CMS signed attributes (RFC 5652 §5.3) as they are signed: a DER SET OF, of which a phone has to know four.

import { Refused } from '../protocol/error.ts';
import { inside, oid, one, TAG, type Value } from './der.ts';
import { hex, type Octets } from './octets.ts';

const WHAT = 'to_be_signed';
const LONGEST = 64 * 1024;
const SHA256 = '2.16.840.1.101.3.4.2.1';

const ID = {
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
};

export interface SignedAttributes {
  readonly contentType: string;
  /** Hexadecimal. */
  readonly messageDigest: string;
  readonly hasSigningTime: boolean;
  /** How many attributes name a signing certificate. */
  readonly signingCertificates: number;
  /** What the second version (RFC 5035) names, by SHA-256. */
  readonly signingCertificateSha256: string | undefined;
}

export function readSignedAttributes(octets: Octets): SignedAttributes {
  if (octets.length > LONGEST) throw new Refused(`${WHAT} has more than ${LONGEST} octets`);
  const attributes = inside(one(octets, TAG.set, WHAT), TAG.set, WHAT);
  // In one order alone, each once (X.690 §11.6): so elements that are the same are refused too.
  const written = attributes.map((attribute) => hex(attribute.whole));
  if (written.some((element, at) => at > 0 && !((written[at - 1] ?? '') < element))) throw new Refused(`${WHAT} is not in DER order`);
  const found = new Map<string, Value>();
  for (const attribute of attributes) {
    const [type, values, ...more] = inside(attribute, TAG.sequence, WHAT);
    const name = oid(type, WHAT);
    const [value, ...others] = inside(values, TAG.set, WHAT);
    if (value === undefined || others.length > 0 || more.length > 0) throw new Refused(`${WHAT} has an attribute without one value`);
    if (found.has(name)) throw new Refused(`${WHAT} has the attribute ${name} twice`);
    found.set(name, value);
  }
  const digest = found.get(ID.messageDigest);
  if (digest?.tag !== TAG.octetString) throw new Refused(`${WHAT} has no message digest`);
  const second = found.get(ID.signingCertificateV2);
  return {
    contentType: oid(found.get(ID.contentType), WHAT),
    messageDigest: hex(digest.content),
    hasSigningTime: found.has(ID.signingTime),
    signingCertificates: Number(second !== undefined) + Number(found.has(ID.signingCertificate)),
    signingCertificateSha256: second === undefined ? undefined : firstBySha256(second),
  };
}

/** The signer is the first that is named (RFC 5035 §5); without a named algorithm the hash is SHA-256 (§4). */
function firstBySha256(value: Value): string | undefined {
  const [certificates] = inside(value, TAG.sequence, WHAT);
  const [first] = inside(certificates, TAG.sequence, WHAT);
  const parts = inside(first, TAG.sequence, WHAT);
  const named = parts[0]?.tag === TAG.sequence ? parts.shift() : undefined;
  const isSha256 = named === undefined || oid(inside(named, TAG.sequence, WHAT)[0], WHAT) === SHA256;
  const hash = parts[0];
  if (hash?.tag !== TAG.octetString) throw new Refused(`${WHAT} names a certificate without its hash`);
  return isSha256 && hash.content.length === 32 ? hex(hash.content) : undefined;
}
