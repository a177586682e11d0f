// Addresses at a relying party's own domain: where a phone fetches a document, or leads its person back to.

import { Refused } from './error.ts';
import { matching } from './wire.ts';

const LONGEST = 512;
const RULE = 'a plain https address of at most 512 octets';
/** One reading for every parser of addresses: no user, no fragment, no other letter than those taken as they are. */
const PLAIN = /^(?:https:\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)*|http:\/\/(?:localhost|127\.0\.0\.1))(?::[0-9]{1,5})?\/[A-Za-z0-9\-._~/?&=%+,;:@!$'()*]*$/;

export const address = matching(PLAIN, RULE);

export function checkAddress(url: string, field: string): void {
  if (url.length > LONGEST) throw new Refused(`${field} must be ${RULE}`);
}

export function hostOf(url: string): string {
  return new URL(url).hostname;
}

/** Is it on the phone's own machine? So it is where a country is tried out. */
export function isLocalAddress(url: string): boolean {
  return url.startsWith('http://');
}

/** Does it lie at this domain, or below it? */
export function checkHost(url: string, domain: string, field: string): void {
  const host = hostOf(url);
  if (host !== domain && !host.endsWith(`.${domain}`) && !isLocalAddress(url)) throw new Refused(`${field} must lie at the registered domain of the relying party`);
}
