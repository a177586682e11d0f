// Where a phone is woken (`sign-subscription+jwt`, by Kd), and by whom.

import { makeJws, type Sign } from '../formats/jws.ts';
import { base64, fromBase64url, type Octets } from '../formats/octets.ts';
import { PublicKey } from '../formats/p256.ts';
import { matching, object } from './wire.ts';

/** Where a browser is woken, and to whom what is sent there is encrypted (RFC 8291). */
export interface PushAddress {
  readonly endpoint: string;
  /** A point of P-256. */
  readonly key: Octets;
  readonly secret: Octets;
}

/** Without an address the phone is not to be woken any more. */
export function makeSubscription(device: string, iat: number, address: PushAddress | undefined, sign: Sign): Promise<string> {
  const push = address === undefined ? undefined : { endpoint: address.endpoint, key: base64(address.key), secret: base64(address.secret) };
  return makeJws('sign-subscription+jwt', { v: 1, aud: 'phone-door', device, iat, push }, sign);
}

const pushKey = object({ key: matching(/^[A-Za-z0-9_-]{87}$/, 'a point of P-256 in base64url') });

/** The key of the service that push services know. */
export const readPushKey: (...read: Parameters<typeof pushKey>) => Octets = (value, field) => PublicKey.fromPoint(fromBase64url(pushKey(value, field).key)).point;
