// Signed messages: the compact serialization of JWS (RFC 7515 §3.1) with one algorithm, ES256.

import { equal, Refused } from '../protocol/error.ts';
import { type Json } from './json.ts';
import { parseJson, writeJson, type Writable } from './json.ts';
import { base64url, fromBase64url, fromUtf8, utf8, type Octets } from './octets.ts';
import { same } from './octets.ts';
import { withLowerS, type Jwk, type PublicKey } from './p256.ts';
import { certificateOctets, list, object, optional, publicKey, text } from '../protocol/wire.ts';

export interface Jws {
  readonly compact: string;
  readonly payload: Json;
  /** Certificates of the header, leaf first. */
  readonly x5c: readonly Octets[];
  readonly jwk: PublicKey | undefined;
  readonly signature: Octets;
}

/** The longest chain that a header carries. */
const LONGEST_CHAIN = 4;

const header = object({
  alg: text(16),
  typ: text(64),
  kid: optional(text(256)),
  x5c: optional(list(certificateOctets, LONGEST_CHAIN)),
  jwk: optional(publicKey),
});

export function parseJws(compact: string, typ: string, what: string): Jws {
  const parts = compact.split('.');
  const [head = '', body = '', tail = ''] = parts;
  if (parts.length !== 3) throw new Refused(`${what} has ${parts.length} parts, expected 3`);
  const read = header(parseJson(fromUtf8(fromBase64url(head)), `the header of ${what}`), `the header of ${what}`);
  equal(`alg of ${what}`, read.alg, 'ES256');
  equal(`typ of ${what}`, read.typ, typ);
  const signature = fromBase64url(tail);
  if (signature.length !== 64) throw new Refused(`${what} has a signature of ${signature.length} octets, expected 64`);
  const payload = parseJson(fromUtf8(fromBase64url(body)), what);
  return { compact, payload, x5c: read.x5c ?? [], jwk: read.jwk, signature };
}

/** Where a message is known by its hash, nobody on the way may give it another form. */
export function checkLowerS(jws: Jws, what: string): void {
  if (!same(withLowerS(jws.signature), jws.signature)) throw new Refused(`${what} has the higher value of s in its signature`);
}

export async function verifyJws(jws: Jws, key: PublicKey, what: string): Promise<void> {
  const input = utf8(jws.compact.slice(0, jws.compact.lastIndexOf('.')));
  if (!(await key.verifies(input, jws.signature))) throw new Refused(`the signature of ${what} does not verify`);
}

/** Whoever holds the key; the signature is raw (r ‖ s). */
export type Sign = (input: Octets) => Promise<Octets>;

export async function makeJws(typ: string, payload: Writable, sign: Sign, jwk?: Jwk): Promise<string> {
  const head = writeJson({ alg: 'ES256', typ, jwk });
  const input = `${base64url(utf8(head))}.${base64url(utf8(writeJson(payload)))}`;
  return `${input}.${base64url(withLowerS(await sign(utf8(input))))}`;
}
