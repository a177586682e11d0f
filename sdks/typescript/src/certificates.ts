/** Certificates of persons: what they are for, where they lead (RFC 5280, section 6), and whether they are good (RFC 6960). */

import { createHash, verify, X509Certificate, type KeyObject } from 'node:crypto';
import { Der, TAG } from './der.js';
import { attempt, require } from './errors.js';
import { base64, HASH, isObject, LIST, PURPOSE, sha256, TEXT } from './messages.js';

/** How far clocks of two parties may differ, in seconds. */
export const TOLERANCE = 60;
/** The most certificates in a path; those of a country have three. */
const LONGEST_PATH = 8;
/** The most signatures that are checked in search of a path: authorities that certify each other have more paths than time. */
const MOST_CHECKS = 64;

const OID = {
  keyUsage: '2.5.29.15', subjectAltName: '2.5.29.17', basicConstraints: '2.5.29.19', policies: '2.5.29.32', extendedKeyUsage: '2.5.29.37',
  ocspSigning: '1.3.6.1.5.5.7.3.9', ocspNoCheck: '1.3.6.1.5.5.7.48.1.5', ocspBasic: '1.3.6.1.5.5.7.48.1.1',
  givenName: '2.5.4.42', surname: '2.5.4.4', serialNumber: '2.5.4.5',
};
const CRITICAL = new Set([OID.keyUsage, OID.subjectAltName, OID.basicConstraints, OID.policies, OID.extendedKeyUsage]);

/** Signature algorithms by their identifier: the hash, and the kind of key. */
const ALGORITHMS = new Map<string, [string, string]>([
  ['1.2.840.10045.4.3.2', ['sha256', 'ec']], ['1.2.840.10045.4.3.3', ['sha384', 'ec']], ['1.2.840.10045.4.3.4', ['sha512', 'ec']],
  ['1.2.840.113549.1.1.11', ['sha256', 'rsa']], ['1.2.840.113549.1.1.12', ['sha384', 'rsa']], ['1.2.840.113549.1.1.13', ['sha512', 'rsa']],
]);
/** Hash functions of a CertID (RFC 6960, section 4.1.1). */
const HASHES = new Map([
  ['1.3.14.3.2.26', 'sha1'], ['2.16.840.1.101.3.4.2.1', 'sha256'], ['2.16.840.1.101.3.4.2.2', 'sha384'], ['2.16.840.1.101.3.4.2.3', 'sha512'],
]);

function at(elements: Der[], place: number): Der {
  const element = elements[place];
  if (!element) throw new Error('an element is missing');
  return element;
}

/** Does this key's signature verify, by an algorithm that nothing is known against? */
function verifies(key: KeyObject, algorithm: Der, signed: Buffer, signature: Buffer): boolean {
  const [hash, kind] = ALGORITHMS.get(at(algorithm.children(), 0).oid()) ?? [];
  return hash !== undefined && key.asymmetricKeyType === kind && verify(hash, signed, key, signature);
}

/** A certificate, read in its one form. */
export class Certificate {
  readonly subject: Der;
  readonly issuer: Der;
  readonly serial: Buffer;
  readonly key: KeyObject;
  /** The key itself, without tag, length and unused bits. */
  readonly keyBits: Buffer;
  readonly #whole: Der[];
  readonly #validity: [number, number];
  readonly #extensions = new Map<string, { critical: boolean; value: Buffer }>();

