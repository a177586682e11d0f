/** Signed messages: compact JWS (RFC 7515) with ES256 alone, in their one form (docs/protocol/phone.md, section 2). */

import { createCipheriv, createHash, createPublicKey, diffieHellman, generateKeyPairSync, randomBytes, sign as signature, verify, type KeyObject } from 'node:crypto';

/** Half the order of P-256 (SEC 2, section 2.4.2): the largest s of a message. */
const HALF_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n / 2n;

export type Json = { [name: string]: unknown };
export type Shape = (value: unknown) => boolean;

function decode(text: string, form: 'base64' | 'base64url'): Buffer {
  const octets = Buffer.from(text, form);
  if (octets.toString(form) !== text) throw new Error(`${form} in another form`);
  return octets;
}

/** Base64 with padding (RFC 4648, section 4), in its one form. */
export const base64 = (text: string): Buffer => decode(text, 'base64');
/** Base64url without padding (RFC 7515, appendix C), in its one form. */
export const base64url = (text: string): Buffer => decode(text, 'base64url');

/** SHA-256 in hexadecimal: the name of messages and certificates. */
export const sha256 = (octets: Uint8Array | string): string => createHash('sha256').update(octets).digest('hex');

/** JSON with one reading: no member twice, anywhere. */
export function strictJson(octets: Buffer): unknown {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets);
  const value: unknown = JSON.parse(text);
  const around: Set<string>[] = [];
  let last = '';
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:]/g)) {
    if (token === '{' || token === '[') around.push(new Set());
    else if (token === '}' || token === ']') around.pop();
    else if (token !== ':') last = JSON.parse(token) as string;
    else if (around.at(-1)?.has(last)) throw new Error('a member stands twice');
    else around.at(-1)?.add(last);
  }
  return value;
}

/** An object, and neither null nor a list. */
export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

const pattern = (expression: RegExp): Shape => (value) => typeof value === 'string' && expression.test(value);
const oneOf = (...values: unknown[]): Shape => (value) => values.includes(value);

/** An object with these members and no other; those of `optional` may be missing. */
function record(needed: Record<string, Shape>, optional: Record<string, Shape> = {}): Shape {
  const known = new Map([...Object.entries(needed), ...Object.entries(optional)]);
  return (value) =>
    isObject(value) &&
    Object.keys(needed).every((name) => Object.hasOwn(value, name)) &&
    Object.entries(value).every(([name, member]) => known.get(name)?.(member) ?? false);
}

export const HASH = pattern(/^[0-9a-f]{64}$/);
const ID = pattern(/^[0-9a-f]{32}$/);
const PARTY = pattern(/^[a-z0-9._-]{1,64}$/);
const HASHES: Shape = (value) => Array.isArray(value) && value.length >= 1 && value.length <= 50 && value.every((one) => one === null || HASH(one));
export const TEXT: Shape = (value) => typeof value === 'string';
const TIME: Shape = (value) => Number.isSafeInteger(value);
export const LIST: Shape = (value) => Array.isArray(value) && value.every(TEXT);
const KEY = record({ kty: oneOf('EC'), crv: oneOf('P-256'), x: TEXT, y: TEXT });
export const PURPOSE = oneOf('authentication', 'signature');
const NO_CODE = record({ mode: oneOf('none') });
const DIGITS = pattern(/^[0-9]{4}$/);
const CODE = record({ mode: oneOf('compare'), value: DIGITS });
const DECOYS: Shape = (value) => Array.isArray(value) && value.length === 2 && value.every(DIGITS);
const CHOICE = record({ mode: oneOf('choose'), value: DIGITS, decoys: DECOYS });

/** A kind of message: its `typ`, its limit in octets, its payload. */
export type Kind = { typ: string; limit: number; payload: Shape };

export interface Statement {
  session: string; purpose: string; relying_party: { id: string; certificate_sha256: string }; door: string; request_sha256: string;
  sign: Json; certificate_sha256: string; display: Json; code: { mode: string; value?: string }; link?: { way: string; callback_sha256?: string }; key_list_sha256: string;
  issued_at: number; expires_at: number;
}

const LINK = record({ way: oneOf('qr', 'same_device') }, { callback_sha256: HASH });

/** A link is of a signed request without a code, and has a callback on the same device alone. */
function linkFits({ link, door, code }: Statement): boolean {
  if (link === undefined) return true;
  return door === 'native' && code.mode === 'none' && (link.callback_sha256 !== undefined) === (link.way === 'same_device');
}

const STATED = record(
  {
    v: oneOf(1), aud: oneOf('phone'), session: ID, device: ID, purpose: PURPOSE,
    relying_party: record({ id: PARTY, name: TEXT, country: TEXT, domain: TEXT, certificate_sha256: HASH }),
    door: oneOf('native', 'mobile_id'), request_sha256: HASH, sign: isObject, certificate_sha256: HASH,
    display: record({}, { language: TEXT, text: TEXT, payment: record({ amount: TEXT, currency: TEXT, payee: TEXT }) }),
    code: (value) => NO_CODE(value) || CODE(value) || CHOICE(value),
    key_list_sha256: HASH, nonce: ID, issued_at: TIME, expires_at: TIME,
  },
  { link: LINK },
);

