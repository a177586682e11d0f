// A new PIN of one key: what the inner zone is to check it by, encrypted to Ck in the wish that asks for it.
//
// It is derived with the salt and the iterations that the key has: so one proof is right for whichever of the two PINs the inner zone
// knows, and a phone that never heard whether its change was made finds out by the next unlock.

import { encryptJwe } from '../formats/jwe.ts';
import { writeJson } from '../formats/json.ts';
import { base64, utf8, type Octets } from '../formats/octets.ts';
import type { PublicKey } from '../formats/p256.ts';
import type { Purpose } from './keys.ts';

/** The longest encrypted part, in octets. */
export const LONGEST_NEW_PIN = 1_024;

export async function encryptNewPin(device: string, purpose: Purpose, proofKey: Octets, openingKey: PublicKey): Promise<string> {
  const plaintext = utf8(writeJson({ device, purpose, proof_key: base64(proofKey) }));
  const encrypted = await encryptJwe(openingKey, 'sign-new-pin+jwe', plaintext);
  plaintext.fill(0);
  return encrypted;
}
