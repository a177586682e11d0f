// The documents of one request: what each asks to sign, and where a person may read it.

import { hex, sha256, concat, type Octets } from '../formats/octets.ts';
import type { Content } from './content.ts';
import { address, checkAddress, checkHost, isLocalAddress } from './address.ts';
import { nameLine } from './display.ts';
import { mismatch, Refused } from './error.ts';
import { boolean, hash, integer, object, octets, oneOf, optional } from './wire.ts';

/** How many documents one request may have. */
export const MOST_DOCUMENTS = 50;
/** The longest document that a phone fetches, in octets. */
const LONGEST_DOCUMENT = 32 * 1024 * 1024;

export const document = object({
  to_be_signed: optional(octets(1, 65_536)),
  digest: optional(object({ algorithm: oneOf('sha256'), value: octets(32, 32) })),
  document_name: optional(nameLine),
  document_sha256: optional(hash),
  location: optional(object({ url: address, size: integer(1, LONGEST_DOCUMENT) })),
  must_open: optional(boolean),
});

export type RequestDocument = ReturnType<typeof document>;
export type Location = NonNullable<RequestDocument['location']>;

/** Do the members of a document fit what it asks to sign? */
export function checkDocument({ location, must_open: mustOpen }: RequestDocument, content: Content): void {
  const isText = content.type === 'text';
  if (location !== undefined && isText) throw new Refused('location has no place with a text');
  if (location !== undefined) checkAddress(location.url, 'url');
  if (mustOpen === true && !isText && location === undefined) throw new Refused('must_open needs a text, or a location');
}

/** Is it on the phone's own machine? A phone reads it only if its service is there too. */
export function isLocal({ url }: Location): boolean {
  return isLocalAddress(url);
}

/** Does it lie at this domain, or below it? */
export function checkDomain(location: Location, domain: string): void {
  checkHost(location.url, domain, 'url');
}

/** Is this file exactly what is signed? `bound` is its digest, or that of the byte range of a PDF that is prepared for its signature. */
export async function checkFile(file: Octets, location: Location, bound: string): Promise<void> {
  if (file.length !== location.size) throw mismatch('the length of the document', String(file.length), String(location.size));
  const found = hex(await sha256(file));
  if (found !== bound && (await byteRangeSha256(file)) !== bound) throw mismatch('the document', found, bound);
}

/** What the last signature of a prepared PDF covers: everything but its own place, in which nothing may stand yet, so that nothing is shown
 * that is not signed. */
async function byteRangeSha256(file: Octets): Promise<string | undefined> {
  if (!isPdf(file)) return undefined;
  const name = '/ByteRange';
  const at = lastIndexOf(file, name);
  if (at < 0) return undefined;
  const written = ascii(file.subarray(at + name.length, at + name.length + 100));
  const [, end, begin, rest] = /^\s*\[\s*0\s+([0-9]{1,10})\s+([0-9]{1,10})\s+([0-9]{1,10})\s*\]/.exec(written)?.map(Number) ?? [];
  if (end === undefined || begin === undefined || rest === undefined || begin + rest !== file.length || end > begin) return undefined;
  const place = file.subarray(end, begin);
  const isEmpty = place.length >= 2 && place[0] === 0x3c && place.at(-1) === 0x3e && place.subarray(1, -1).every((digit) => digit === 0x30);
  return isEmpty ? hex(await sha256(concat(file.subarray(0, end), file.subarray(begin)))) : undefined;
}

export function isPdf(file: Octets): boolean {
  return ascii(file.subarray(0, 5)) === '%PDF-';
}

function ascii(octets: Octets): string {
  return String.fromCharCode(...octets);
}

function lastIndexOf(file: Octets, name: string): number {
  for (let at = file.length - name.length; at >= 0; at -= 1) {
    if (file[at] === 0x2f && ascii(file.subarray(at, at + name.length)) === name) return at;
  }
  return -1;
}