  constructor(readonly der: Buffer) {
    this.#whole = Der.of(der).as(TAG.sequence).children();
    const [version, serial, , issuer, validity, subject, spki, ...rest] = at(this.#whole, 0).as(TAG.sequence).children();
    if (!version || !serial || !issuer || !validity || !subject || !spki || version.tag !== 0xa0) throw new Error('no certificate of version 3');
    [this.subject, this.issuer, this.serial] = [subject, issuer, serial.as(TAG.integer).content];
    this.key = new X509Certificate(der).publicKey;
    this.keyBits = at(spki.children(), 1).bits();
    const times = validity.children();
    this.#validity = [at(times, 0).time(), at(times, 1).time()];
    for (const extension of rest.find((one) => one.tag === 0xa3)?.children()[0]?.children() ?? []) {
      const parts = extension.children();
      const name = at(parts, 0).oid();
      if (this.#extensions.has(name)) throw new Error(`extension ${name} stands twice`);
      this.#extensions.set(name, { critical: parts.length === 3, value: at(parts, parts.length - 1).as(TAG.octets).content });
    }
  }

  static fromPem = (pem: string): Certificate => new Certificate(new X509Certificate(pem).raw);

  get sha256(): string {
    return sha256(this.der);
  }

  isSame = (other: Certificate): boolean => this.der.equals(other.der);

  /** An attribute of the subject, as often as it stands there. */
  attributes(oid: string): string[] {
    const sets = this.subject.children().flatMap((set) => set.children());
    const found = sets.map((one) => one.children()).filter(([name]) => name?.oid() === oid);
    return found.map(([, value]) => value?.content.toString('utf8') ?? '');
  }

  /** The set bits of the key usage (RFC 5280, section 4.2.1.3). */
  keyUsage(): Set<number> {
    const value = this.#extensions.get(OID.keyUsage)?.value;
    const octets = value ? [...Der.of(value).bits(7)] : [];
    return new Set(octets.flatMap((octet, place) => [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => octet & (0x80 >> bit)).map((bit) => 8 * place + bit)));
  }

  /** In time, and without a critical extension that nobody here knows. */
  holds(now: number): boolean {
    const [from, to] = this.#validity;
    return from <= now && now <= to && [...this.#extensions].every(([name, one]) => !one.critical || CRITICAL.has(name));
  }

  /** May it certify what has so many authorities below? */
  mayIssueAbove(below: number): boolean {
    const value = this.#extensions.get(OID.basicConstraints)?.value;
    const [isCa, longest] = value ? Der.of(value).children() : [];
    const allowed = longest === undefined ? Infinity : Number(`0x${longest.as(TAG.integer).content.toString('hex')}`);
    return isCa?.tag === TAG.boolean && isCa.content[0] === 0xff && this.keyUsage().has(5) && below <= allowed;
  }

  /** May it sign OCSP answers, and has nobody to ask about it in turn (RFC 6960, section 4.2.2.2)? */
  mayAnswer(): boolean {
    const purposes = this.#extensions.get(OID.extendedKeyUsage)?.value;
    const signs = purposes !== undefined && Der.of(purposes).children().some((one) => one.oid() === OID.ocspSigning);
    return signs && this.#extensions.has(OID.ocspNoCheck);
  }

  isSignedBy(issuer: Certificate): boolean {
    const [signed, algorithm, signature] = [0, 1, 2].map((place) => at(this.#whole, place)) as [Der, Der, Der];
    // RFC 5280, section 4.1.1.2: the algorithm outside is the one inside.
    const isOne = at(signed.children(), 2).bytes.equals(algorithm.bytes);
    const named = this.issuer.bytes.equals(issuer.subject.bytes);
    return isOne && named && verifies(issuer.key, algorithm, signed.bytes, signature.bits());
  }
}

/** A certificate of a person: it is of whom the look-up asked for, leads to the country's root and is for its purpose. */
export class PersonCertificate {
  private constructor(readonly id: string, readonly purpose: string, readonly certificate: Certificate, readonly chain: Certificate[]) {}

  /** Believes an entry of a look-up for this code in the register of `country` once everything in it is verified. */
  static of(found: unknown, country: string, code: string, root: Certificate, now: number): PersonCertificate {
    const fits = isObject(found) && HASH(found['certificate_id']) && PURPOSE(found['purpose']) && TEXT(found['certificate']) && LIST(found['chain']);
    require(fits, 'answer-form', 'an entry of the look-up lacks a member, or has one of another form');
    const { certificate_id, purpose, certificate, chain } = found as { certificate_id: string; purpose: string; certificate: string; chain: string[] };
    const read = (text: string): Certificate => attempt('certificate-form', () => new Certificate(base64(text)));
    const person = new PersonCertificate(certificate_id, purpose, read(certificate), chain.map(read));
    // Whoever has taken the service over has genuine certificates of others at hand. With two letters of a country there is one
    // reading of a number (EN 319 412-1, section 5.1.3).
    const numbers = attempt('person', () => person.certificate.attributes(OID.serialNumber));
    const isAsked = country.length === 2 && numbers.length === 1 && numbers[0] === `PNO${country}-${code}`;
    require(isAsked, 'person', 'the certificate is of another person than was asked for');
    require(person.id === person.certificate.sha256, 'certificate-id', 'the look-up calls it by another hash');
    person.issuer(root, now);
    return person;
  }

  /** Whoever claimed a device link, whose certificate comes with the answer. Where it leads is not checked yet. */
  static ofAnswer(certificate: Buffer, chain: unknown, purpose: string): PersonCertificate {
    require(LIST(chain), 'answer-form', 'chain is missing or no list of texts');
    const read = (der: Buffer): Certificate => attempt('certificate-form', () => new Certificate(der));
    const own = read(certificate);
    const above = (chain as string[]).map((text) => read(attempt('certificate-form', () => base64(text))));
    const [number = '', ...more] = attempt('person', () => own.attributes(OID.serialNumber));
    require(more.length === 0 && /^PNO[A-Z]{2}-.+$/.test(number), 'person', "the certificate of the answer is no person's");
    return new PersonCertificate(own.sha256, purpose, own, above);
  }

  /** The issuer, on a path to the root in which everything holds at this time. */
  issuer(root: Certificate, now: number): Certificate {
    // Each purpose has a key of its own (EN 319 412-2, NAT-4.3.2: types A and C).
    const usage = attempt('purpose', () => this.certificate.keyUsage());
    const fits = usage.has(0) === (this.purpose === 'authentication') && usage.has(1) === (this.purpose === 'signature');
    require(fits, 'purpose', 'it is for another');
    const issuer = attempt('chain', () => path([this.certificate], this.chain, root, now, { left: MOST_CHECKS }))?.[1];
    require(issuer !== undefined, 'chain', "the certificate does not lead to the country's root");
    return issuer;
  }

  /** Given name and surname. */
  get name(): string {
    return [OID.givenName, OID.surname].map((oid) => this.certificate.attributes(oid)[0] ?? '').join(' ');
  }

  /** The person's identifier, such as `PNOMU-T0101900000017` (EN 319 412-1, section 5.1.3). */
  get code(): string {
    return this.certificate.attributes(OID.serialNumber)[0] ?? '';
  }
}

function path(before: Certificate[], intermediates: Certificate[], root: Certificate, now: number, checks: { left: number }): Certificate[] | undefined {
  const last = before.at(-1);
  if (!last?.holds(now) || before.length >= LONGEST_PATH) return undefined;
  const below = before.slice(1).filter((one) => !one.subject.bytes.equals(one.issuer.bytes)).length;
  for (const issuer of [root, ...intermediates]) {
    if (!last.issuer.bytes.equals(issuer.subject.bytes) || before.some((one) => one.isSame(issuer))) continue;
    if ((checks.left -= 1) < 0) throw new Error('more signatures than are checked');
    if (!last.isSignedBy(issuer) || !issuer.mayIssueAbove(below)) continue;
    const longer = [...before, issuer];
    const found = issuer.isSame(root) && root.holds(now) ? longer : path(longer, intermediates, root, now, checks);
    if (found) return found;
  }
  return undefined;
}

type Single = { certId: Der[]; status: Der; made: number; until: number };
type OcspAnswer = ReturnType<typeof readOcsp>;

/** Reads a successful answer (RFC 6960, section 4.2.1); throws for anything else. */
function readOcsp(der: Buffer) {
  const [status, response] = Der.of(der).as(TAG.sequence).children();
  if (status?.as(TAG.enumerated).content[0] !== 0) throw new Error(`the responder answers ${status?.content[0]}`);
  const [kind, octets] = at(response?.as(0xa0).children() ?? [], 0).children();
  if (kind?.oid() !== OID.ocspBasic) throw new Error('another type of OCSP answer');
  const basic = Der.of(octets?.as(TAG.octets).content ?? Buffer.alloc(0)).as(TAG.sequence).children();
  const data = at(basic, 0).as(TAG.sequence).children();
  if (data[0]?.tag === 0xa0) throw new Error('another version');
  if (data[3] && hasCritical(data[3])) throw new Error('a critical extension');
  if (![0xa1, 0xa2].includes(at(data, 0).tag)) throw new Error('no responder');
  const singles = at(data, 2).as(TAG.sequence).children().map((one) => {
    const parts = one.children();
    const [next] = parts.filter((part) => part.tag === 0xa0);
    if (parts.some((part) => part.tag === 0xa1 && part !== parts[1] && hasCritical(part))) throw new Error('a critical extension');
    const made = at(parts, 2).time();
    return { certId: at(parts, 0).children(), status: at(parts, 1), made, until: next && next !== parts[1] ? at(next.children(), 0).time() : made };
  });
  const certificates = basic[3] ? at(basic[3].as(0xa0).children(), 0).children().map((one) => new Certificate(one.bytes)) : [];
  return { signed: at(basic, 0).bytes, algorithm: at(basic, 1), signature: at(basic, 2).bits(), responder: at(data, 0), singles, certificates };
}

const hasCritical = (extensions: Der): boolean => at(extensions.children(), 0).children().some((one) => one.children().length === 3);

/** Was the certificate good, by an answer of its issuer that was made when the session had ended? */
export function checkStatus(der: Buffer, person: PersonCertificate, issuer: Certificate, completedAt: number, now: number): void {
  const answer = attempt('status-form', () => readOcsp(der));
  const isSigned = attempt('status-signer', () => signedForIssuer(answer, issuer, now));
  require(isSigned, 'status-signer', 'nobody signed it who may speak for the issuer');
  const single = attempt('status-certificate', () => answer.singles.find((one) => names(one, person.certificate, issuer)));
  require(single !== undefined, 'status-certificate', 'it speaks of another certificate');
  require(single.status.tag === 0x80, 'status-good', single.status.tag === 0xa1 ? 'it is revoked or suspended' : 'nobody knows it');
  const isOfNow = single.made + TOLERANCE >= completedAt && single.made <= now + TOLERANCE && now <= single.until + TOLERANCE;
  require(isOfNow, 'status-time', `it speaks of ${single.made}, the session ended at ${completedAt} and it is ${now}`);
}

function signedForIssuer(answer: OcspAnswer, issuer: Certificate, now: number): boolean {
  const { responder } = answer;
  const isNamed = (one: Certificate): boolean =>
    responder.tag === 0xa1
      ? one.subject.bytes.equals(responder.content)
      : createHash('sha1').update(one.keyBits).digest().equals(at(responder.children(), 0).as(TAG.octets).content);
  const signer = [issuer, ...answer.certificates].find(isNamed);
  if (!signer) return false;
  if (!signer.isSame(issuer) && !(signer.isSignedBy(issuer) && signer.mayAnswer() && signer.holds(now))) return false;
  return verifies(signer.key, answer.algorithm, answer.signed, answer.signature);
}

function names(single: Single, certificate: Certificate, issuer: Certificate): boolean {
  const [algorithm, nameHash, keyHash, serial] = single.certId;
  const hash = HASHES.get(at(algorithm?.children() ?? [], 0).oid());
  if (!hash || !nameHash || !keyHash || !serial) return false;
  const has = (octets: Buffer, digest: Der): boolean => createHash(hash).update(octets).digest().equals(digest.content);
  const isOfIssuer = has(issuer.subject.bytes, nameHash) && has(issuer.keyBits, keyHash);
  return isOfIssuer && serial.content.equals(certificate.serial) && certificate.issuer.bytes.equals(issuer.subject.bytes);
}
