// An activation that a person's own phone gives for another one of theirs: the phone draws its secret and tells it to the inner zone
// alone, encrypted to Ck in the wish; the other phone gets it from the screen, as it would from an officer.

import { encryptJwe } from '../formats/jwe.ts';
import { writeJson } from '../formats/json.ts';
import { base64, draw, utf8 } from '../formats/octets.ts';
import type { PublicKey } from '../formats/p256.ts';
import type { Activation } from './activation.ts';
import { activationId } from './activation-code.ts';

/** The longest encrypted part, in octets. */
export const LONGEST_FURTHER_PHONE = 1_024;

export async function drawActivation(statementKeySha256: string, baseUrl: string): Promise<Activation> {
  const secret = draw(16);
  return { id: await activationId(secret), secret, statementKeySha256, baseUrl };
}

export async function encryptFurtherPhone(device: string, { secret }: Activation, openingKey: PublicKey): Promise<string> {
  const plaintext = utf8(writeJson({ device, secret: base64(secret) }));
  const encrypted = await encryptJwe(openingKey, 'sign-further-phone+jwe', plaintext);
  plaintext.fill(0);
  return encrypted;
}
