// What an officer hands to a person for one enrolment: one line, or a QR code of it.
//
//   sign-activation:1:<activation id>:<secret>:<H(Rk)>:<base URL>

import { base64url, fromBase64url, fromUtf8, utf8, type Octets } from '../formats/octets.ts';
import { Refused } from './error.ts';

const LONGEST = 512;

export interface Activation {
  readonly id: string;
  readonly secret: Octets;
  /** H(Rk), which the phone pins. */
  readonly statementKeySha256: string;
  readonly baseUrl: string;
}

/** Reads a payload; white space around it is dropped. */
export function parseActivation(payload: string): Activation {
  const line = payload.trim();
  const malformed = new Refused('an activation must be sign-activation:1:<id>:<secret>:<key hash>:<URL>');
  if (new TextEncoder().encode(line).length > LONGEST) throw malformed;
  // The URL comes last because it alone contains colons.
  const parts = /^sign-activation:1:([0-9a-f]{32}):([A-Za-z0-9_-]{22}):([0-9a-f]{64}):(https?:\/\/[A-Za-z0-9.\-_~:/[\]%]+)$/.exec(line);
  if (parts === null) throw malformed;
  const [, id = '', secretText = '', statementKeySha256 = '', baseUrl = ''] = parts.map(own);
  const rest = baseUrl.replace(/^https?:\/\//, '');
  if (rest.startsWith('/') || rest.startsWith(':') || rest.endsWith('/')) throw malformed;
  const secret = fromBase64url(secretText);
  if (secret.length !== 16) throw malformed;
  return { id, secret, statementKeySha256, baseUrl };
}

/** Writes the payload. */
export function activationLine({ id, secret, statementKeySha256, baseUrl }: Activation): string {
  return `sign-activation:1:${id}:${base64url(secret)}:${statementKeySha256}:${baseUrl}`;
}

/** A text of its own. A cut piece is a window into the whole for engines, and would keep the secret in memory as long as it lives. */
function own(piece: string | undefined): string {
  return fromUtf8(utf8(piece ?? ''));
}
