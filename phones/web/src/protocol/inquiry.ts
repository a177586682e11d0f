// What a phone asks about its person's own keys (`sign-inquiry+jwt`, by Kd), and what it is told.

import { parseJson } from '../formats/json.ts';
import { makeJws, type Sign } from '../formats/jws.ts';
import { nameLine } from './display.ts';
import { purpose } from './request.ts';
import { hash, id, list, object, oneOf, optional, time } from './wire.ts';

const MOST_DEVICES = 50;
const MOST_CERTIFICATES = 100;

const certificate = object({
  sha256: hash,
  purpose,
  not_before: time,
  not_after: time,
  standing: oneOf('good', 'frozen', 'suspended', 'revoked'),
  since: optional(time),
});

const device = object({
  device: id,
  kind: oneOf('app', 'qscd'),
  name: optional(nameLine),
  enrolled_at: time,
  used_at: optional(time),
  certificates: list(certificate, MOST_CERTIFICATES),
});

const reply = object({ devices: list(device, MOST_DEVICES) });

/** A certificate of the person. */
export type KeptCertificate = ReturnType<typeof certificate>;
/** A phone of the person, with the certificates on it. */
export type KeptDevice = ReturnType<typeof device>;

/** What an inquiry is about: `after` is the session of the last entry of the page before. */
export type About = { readonly type: 'keys' } | { readonly type: 'history'; readonly after: string | undefined } | { readonly type: 'evidence'; readonly session: string };

export function makeInquiry(own: string, about: About, iat: number, sign: Sign): Promise<string> {
  return makeJws('sign-inquiry+jwt', { v: 1, aud: 'phone-door', device: own, about, iat }, sign);
}

/** The person's phones, the newest first. */
export function readKeys(body: string): readonly KeptDevice[] {
  return reply(parseJson(body, 'the answer'), 'the answer').devices;
}

/** Is nothing left on it that could ever be used again? */
export function isEnded({ certificates }: KeptDevice): boolean {
  return certificates.every(({ standing }) => standing === 'revoked');
}

/** Has the person frozen something on one of these phones? */
export function isFrozen(devices: readonly KeptDevice[]): boolean {
  return devices.some(({ certificates }) => certificates.some(({ standing }) => standing === 'frozen'));
}
