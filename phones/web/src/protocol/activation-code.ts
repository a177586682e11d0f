// The short code: an activation that can be typed. Six groups of six characters; 128 bits of the secret, 22 that bind H(Rk), and in each group
// a character that checks it (docs/protocol/phone.md §5).

import { concat, fromHex, hex, sha256, utf8, type Octets } from '../formats/octets.ts';
import type { Activation } from './activation.ts';
import { Refused } from './error.ts';

export const GROUPS = 6;
export const GROUP_CHARACTERS = 6;
/** Bits of a code that are not the secret's. */
const BINDING_BITS = 22;

/** Crockford's: no two of them look alike. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A code that was read. Its secret is wiped by whoever made it an activation. */
export interface ActivationCode {
  readonly secret: Octets;
  readonly binding: number;
}

/** The characters of a group as the code has them, however they were typed; what is none of them is left out. */
export function tidied(typed: string): string {
  const plain = typed.toUpperCase().replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return [...plain].filter((character) => ALPHABET.includes(character)).join('');
}

/** Whether a whole group is as it was written; `number` counts from 1. */
export function isGroup(number: number, group: string): boolean {
  const values = [...group].map((character) => ALPHABET.indexOf(character));
  return values.length === GROUP_CHARACTERS && !values.includes(-1) && checkOf(number, values.slice(0, -1)) === values.at(-1);
}

export function readCode(groups: readonly string[]): ActivationCode {
  const wrong = groups.findIndex((group, at) => !isGroup(at + 1, group));
  if (groups.length !== GROUPS || wrong !== -1) throw new Refused(`group ${wrong + 1} of the activation code has a slip`);
  const bits = groups.flatMap((group) => [...group.slice(0, -1)].flatMap((character) => [16, 8, 4, 2, 1].map((bit) => (ALPHABET.indexOf(character) & bit ? 1 : 0))));
  const secret = Uint8Array.from({ length: 16 }, (_, at) => number(bits.slice(8 * at, 8 * at + 8)));
  return { secret, binding: number(bits.slice(128)) };
}

function number(bits: readonly number[]): number {
  return bits.reduce((sum, bit) => 2 * sum + bit, 0);
}

/** The activation of this code at a service whose statement key has this hash. */
export async function activationOf({ secret, binding }: ActivationCode, statementKeySha256: string, baseUrl: string): Promise<Activation> {
  if ((await bindingOf(secret, statementKeySha256)) !== binding) throw new Refused('the activation code is not for this service');
  return { id: await activationId(secret), secret, statementKeySha256, baseUrl };
}

/** The id of the activation with this secret. */
export async function activationId(secret: Octets): Promise<string> {
  return hex((await sha256(concat(utf8('greatseal activation id v1'), Uint8Array.of(0), secret))).subarray(0, 16));
}

/** The code of an activation, group by group. */
export async function groupsOf({ secret, statementKeySha256 }: Activation): Promise<readonly string[]> {
  const binding = await bindingOf(secret, statementKeySha256);
  const bits = [...[...secret].flatMap((octet) => bitsOf(octet, 8)), ...bitsOf(binding, BINDING_BITS)];
  const values = Array.from({ length: bits.length / 5 }, (_, at) => number(bits.slice(5 * at, 5 * at + 5)));
  return Array.from({ length: GROUPS }, (_, at) => {
    const data = values.slice(at * (GROUP_CHARACTERS - 1), (at + 1) * (GROUP_CHARACTERS - 1));
    return [...data, checkOf(at + 1, data)].map((value) => ALPHABET[value]).join('');
  });
}

function bitsOf(value: number, count: number): number[] {
  return Array.from({ length: count }, (_, at) => (value >> (count - 1 - at)) & 1);
}

async function bindingOf(secret: Octets, statementKeySha256: string): Promise<number> {
  const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', key, concat(utf8('greatseal activation code v1'), Uint8Array.of(0), fromHex(statementKeySha256))));
  const [first = 0, second = 0, third = 0] = mac;
  return ((first << 16) | (second << 8) | third) >> (24 - BINDING_BITS);
}

/** In the field of 32 elements (x^5 + x^2 + 1): one slip, two characters that changed places, and a group in another's place all change it. */
function checkOf(number: number, data: readonly number[]): number {
  return data.reduce((sum, value) => timesAlpha(sum ^ value), timesAlpha(number));
}

function timesAlpha(value: number): number {
  const doubled = value << 1;
  return doubled & 0b10_0000 ? doubled ^ 0b10_0101 : doubled;
}
