// A request that names nobody: whoever claims its link with a phone is asked (docs/protocol/phone.md §6, "Device links").

import { makeJws, type Sign } from '../formats/jws.ts';
import { base64, base64url, draw, fromBase64url, hex, sha256, type Octets } from '../formats/octets.ts';
import { address, checkAddress, checkHost } from './address.ts';
import { Refused } from './error.ts';
import { hash, id, list, object, oneOf, optional, text } from './wire.ts';

export type Way = 'qr' | 'same_device';

const LONGEST = 512;
const SECRET_LONGEST = 1_024;
/** How far a step may lie from the request's `iat`, in seconds. */
const [EARLIEST_STEP, LATEST_STEP] = [-60, 600];

const way = oneOf<Way>('qr', 'same_device');

export const linkAsked = object({ ways: list(way, 2), callback: optional(address), secret: text(SECRET_LONGEST) });
export type LinkAsked = ReturnType<typeof linkAsked>;

export const linkStated = object({ way, callback_sha256: optional(hash) });
export type LinkStated = ReturnType<typeof linkStated>;

export function checkLinkAsked({ ways, callback }: LinkAsked): void {
  if (ways.length === 0 || new Set(ways).size !== ways.length) throw new Refused('ways must be one or two, each once');
  if ((callback !== undefined) !== ways.includes('same_device')) throw new Refused('callback must be there with same_device, and only then');
  if (callback !== undefined) checkAddress(callback, 'callback');
}

export function checkCallback({ callback }: LinkAsked, domain: string): void {
  if (callback !== undefined) checkHost(callback, domain, 'callback');
}

/** Whether what a statement says of a link is in its form. */
export function fits({ way, callback_sha256: callback }: LinkStated): boolean {
  return (callback !== undefined) === (way === 'same_device');
}

/** May a statement of it say this? `callbackSha256` is the hash of the request's callback. */
export function lets({ ways }: LinkAsked, stated: LinkStated, callbackSha256: string | undefined): boolean {
  return ways.includes(stated.way) && stated.callback_sha256 === (stated.way === 'same_device' ? callbackSha256 : undefined);
}

/** What stands in a code, or behind the # of an address. */
export interface DeviceLink {
  readonly session: string;
  readonly way: Way;
  readonly step: number;
  readonly code: Octets;
}

/** The line, or an address with the line behind its #. */
export function parseLink(written: string): DeviceLink {
  const line = written.trim();
  if (line.length > LONGEST) throw new Refused(`link has ${line.length} characters, at most ${LONGEST} are accepted`);
  const [name, version, session = '', way_ = '', step = '', code = '', ...more] = line.slice(line.indexOf('#') + 1).split(':');
  const number = Number(step);
  if (name !== 'sign-link' || version !== '1' || more.length > 0 || !Number.isSafeInteger(number) || String(number) !== step) {
    throw new Refused('link must be sign-link:1:<session>:<way>:<step>:<code>');
  }
  if (number < EARLIEST_STEP || number > LATEST_STEP) throw new Refused('step must be -60 to 600');
  const octets = fromBase64url(code);
  if (octets.length !== 32) throw new Refused('link must have a code of 32 octets');
  return { session: id(session, 'session'), way: way(way_, 'way'), step: number, code: octets };
}

/** From then on the session is this phone's, and no other's. */
export function makeClaim(device: string, { session, way: by, step, code }: DeviceLink, iat: number, sign: Sign): Promise<string> {
  return makeJws('sign-claim+jwt', { v: 1, aud: 'consent', session, device, way: by, step, code: base64(code), iat }, sign);
}

/** What the phone gives to the browser that it leads back, and to nobody else. */
export interface Verifier {
  readonly octets: Octets;
  readonly sha256: string;
}

export async function drawVerifier(): Promise<Verifier> {
  const octets = draw(32);
  return { octets, sha256: hex(await sha256(octets)) };
}

/** The callback of a request with the session and this value. */
export function wayBack(callback: string, session: string, verifier: Verifier): string {
  return `${callback}${callback.includes('?') ? '&' : '?'}session=${session}&verifier=${base64url(verifier.octets)}`;
}
