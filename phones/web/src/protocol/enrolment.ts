// How a phone becomes a person's device (`sign-enrolment+jwt`, by the device key Kd, which its header introduces).

import { encryptJwe } from '../formats/jwe.ts';
import { parseJson, writeJson } from '../formats/json.ts';
import { makeJws, type Sign } from '../formats/jws.ts';
import { base64, utf8, type Octets } from '../formats/octets.ts';
import type { PublicKey } from '../formats/p256.ts';
import { activationProof, type EnrolmentHashInput } from './keys.ts';
import { id, list, object, text } from './wire.ts';

/** Composes the message: computes the MAC with the activation's secret and encrypts the secrets to Ck. */
export async function makeEnrolment(parts: EnrolmentHashInput, secret: Octets, openingKey: PublicKey, sign: Sign): Promise<string> {
  const { authentication, signature } = parts.proofKeys;
  const mac = base64(await activationProof(secret, parts));
  const proofKeys = { authentication: base64(authentication), signature: base64(signature) };
  const plaintext = utf8(writeJson({ proof_keys: proofKeys, seed: base64(parts.seed), mac }));
  const secrets = await encryptJwe(openingKey, 'sign-enrolment-secrets+jwe', plaintext);
  plaintext.fill(0);
  const payload = {
    v: 1,
    aud: 'registration',
    activation_id: parts.activationId,
    device_kind: parts.deviceKind,
    csr_authentication: base64(parts.csrAuthentication),
    csr_signature: base64(parts.csrSignature),
    device_key: parts.deviceKey.jwk(),
    secrets,
    iat: parts.iat,
  };
  return makeJws('sign-enrolment+jwt', payload, sign, parts.deviceKey.jwk());
}

const LONGEST_PEM = 24 * 1024;
const pem = text(LONGEST_PEM);
const reply = object({ device: id, certificates: object({ authentication: pem, signature: pem }), chain: list(pem, 8) });

export type EnrolmentReply = ReturnType<typeof reply>;

export function readEnrolmentReply(body: string): EnrolmentReply {
  return reply(parseJson(body, 'the answer to the enrolment'), 'the answer to the enrolment');
}