export const STATEMENT: Kind = {
  typ: 'sign-statement+jwt', limit: 65_536, payload: (value) => STATED(value) && linkFits(value as unknown as Statement),
};

export interface Receipt {
  session: string; relying_party: string; request_sha256: string; statement_sha256: string; certificate_sha256: string;
  signatures_sha256?: (string | null)[]; verifier_sha256?: string; state: 'completed' | 'refused'; completed_at: number;
}

export const RECEIPT: Kind = {
  typ: 'sign-receipt+jwt', limit: 8_192, payload: record(
    {
      v: oneOf(1), aud: oneOf('relying-party'), session: ID, relying_party: PARTY, request_sha256: HASH, statement_sha256: HASH,
      certificate_sha256: HASH, state: oneOf('completed', 'refused'), completed_at: TIME,
    },
    { signatures_sha256: HASHES, verifier_sha256: HASH },
  ),
};

export type Keys = { statement_key: Jwk; opening_key: Jwk; receipt_key: Jwk };
export type Jwk = { kty: string; crv: string; x: string; y: string };

export const KEY_LIST: Kind = {
  typ: 'sign-key-list+jwt', limit: 65_536, payload: record(
    {
      v: oneOf(1), aud: oneOf('phone'), number: TIME, country: TEXT, statement_key: KEY, opening_key: KEY, receipt_key: KEY,
      relying_party_issuers: LIST, issued_at: TIME,
    },
    { next_statement_key: KEY, person_issuers: LIST },
  ),
};

/** A message in its form. Its signature is verified by `isBy` alone. */
export class Message<T> {
  private constructor(readonly compact: string, readonly body: T) {}

  /** Reads a message of this kind; throws for anything else, and for any other form of it. */
  static parse<T>(kind: Kind, compact: string): Message<T> {
    const parts = compact.split('.');
    if (compact.length > kind.limit || parts.length !== 3) throw new Error('too long, or not three parts');
    const [head, body, raw] = parts.map(base64url) as [Buffer, Buffer, Buffer];
    const header = strictJson(head);
    if (!record({ alg: oneOf('ES256'), typ: oneOf(kind.typ) })(header)) throw new Error(`no header of ${kind.typ}`);
    // The other value of s would give the same message another hash.
    if (raw.length !== 64 || BigInt(`0x${raw.toString('hex', 32)}`) > HALF_ORDER) throw new Error('a signature in another form');
    const payload = strictJson(body);
    if (!kind.payload(payload)) throw new Error('a payload of another form');
    return new Message(compact, payload as T);
  }

  /** SHA-256 of the compact form: its name. */
  get sha256(): string {
    return sha256(this.compact);
  }

  /** Did this key sign it? */
  isBy(key: KeyObject): boolean {
    const end = this.compact.lastIndexOf('.');
    const raw = base64url(this.compact.slice(end + 1));
    return verify('sha256', Buffer.from(this.compact.slice(0, end)), { key, dsaEncoding: 'ieee-p1363' }, raw);
  }
}

/** A P-256 key (RFC 7518, section 6.2); throws for a point that is not on the curve. */
export function publicKey(jwk: Jwk): KeyObject {
  base64url(jwk.x);
  base64url(jwk.y);
  return createPublicKey({ key: jwk, format: 'jwk' });
}

/** SHA-256 of the key's SubjectPublicKeyInfo. */
export const pinOf = (key: KeyObject): string => sha256(key.export({ type: 'spki', format: 'der' }));

/** Writes a message and signs it: ES256, r and s side by side (RFC 7518, section 3.4). */
export function signed(key: KeyObject, typ: string, x5c: string[], payload: Json): string {
  const parts = [{ alg: 'ES256', typ, x5c }, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  const input = parts.join('.');
  return `${input}.${signature('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

/** A compact JWE (RFC 7516), ECDH-ES (RFC 7518, section 4.6) and A256GCM, for the holder of this key. */
export function encrypted(publicKey: KeyObject, typ: string, payload: Json): string {
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { kty, crv, x, y } = own.publicKey.export({ format: 'jwk' });
  const head = Buffer.from(JSON.stringify({ alg: 'ECDH-ES', enc: 'A256GCM', typ, epk: { kty, crv, x, y } })).toString('base64url');
  const u32 = (value: number): Buffer => {
    const octets = Buffer.alloc(4);
    octets.writeUInt32BE(value);
    return octets;
  };
  // Concat KDF (RFC 7518, section 4.6.2): one round gives 256 bits; apu and apv are empty.
  const derivation = createHash('sha256').update(u32(1)).update(diffieHellman({ privateKey: own.privateKey, publicKey }));
  const key = derivation.update(u32(7)).update('A256GCM').update(u32(0)).update(u32(0)).update(u32(256)).digest();
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(head));
  const text = Buffer.concat([cipher.update(JSON.stringify(payload), 'utf8'), cipher.final()]);
  return [head, '', ...[nonce, text, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join('.');
}
