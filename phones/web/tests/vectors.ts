// The vectors of the protocol, and what tests make with the keys that stand in them.

import { readFileSync } from 'node:fs';
import { Certificate } from '../src/formats/certificate.ts';
import { parseJson, writeJson, type Json, type JsonObject, type Writable } from '../src/formats/json.ts';
import { makeJws, type Sign } from '../src/formats/jws.ts';
import { base64url, fromBase64, fromBase64url, fromHex, fromUtf8, hashOf, sha256, utf8, type Octets } from '../src/formats/octets.ts';
import { PublicKey, signDigest } from '../src/formats/p256.ts';
import { acceptKeyList } from '../src/protocol/key-list.ts';
import type { PendingSession } from '../src/protocol/pending.ts';
import { verifyPending, type PhoneKnowledge, type VerifiedSession } from '../src/protocol/verification.ts';

declare const VECTORS: string;

/** Walks into the vectors; a test that names what is not there fails. */
export class Vector {
  constructor(private readonly value: Json) {}

  at(...path: (string | number)[]): Vector {
    const inner = path.reduce<Json | undefined>((value, step) => {
      if (typeof step === 'number') return Array.isArray(value) ? value[step] : undefined;
      return value instanceof Map ? value.get(step) : undefined;
    }, this.value);
    if (inner === undefined) throw new Error(`the vectors have no ${path.join('.')}`);
    return new Vector(inner);
  }

  has(name: string): boolean {
    return this.value instanceof Map && this.value.has(name);
  }

  get all(): Vector[] {
    if (!Array.isArray(this.value)) throw new Error('this vector is no array');
    return this.value.map((each) => new Vector(each));
  }

  get text(): string {
    if (typeof this.value !== 'string') throw new Error('this vector is no text');
    return this.value;
  }

  get isNull(): boolean {
    return this.value === null;
  }

  /** What it is, as it would travel. */
  get json(): string {
    return writeJson(writable(this.value));
  }

  get octets(): Octets {
    return fromHex(this.text);
  }

  get big(): bigint {
    if (typeof this.value !== 'bigint') throw new Error('this vector is no number');
    return this.value;
  }

  get number(): number {
    return Number(this.big);
  }

  get key(): PublicKey {
    const [x, y] = [this.at('x').text, this.at('y').text];
    return PublicKey.fromJwk({ kty: this.at('kty').text, crv: this.at('crv').text, x, y });
  }
}

export const vectors = new Vector(parseJson(readFileSync(VECTORS, 'utf8'), 'the vectors'));
export const NOW = vectors.at('now').number;
export const DEVICE = vectors.at('device').text;

export function privateKey(name: string): Octets {
  return vectors.at('keys', name, 'private_key').octets;
}

export function publicKey(name: string): PublicKey {
  return vectors.at('keys', name, 'public_key').key;
}

/** Signs as who has this key. */
export function signer(name: string): Sign {
  return async (input) => rawOf(signDigest(privateKey(name), await sha256(input)));
}

/** DER to r ‖ s. */
function rawOf(der: Octets): Octets {
  const raw = new Uint8Array(64);
  let at = 2;
  for (const end of [32, 64]) {
    const length = der[at + 1] ?? 0;
    const digits = der.subarray(at + 2, at + 2 + length);
    const shortened = digits[0] === 0 ? digits.subarray(1) : digits;
    raw.set(shortened, end - shortened.length);
    at += 2 + length;
  }
  return raw;
}

export async function knowledge(now = NOW): Promise<PhoneKnowledge> {
  const pin = { current: vectors.at('keys', 'statement', 'spki_sha256').text };
  const certificate = (purpose: string) => Certificate.fromDer(fromBase64(vectors.at('certificates', purpose).text));
  return {
    device: DEVICE,
    keyList: await acceptKeyList(vectors.at('key_list').text, pin, 0n),
    certificates: { authentication: await certificate('authentication'), signature: await certificate('signature') },
    now,
  };
}

export function session(name: string): Vector {
  const found = vectors.at('sessions').all.find((each) => each.at('name').text === name);
  if (found === undefined) throw new Error(`the vectors have no session ${name}`);
  return found;
}

export function pending(name: string): PendingSession {
  const found = session(name);
  return {
    statement: found.at('statement').text,
    request: found.has('request') ? found.at('request').text : undefined,
    relying_party_chain: found.has('relying_party_chain') ? found.at('relying_party_chain').all.map((each) => fromBase64(each.text)) : undefined,
  };
}

export async function check(session: PendingSession, now = NOW): Promise<VerifiedSession> {
  return verifyPending(session, await knowledge(now));
}

export function payload(compact: string): JsonObject {
  const read = parseJson(fromUtf8(fromBase64url(compact.split('.')[1] ?? '')), 'a payload');
  if (!(read instanceof Map)) throw new Error('a payload is an object');
  return read;
}

export function writable(value: Json): Writable {
  if (value instanceof Map) return Object.fromEntries([...value].map(([name, member]) => [name, writable(member)]));
  return Array.isArray(value) ? value.map(writable) : value;
}

/** A member that is an object. */
export function inner(object: JsonObject, name: string): JsonObject {
  const member = object.get(name);
  if (!(member instanceof Map)) throw new Error(`${name} is no object`);
  return member;
}

/** The message with its payload changed, signed again by who has this key. */
export async function resigned(compact: string, typ: string, key: string, change: (payload: JsonObject) => void): Promise<string> {
  const body = payload(compact);
  change(body);
  return makeJws(typ, writable(body), signer(key));
}

/** The session with its statement changed after it was made, and signed again by the statement key. */
export async function restated(name: string, change: (statement: JsonObject) => void, key = 'statement'): Promise<PendingSession> {
  const old = pending(name);
  return { ...old, statement: await resigned(old.statement, 'sign-statement+jwt', key, change) };
}

/** The session with its request changed: nobody signs it again, but the statement names the changed bytes. */
export async function asked(name: string, change: (request: JsonObject) => void, alsoStated?: (statement: JsonObject) => void): Promise<PendingSession> {
  const old = pending(name);
  const [head = '', , tail = ''] = (old.request ?? '').split('.');
  const body = payload(old.request ?? '');
  change(body);
  const request = [head, base64url(utf8(writeJson(writable(body)))), tail].join('.');
  const named = await hashOf(request);
  const session = await restated(name, (statement) => {
    statement.set('request_sha256', named);
    alsoStated?.(statement);
  });
  return { ...session, request };
}
