// DER (X.690 §10): one encoding for each value, so lengths in another form are refused.

import { Refused } from '../protocol/error.ts';
import { concat, fromUtf8, type Octets } from './octets.ts';

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** One value: its tag, what is inside, and its octets as they stood. */
export interface Value {
  readonly tag: number;
  readonly content: Octets;
  readonly whole: Octets;
}

/** Reads one value that is the whole of these octets. */
export function one(octets: Octets, tag: number, what: string): Value {
  const values = all(octets, what);
  const [value] = values;
  if (values.length !== 1 || value === undefined || value.tag !== tag) throw new Refused(`${what} is malformed`);
  return value;
}

/** Reads the values that stand one after the other. */
export function all(octets: Octets, what: string): Value[] {
  const values: Value[] = [];
  for (let at = 0; at < octets.length; ) {
    const { tag, begin, end } = extent(octets, at, what);
    values.push({ tag, content: octets.subarray(begin, end), whole: octets.subarray(at, end) });
    at = end;
  }
  return values;
}

/** The values inside a constructed one. */
export function inside(value: Value | undefined, tag: number, what: string): Value[] {
  if (value === undefined || value.tag !== tag) throw new Refused(`${what} is malformed`);
  return all(value.content, what);
}

function extent(octets: Octets, at: number, what: string): { tag: number; begin: number; end: number } {
  const malformed = new Refused(`${what} is malformed`);
  const [tag, first] = [octets[at], octets[at + 1]];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) throw malformed;
  if (first < 0x80) return bounded(octets, tag, at + 2, first, malformed);
  const count = first & 0x7f;
  if (count < 1 || count > 3) throw malformed;
  let length = 0;
  for (let place = 0; place < count; place += 1) length = length * 256 + (octets[at + 2 + place] ?? 0);
  // The shortest form alone (X.690 §10.1).
  if (length < 0x80 || length < 256 ** (count - 1)) throw malformed;
  return bounded(octets, tag, at + 2 + count, length, malformed);
}

function bounded(octets: Octets, tag: number, begin: number, length: number, malformed: Refused) {
  const end = begin + length;
  if (end > octets.length) throw malformed;
  return { tag, begin, end };
}

/** An object identifier in dotted form. */
export function oid(value: Value | undefined, what: string): string {
  if (value === undefined || value.tag !== TAG.oid || value.content.length === 0) throw new Refused(`${what} is malformed`);
  const arcs: number[] = [];
  let arc = 0;
  for (const [at, octet] of value.content.entries()) {
    if (arc === 0 && octet === 0x80) throw new Refused(`${what} is malformed`);
    arc = arc * 128 + (octet & 0x7f);
    if (arc > 2 ** 45) throw new Refused(`${what} is malformed`);
    if (octet < 0x80) {
      arcs.push(arc);
      arc = 0;
    } else if (at === value.content.length - 1) {
      throw new Refused(`${what} is malformed`);
    }
  }
  const [first = 0, ...rest] = arcs;
  const top = Math.min(2, Math.floor(first / 40));
  return [top, first - 40 * top, ...rest].join('.');
}

/** A string of a name. */
export function text(value: Value): string {
  if (![TAG.utf8String, TAG.printableString, TAG.ia5String].some((tag) => tag === value.tag)) return '';
  return fromUtf8(value.content);
}

/** UTCTime and GeneralizedTime as RFC 5280 §4.1.2.5 has them, in seconds since 1970. */
export function time(value: Value | undefined, what: string): number {
  const malformed = new Refused(`${what} is malformed`);
  if (value === undefined) throw malformed;
  const digits = fromUtf8(value.content);
  const parts = value.tag === TAG.utcTime ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(digits) : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(digits);
  if (parts === null || (value.tag !== TAG.utcTime && value.tag !== TAG.generalizedTime)) throw malformed;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number);
  const century = value.tag === TAG.utcTime ? (year < 50 ? 2000 : 1900) : 0;
  return Date.UTC(century + year, month - 1, day, hour, minute, second) / 1000;
}

/** Writes one value. */
export function der(tag: number, ...content: Uint8Array[]): Octets {
  const inner = concat(...content);
  if (inner.length < 0x80) return concat(Uint8Array.of(tag, inner.length), inner);
  const length = inner.length < 0x100 ? [inner.length] : [inner.length >> 8, inner.length & 0xff];
  return concat(Uint8Array.of(tag, 0x80 | length.length, ...length), inner);
}
