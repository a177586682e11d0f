// A certificate (RFC 5280): what a phone has to know of one, and whether another one signed it.

import { equal, Refused } from '../protocol/error.ts';
import { all, inside, oid, one, TAG, text, time, type Value } from './der.ts';
import { base64, fromBase64, hex, same, sha256, type Octets } from './octets.ts';

const WHAT = 'a certificate';
/** No certificate that this protocol carries is longer. */
const LONGEST = 16 * 1024;
const BASIC_CONSTRAINTS = '2.5.29.19';

const ATTRIBUTE = { commonName: '2.5.4.3', surname: '2.5.4.4', serialNumber: '2.5.4.5', country: '2.5.4.6', organization: '2.5.4.10', givenName: '2.5.4.42' };

export type NameAttribute = keyof typeof ATTRIBUTE;

export class Certificate {
  private constructor(
    readonly der: Octets,
    readonly sha256: string,
    /** Seconds since 1970. */
    readonly notBefore: number,
    readonly notAfter: number,
    readonly spki: Octets,
    readonly isCa: boolean,
    /** The serial number in hexadecimal digits. */
    readonly serial: string,
    private readonly tbs: Octets,
    private readonly algorithm: Value,
    private readonly signature: Octets,
    private readonly issuer: Value,
    private readonly subject: Value,
  ) {}

  static async fromDer(octets: Octets): Promise<Certificate> {
    if (octets.length > LONGEST) throw new Refused(`${WHAT} has more than ${LONGEST} octets`);
    const [tbs, algorithm, signature, ...more] = all(one(octets, TAG.sequence, WHAT).content, WHAT);
    const fields = inside(tbs, TAG.sequence, WHAT);
    // Version 3 alone has extensions, and without them nobody knows whether this is a CA.
    const [version, serial, inner, issuer, validity, subject, spki, ...rest] = fields;
    const isVersion3 = version?.tag === 0xa0 && hex(version.content) === '020102';
    if (!isVersion3 || more.length > 0 || tbs === undefined || serial?.tag !== TAG.integer) throw new Refused(`${WHAT} is malformed`);
    if (algorithm === undefined || inner === undefined || !same(algorithm.whole, inner.whole)) throw new Refused(`${WHAT} names two algorithms`);
    if (issuer?.tag !== TAG.sequence || subject?.tag !== TAG.sequence || spki?.tag !== TAG.sequence) throw new Refused(`${WHAT} is malformed`);
    const [notBefore, notAfter] = inside(validity, TAG.sequence, WHAT);
    return new Certificate(
      octets,
      hex(await sha256(octets)),
      time(notBefore, WHAT),
      time(notAfter, WHAT),
      spki.whole,
      isCa(rest.find((field) => field.tag === 0xa3)),
      hex(serial.content),
      tbs.whole,
      algorithm,
      bits(signature),
      issuer,
      subject,
    );
  }

  static fromBase64(octets: string): Promise<Certificate> {
    return Certificate.fromDer(fromBase64(octets));
  }

  static fromPem(pem: string): Promise<Certificate> {
    const found = /^-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*$/.exec(pem.trim());
    if (found?.[1] === undefined) throw new Refused(`${WHAT} is no PEM`);
    return Certificate.fromBase64(found[1].replace(/\s/g, ''));
  }

  toPem(): string {
    const lines = base64(this.der).match(/.{1,64}/g) ?? [];
    return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
  }

  subjectAttribute(name: NameAttribute): string | undefined {
    return attribute(this.subject, name);
  }

  issuerAttribute(name: NameAttribute): string | undefined {
    return attribute(this.issuer, name);
  }

  /** Did `issuer` sign this certificate: is its subject our issuer, byte for byte, and does its key verify? */
  async isIssuedBy(issuer: Certificate): Promise<boolean> {
    if (!same(this.issuer.whole, issuer.subject.whole)) return false;
    const { importing, verifying, coordinate } = scheme(this.algorithm);
    try {
      const key = await crypto.subtle.importKey('spki', issuer.spki, importing, false, ['verify']);
      const signature = coordinate === undefined ? this.signature : raw(this.signature, coordinate);
      return await crypto.subtle.verify(verifying, key, signature, this.tbs);
    } catch {
      // The issuer's key is of another kind than the algorithm says.
      return false;
    }
  }

  /** The same, for who needs the reason. */
  async checkIssuedByOneOf(issuers: readonly Certificate[], what: string): Promise<void> {
    for (const issuer of issuers) if (await this.isIssuedBy(issuer)) return;
    throw new Refused(what);
  }
}

