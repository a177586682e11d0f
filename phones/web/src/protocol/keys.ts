// Every derivation of docs/protocol/phone.md §3: PIN keys, shares, the key that wraps a signing key, and the two proofs.

import { base64, concat, fromHex, sha256, u32, u64, utf8, xor, type Octets } from '../formats/octets.ts';
import type { PublicKey } from '../formats/p256.ts';

export type Purpose = 'authentication' | 'signature';
export const PURPOSES: readonly Purpose[] = ['authentication', 'signature'];

/** PBKDF2 iterations of a new PIN; stored beside the salt. */
export const DEFAULT_ITERATIONS = 210_000;
export const FIRST_EPOCH = 0n;

const ZERO = Uint8Array.of(0);

/** What a PIN becomes. */
export interface PinKeys {
  /** Told once to the inner zone, which checks PIN proofs with it. */
  readonly proofKey: Octets;
  /** Never leaves the phone. */
  readonly wrapPart: Octets;
}

/** PBKDF2-HMAC-SHA-256(PIN, salt) → HKDF → proof key and wrap part. */
export async function derivePinKeys(pin: Octets, salt: Octets, iterations: number): Promise<PinKeys> {
  const key = await crypto.subtle.importKey('raw', pin, 'PBKDF2', false, ['deriveBits']);
  const stretched = new Uint8Array(await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations }, key, 256));
  const proofKey = await expand(stretched, utf8('greatseal proof key v1'));
  const wrapPart = await expand(stretched, utf8('greatseal wrap part v1'));
  stretched.fill(0);
  return { proofKey, wrapPart };
}

/** The service's share for an epoch. */
export function serviceShare(seed: Octets, purpose: Purpose, epoch: bigint): Promise<Octets> {
  return expand(seed, concat(labelled('greatseal service share v1', purpose), u64(epoch)));
}

/** What both shares move by with each answered unlock. */
export async function shareStep(seed: Octets, purpose: Purpose, epoch: bigint): Promise<Octets> {
  return xor(await serviceShare(seed, purpose, epoch), await serviceShare(seed, purpose, epoch + 1n));
}

/** Nothing, where no lock of the device takes part. */
export const NO_LOCK: Octets = new Uint8Array(0);

/** The key under which a signing key is stored; it stays while both shares move by the same step. */
export async function wrapKey(clientShare: Octets, share: Octets, wrapPart: Octets, purpose: Purpose, lockSecret: Octets): Promise<Octets> {
  const combined = xor(clientShare, share);
  const material = concat(combined, wrapPart, lockSecret);
  const key = await expand(material, labelled('greatseal wrap key v1', purpose));
  combined.fill(0);
  material.fill(0);
  return key;
}

/** The associated data of the encrypted signing key: it opens only as the key that it is. */
export function wrappedKeyAssociatedData(purpose: Purpose, key: PublicKey): Octets {
  return concat(labelled('greatseal wrapped key v1', purpose), key.point);
}

/** What a PIN proof is bound to. */
export interface ProofScope {
  readonly device: string;
  readonly purpose: Purpose;
  readonly epoch: bigint;
  readonly statementSha256: string;
  readonly ephemeralKey: PublicKey;
  /** The unlocks that this phone sent before, by name. */
  readonly before: readonly string[];
}

export function pinProof(proofKey: Octets, scope: ProofScope): Promise<Octets> {
  const names = scope.before.map(fromHex);
  const message = concat(
    labelled('greatseal pin proof v2', scope.purpose),
    fromHex(scope.device),
    u64(scope.epoch),
    fromHex(scope.statementSha256),
    scope.ephemeralKey.point,
    ...names,
  );
  return mac(proofKey, message);
}

/** All of an enrolment that its MAC covers. */
export interface EnrolmentHashInput {
  readonly activationId: string;
  readonly deviceKind: string;
  readonly csrAuthentication: Octets;
  readonly csrSignature: Octets;
  readonly deviceKey: PublicKey;
  readonly proofKeys: Readonly<Record<Purpose, Octets>>;
  readonly seed: Octets;
  readonly iat: number;
}

export async function activationProof(secret: Octets, input: EnrolmentHashInput): Promise<Octets> {
  const parts = [
    fromHex(input.activationId),
    utf8(input.deviceKind),
    input.csrAuthentication,
    input.csrSignature,
    input.deviceKey.point,
    input.proofKeys.authentication,
    input.proofKeys.signature,
    input.seed,
    u64(BigInt(input.iat)),
  ];
  const rest = concat(...parts.flatMap((part) => [u32(part.length), part]));
  const message = concat(utf8('greatseal activation v1'), ZERO, await sha256(rest));
  rest.fill(0);
  return mac(secret, message);
}

/** `label ‖ 0 ‖ purpose ‖ 0`: the zero octets keep the parts apart, since no text here contains one. */
function labelled(label: string, purpose: Purpose): Octets {
  return concat(utf8(label), ZERO, utf8(purpose), ZERO);
}

async function expand(material: Octets, info: Octets): Promise<Octets> {
  const key = await crypto.subtle.importKey('raw', material, 'HKDF', false, ['deriveBits']);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info }, key, 256));
}

async function mac(secret: Octets, message: Octets): Promise<Octets> {
  const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, message));
}

/** Octets as they stand in messages. */
export const written = base64;
