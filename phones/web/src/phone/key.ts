// The phone's own keys: the device key, which this browser never shows to anybody, and signing keys at rest.

import type { Sign } from '../formats/jws.ts';
import { draw, type Octets } from '../formats/octets.ts';
import { PublicKey } from '../formats/p256.ts';
import { wrappedKeyAssociatedData, type Purpose } from '../protocol/keys.ts';
import { WrongShare } from './error.ts';

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256' };

/** Kd. The private part cannot be exported, also not by this page. */
export interface DeviceKey {
  readonly private: CryptoKey;
  readonly point: Octets;
}

export async function drawDeviceKey(): Promise<DeviceKey> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(ECDSA, false, ['sign', 'verify']);
  return { private: privateKey, point: new Uint8Array(await crypto.subtle.exportKey('raw', publicKey)) };
}

export function signerOf(key: DeviceKey): Sign {
  return async (input) => new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key.private, input));
}

/** A signing key at rest: AES-256-GCM under the wrap key, bound to its purpose and public key. */
export interface WrappedKey {
  /** 12 random octets. A wrap key encrypts the same key once for each time that its PIN was chosen, so they do not repeat under it. */
  readonly nonce: Octets;
  /** The scalar and the tag. */
  readonly ciphertext: Octets;
}

export async function wrap(scalar: Octets, purpose: Purpose, wrapKey: Octets): Promise<WrappedKey> {
  const nonce = draw(12);
  const key = await crypto.subtle.importKey('raw', wrapKey, 'AES-GCM', false, ['encrypt']);
  const additionalData = wrappedKeyAssociatedData(purpose, PublicKey.ofScalar(scalar));
  const ciphertext = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce, additionalData }, key, scalar);
  return { nonce, ciphertext: new Uint8Array(ciphertext) };
}

/** Decrypts the scalar; only the right wrap key does. Whoever gets it wipes it. */
export async function unwrap({ nonce, ciphertext }: WrappedKey, purpose: Purpose, publicKey: PublicKey, wrapKey: Octets): Promise<Octets> {
  const key = await crypto.subtle.importKey('raw', wrapKey, 'AES-GCM', false, ['decrypt']);
  const additionalData = wrappedKeyAssociatedData(purpose, publicKey);
  let scalar: Octets;
  try {
    scalar = new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: nonce, additionalData }, key, ciphertext));
  } catch {
    throw new WrongShare("the signing key does not open with the service's share");
  }
  if (PublicKey.ofScalar(scalar).equals(publicKey)) return scalar;
  scalar.fill(0);
  throw new WrongShare("the signing key does not open with the service's share");
}