function isCa(extensions: Value | undefined): boolean {
  if (extensions === undefined) return false;
  const listed = inside(one(extensions.content, TAG.sequence, WHAT), TAG.sequence, WHAT);
  const parts = listed.map((extension) => inside(extension, TAG.sequence, WHAT));
  const found = parts.find(([id]) => oid(id, WHAT) === BASIC_CONSTRAINTS);
  const value = found?.at(-1);
  if (value === undefined) return false;
  const [ca] = inside(one(value.content, TAG.sequence, WHAT), TAG.sequence, WHAT);
  return ca?.tag === TAG.boolean && ca.content[0] === 0xff;
}

function bits(value: Value | undefined): Octets {
  if (value?.tag !== TAG.bitString || value.content[0] !== 0) throw new Refused(`${WHAT} has a malformed signature`);
  return value.content.subarray(1) as Octets;
}

function attribute(name: Value, wanted: NameAttribute): string | undefined {
  for (const set of inside(name, TAG.sequence, WHAT)) {
    for (const pair of inside(set, TAG.set, WHAT)) {
      const [type, value] = inside(pair, TAG.sequence, WHAT);
      if (value !== undefined && oid(type, WHAT) === ATTRIBUTE[wanted]) return text(value);
    }
  }
  return undefined;
}

interface Scheme {
  readonly importing: RsaHashedImportParams | EcKeyImportParams;
  readonly verifying: AlgorithmIdentifier | EcdsaParams | RsaPssParams;
  /** Octets of a coordinate, where WebCrypto wants r ‖ s instead of DER. */
  readonly coordinate?: number;
}

const HASHES: Readonly<Record<string, { hash: string; octets: number }>> = {
  '2.16.840.1.101.3.4.2.1': { hash: 'SHA-256', octets: 32 },
  '2.16.840.1.101.3.4.2.2': { hash: 'SHA-384', octets: 48 },
  '2.16.840.1.101.3.4.2.3': { hash: 'SHA-512', octets: 64 },
};

/** The algorithms of RFC 5758 and RFC 4055 that authorities of today sign with. */
function scheme(algorithm: Value): Scheme {
  const [id, parameters] = inside(algorithm, TAG.sequence, WHAT);
  const name = oid(id, WHAT);
  const ecdsa = (hash: string, namedCurve: string, coordinate: number): Scheme => ({
    importing: { name: 'ECDSA', namedCurve },
    verifying: { name: 'ECDSA', hash },
    coordinate,
  });
  const rsa = (hash: string): Scheme => ({
    importing: { name: 'RSASSA-PKCS1-v1_5', hash },
    verifying: { name: 'RSASSA-PKCS1-v1_5' },
  });
  switch (name) {
    case '1.2.840.10045.4.3.2':
      return ecdsa('SHA-256', 'P-256', 32);
    case '1.2.840.10045.4.3.3':
      return ecdsa('SHA-384', 'P-384', 48);
    case '1.2.840.113549.1.1.11':
      return rsa('SHA-256');
    case '1.2.840.113549.1.1.12':
      return rsa('SHA-384');
    case '1.2.840.113549.1.1.13':
      return rsa('SHA-512');
    case '1.2.840.113549.1.1.10':
      return pss(parameters);
    default:
      throw new Refused(`${WHAT} is signed by an algorithm that this phone does not know: ${name}`);
  }
}

/** RSASSA-PSS with one hash for all, and a salt as long as it (RFC 4055 §3.1). */
function pss(parameters: Value | undefined): Scheme {
  const [hashing] = inside(parameters, TAG.sequence, WHAT);
  const [algorithm] = inside(hashing, 0xa0, WHAT);
  const [id] = inside(algorithm, TAG.sequence, WHAT);
  const known = HASHES[oid(id, WHAT)];
  if (known === undefined) throw new Refused(`${WHAT} is signed by an algorithm that this phone does not know`);
  return {
    importing: { name: 'RSA-PSS', hash: known.hash },
    verifying: { name: 'RSA-PSS', saltLength: known.octets } as RsaPssParams,
  };
}

/** SEQUENCE of r and s, as two numbers of a fixed length. */
function raw(signature: Octets, coordinate: number): Octets {
  const [r, s, ...more] = inside(one(signature, TAG.sequence, 'a signature'), TAG.sequence, 'a signature');
  equal('the numbers of a signature', String(2 + more.length), '2');
  const whole = new Uint8Array(2 * coordinate);
  for (const [place, value] of [r, s].entries()) {
    if (value?.tag !== TAG.integer) throw new Refused('a signature is malformed');
    const digits = value.content[0] === 0 ? value.content.subarray(1) : value.content;
    if (digits.length > coordinate) throw new Refused('a signature is malformed');
    whole.set(digits, (place + 1) * coordinate - digits.length);
  }
  return whole;
}
