// Reading what is signed: a document that lies at the relying party is fetched by the phone itself, and held against what the bytes to be
// signed bind.

import type { Octets } from '../formats/octets.ts';
import { checkFile, isLocal } from '../protocol/document.ts';
import { Refused } from '../protocol/error.ts';
import { locationOf, type VerifiedSession } from '../protocol/verification.ts';
import { Unreachable } from './error.ts';
import type { Phone } from './phone.ts';

/** Gets the file at an address, at most so many octets of it: without a cookie, a redirect, or a word of who reads it. */
export type Fetching = (url: string, size: number) => Promise<Octets>;

/** The file, which is exactly what would be signed. `Refused` if there is another, `Unreachable` if there is none. */
export async function readDocument(phone: Phone, session: VerifiedSession, at: number): Promise<Octets> {
  const found = locationOf(session, at);
  if (found === undefined) throw new Refused('this document lies nowhere');
  const { location, bound } = found;
  // Another's word must not make a phone look around on its own machine, unless its service is there too.
  if (isLocal(location) && !phone.state.baseUrl.startsWith('http://')) throw new Unreachable('a document on this machine is not read');
  const file = await phone.environment.fetching(location.url, location.size);
  await checkFile(file, location, bound);
  return file;
}
