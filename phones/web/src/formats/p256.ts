// Keys of P-256: public ones as JWK (RFC 7518 §6.2), point (SEC 1 §2.3.3) and SubjectPublicKeyInfo, and what is done with
// private ones whose scalar this page holds for a moment.
//
// WebCrypto neither signs a ready digest nor takes a bare scalar, so those two are done by @noble/curves.

import { p256 } from '@noble/curves/nist.js';
import { equal, Refused } from '../protocol/error.ts';
import { der, TAG } from './der.ts';
import { base64url, concat, fromBase64url, hex, same, sha256, type Octets } from './octets.ts';

/** Octets of a coordinate and of a scalar. */
const FIELD = 32;

/** `30 59 30 13 06 07 <id-ecPublicKey> 06 08 <prime256v1> 03 42 00`: what stands before the point (RFC 5480 §2). */
const SPKI_PREFIX = Uint8Array.of(
  0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
);

/** A type and not an interface, so that it can be written as JSON. */
export type Jwk = { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string };

/** A public key that is on the curve. */
export class PublicKey {
  private constructor(readonly point: Octets) {}

  /** Takes an uncompressed point. */
  static fromPoint(point: Uint8Array): PublicKey {
    if (point.length !== 1 + 2 * FIELD || point[0] !== 0x04) throw new Refused('a public key is no uncompressed point of P-256');
    try {
      p256.Point.fromBytes(point).assertValidity();
    } catch {
      throw new Refused('a public key is not on P-256');
    }
    return new PublicKey(Uint8Array.from(point));
  }

  static fromJwk(jwk: { readonly kty: string; readonly crv: string; readonly x: string; readonly y: string }): PublicKey {
    equal('kty of a key', jwk.kty, 'EC');
    equal('crv of a key', jwk.crv, 'P-256');
    return PublicKey.fromPoint(concat(Uint8Array.of(0x04), coordinate(jwk.x), coordinate(jwk.y)));
  }

  static fromSpki(spki: Octets): PublicKey {
    const prefix = spki.subarray(0, SPKI_PREFIX.length);
    if (!same(prefix, SPKI_PREFIX)) throw new Refused('a public key is not of P-256');
    return PublicKey.fromPoint(spki.subarray(SPKI_PREFIX.length));
  }

  static ofScalar(scalar: Uint8Array): PublicKey {
    return PublicKey.fromPoint(p256.getPublicKey(scalar, false));
  }

  jwk(): Jwk {
    const x = base64url(this.point.subarray(1, 1 + FIELD));
    return { kty: 'EC', crv: 'P-256', x, y: base64url(this.point.subarray(1 + FIELD)) };
  }

  spki(): Octets {
    return concat(SPKI_PREFIX, this.point);
  }

  async spkiSha256(): Promise<string> {
    return hex(await sha256(this.spki()));
  }

  equals(other: PublicKey): boolean {
    return same(this.point, other.point);
  }

  /** ES256 with the raw form of the signature (RFC 7518 §3.4). */
  async verifies(message: Uint8Array, signature: Uint8Array): Promise<boolean> {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
    const key = await crypto.subtle.importKey('raw', this.point, algorithm, false, ['verify']);
    return crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, signature as Octets, message as Octets);
  }
}

function coordinate(text: string): Octets {
  const octets = fromBase64url(text);
  if (octets.length !== FIELD) throw new Refused('a coordinate of a key has not 32 octets');
  return octets;
}

/** A fresh scalar of the group. Whoever draws one wipes it. */
export function drawScalar(): Octets {
  return Uint8Array.from(p256.utils.randomSecretKey());
}

/** ECDSA over a ready digest; DER, with the lower s. The nonce is that of RFC 6979. */
export function signDigest(scalar: Uint8Array, digest: Uint8Array): Octets {
  return Uint8Array.from(p256.sign(digest, scalar, { prehash: false, lowS: true, format: 'der' }));
}

/** Verifies ECDSA over a ready digest; DER. */
export function verifiesDigest(key: PublicKey, digest: Uint8Array, signature: Uint8Array): boolean {
  try {
    return p256.verify(signature, digest, key.point, { prehash: false, lowS: false, format: 'der' });
  } catch {
    return false;
  }
}

/** The shared secret: the x coordinate (RFC 7518 §4.6, SEC 1 §3.3.1). */
export function agree(scalar: Uint8Array, peer: PublicKey): Octets {
  return Uint8Array.from(p256.getSharedSecret(scalar, peer.point).subarray(1, 1 + FIELD));
}

/** The order of the group; of the two values of s that verify, the lower is at most its half. */
const ORDER = p256.Point.Fn.ORDER;

function number(octets: Uint8Array): bigint {
  return BigInt(`0x${hex(octets)}`);
}

/** A raw signature (r ‖ s) with the lower of the two values of s. */
export function withLowerS(signature: Octets): Octets {
  if (signature.length !== 2 * FIELD) throw new Refused(`a signature has ${signature.length} octets, expected 64`);
  const [r, s] = [number(signature.subarray(0, FIELD)), number(signature.subarray(FIELD))];
  if (r === 0n || s === 0n || r >= ORDER || s >= ORDER) throw new Refused('a signature is out of range');
  if (s <= ORDER / 2n) return signature;
  const lower = (ORDER - s).toString(16).padStart(2 * FIELD, '0');
  const octets = Uint8Array.from({ length: FIELD }, (_, at) => Number.parseInt(lower.slice(2 * at, 2 * at + 2), 16));
  return concat(signature.subarray(0, FIELD), octets);
}

/** A PKCS#10 request (RFC 2986) for this key. The authority takes nothing but the public key from it. */
export async function certificateRequest(scalar: Uint8Array): Promise<Octets> {
  const commonName = der(TAG.sequence, der(TAG.oid, Uint8Array.of(0x55, 0x04, 0x03)), der(TAG.utf8String, new TextEncoder().encode('Phone')));
  const name = der(TAG.sequence, der(TAG.set, commonName));
  const version = der(TAG.integer, Uint8Array.of(0));
  const attributes = der(0xa0);
  const information = der(TAG.sequence, version, name, PublicKey.ofScalar(scalar).spki(), attributes);
  const signature = signDigest(scalar, await sha256(information));
  const ecdsaWithSha256 = Uint8Array.of(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02);
  const algorithm = der(TAG.sequence, der(TAG.oid, ecdsaWithSha256));
  return der(TAG.sequence, information, algorithm, der(TAG.bitString, Uint8Array.of(0), signature));
}
