// How members are read: each reader takes a JSON value and gives something that cannot be wrong, or refuses.

import { Certificate } from '../formats/certificate.ts';
import type { Json, JsonObject } from '../formats/json.ts';
import { fromBase64, type Octets } from '../formats/octets.ts';
import { PublicKey } from '../formats/p256.ts';
import { Refused } from './error.ts';

export type Reader<T> = (value: Json, field: string) => T;

/** A member that may be absent; null is none. */
export interface Optional<T> {
  readonly optional: Reader<T>;
}

type Fields = { readonly [name: string]: Reader<unknown> | Optional<unknown> };
type Read<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends Reader<infer T> ? T : F[K] extends Optional<infer T> ? T | undefined : never;
};

export function optional<T>(reader: Reader<T>): Optional<T> {
  return { optional: reader };
}

/** An object with these members and no other. */
export function object<F extends Fields>(fields: F): Reader<Read<F>> {
  return (value, field) => {
    const members = asObject(value, field);
    const unknown = [...members.keys()].find((name) => !Object.hasOwn(fields, name));
    if (unknown !== undefined) throw new Refused(`${field} has the unknown member ${unknown.slice(0, 40)}`);
    const read = Object.entries(fields).map(([name, reader]) => {
      const member = members.get(name);
      if (typeof reader !== 'function') return [name, member === undefined ? undefined : reader.optional(member, name)];
      if (member === undefined) throw new Refused(`${field} has no ${name}`);
      return [name, reader(member, name)];
    });
    return Object.fromEntries(read) as Read<F>;
  };
}

export function asObject(value: Json, field: string): JsonObject {
  if (!(value instanceof Map)) throw new Refused(`${field} is no object`);
  return value;
}

export function list<T>(element: Reader<T>, most: number): Reader<T[]> {
  return (value, field) => {
    if (!Array.isArray(value)) throw new Refused(`${field} is no array`);
    if (value.length > most) throw new Refused(`${field} has ${value.length} elements, at most ${most} are accepted`);
    return value.map((each) => element(each, field));
  };
}

export const boolean: Reader<boolean> = (value, field) => {
  if (typeof value !== 'boolean') throw new Refused(`${field} is neither true nor false`);
  return value;
};

/** Exactly this value: the version, the audience. */
export function constant<T extends string | bigint>(expected: T): Reader<T> {
  return (value, field) => {
    if (value !== expected) throw new Refused(`${field} must be ${expected}`);
    return expected;
  };
}

export function oneOf<T extends string>(...words: readonly T[]): Reader<T> {
  return (value, field) => {
    const found = words.find((word) => word === value);
    if (found === undefined) throw new Refused(`${field} must be one of ${words.join(', ')}`);
    return found;
  };
}

export function text(longest: number): Reader<string> {
  return (value, field) => {
    if (typeof value !== 'string') throw new Refused(`${field} is no text`);
    if (value.length > longest) throw new Refused(`${field} has more than ${longest} characters`);
    return value;
  };
}

export function matching(pattern: RegExp, rule: string): Reader<string> {
  return (value, field) => {
    if (typeof value !== 'string' || !pattern.test(value)) throw new Refused(`${field} must be ${rule}`);
    return value;
  };
}

/** 16 octets in lower-case hexadecimal digits. */
export const id = matching(/^[0-9a-f]{32}$/, '32 lower-case hexadecimal digits');
/** 32 octets in lower-case hexadecimal digits. */
export const hash = matching(/^[0-9a-f]{64}$/, '64 lower-case hexadecimal digits');
export const languageTag = (value: Json, field: string): string => {
  const tag = matching(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'a language tag such as en or pt-BR')(value, field);
  if (tag.length > 35) throw new Refused(`${field} must be a language tag such as en or pt-BR`);
  return tag;
};

/** An integer that a number holds exactly. */
export function integer(least: number, most: number): Reader<number> {
  return (value, field) => {
    if (typeof value !== 'bigint' || value < BigInt(least) || value > BigInt(most)) throw new Refused(`${field} must be ${least} to ${most}`);
    return Number(value);
  };
}

/** Seconds since 1970, up to the year 9999. */
export const time = integer(-62_135_596_800, 253_402_300_799);

/** 64 bits: an epoch. */
export const wide: Reader<bigint> = (value, field) => {
  if (typeof value !== 'bigint' || value < 0n || value >= 1n << 64n) throw new Refused(`${field} must have at most 64 bits`);
  return value;
};

export function octets(least: number, most: number): Reader<Octets> {
  return (value, field) => {
    if (typeof value !== 'string' || value.length > (most + 3) * 2) throw new Refused(`${field} is no base64 of at most ${most} octets`);
    const read = fromBase64(value);
    if (read.length < least || read.length > most) throw new Refused(`${field} has ${read.length} octets, there must be ${least} to ${most}`);
    return read;
  };
}

export const secret32 = octets(32, 32);

const jwkMembers = object({ kty: text(16), crv: text(16), x: text(64), y: text(64) });
export const publicKey: Reader<PublicKey> = (value, field) => PublicKey.fromJwk(jwkMembers(value, field));

/** A certificate as base64 of its DER. Its parsing is asynchronous, so what is read here are its octets. */
export const certificateOctets = octets(1, 16 * 1024);

export function certificates(all: readonly Octets[]): Promise<Certificate[]> {
  return Promise.all(all.map((der) => Certificate.fromDer(der)));
}
