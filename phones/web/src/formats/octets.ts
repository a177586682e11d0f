// Octets and their texts: hexadecimal (lower case), base64 with padding (RFC 4648 §4) and base64url without (§5).

import { Refused } from '../protocol/error.ts';

export type Octets = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();

export function utf8(text: string): Octets {
  return encoder.encode(text);
}

/** Reads UTF-8; what is none is refused, never replaced. */
export function fromUtf8(octets: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets);
  } catch {
    throw new Refused('text is not UTF-8');
  }
}

export function concat(...parts: Uint8Array[]): Octets {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Not in constant time: for what is public. */
export function same(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((octet, at) => octet === right[at]);
}

export function xor(left: Uint8Array, right: Uint8Array): Octets {
  if (left.length !== right.length) throw new Error('only octets of one length are combined');
  return Uint8Array.from(left, (octet, at) => octet ^ (right[at] ?? 0));
}

export function hex(octets: Uint8Array): string {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('');
}

export function fromHex(text: string): Octets {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) throw new Refused('hexadecimal digits are malformed');
  return Uint8Array.from({ length: text.length / 2 }, (_, at) => Number.parseInt(text.slice(2 * at, 2 * at + 2), 16));
}

export function base64(octets: Uint8Array): string {
  let binary = '';
  for (const octet of octets) binary += String.fromCharCode(octet);
  return btoa(binary);
}

/** One text for the same octets: what would be written otherwise is refused. */
export function fromBase64(text: string): Octets {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) throw new Refused('base64 is malformed');
  const octets = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  if (base64(octets) !== text) throw new Refused('base64 is not in its one form');
  return octets;
}

export function base64url(octets: Uint8Array): string {
  return base64(octets).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

export function fromBase64url(text: string): Octets {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) throw new Refused('base64url is malformed');
  const padded = text.replaceAll('-', '+').replaceAll('_', '/') + '='.repeat((4 - (text.length % 4)) % 4);
  return fromBase64(padded);
}

/** Big-endian. */
export function u32(value: number): Octets {
  const octets = new Uint8Array(4);
  new DataView(octets.buffer).setUint32(0, value);
  return octets;
}

/** Big-endian. */
export function u64(value: bigint): Octets {
  const octets = new Uint8Array(8);
  new DataView(octets.buffer).setBigUint64(0, value);
  return octets;
}

export async function sha256(octets: Uint8Array): Promise<Octets> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', octets as Octets));
}

/** SHA-256 of a message's compact form: the name of the message everywhere. */
export async function hashOf(compact: string): Promise<string> {
  return hex(await sha256(utf8(compact)));
}

export function draw(length: number): Octets {
  return crypto.getRandomValues(new Uint8Array(length));
}
