// How a PIN opens a key without being told (`sign-unlock+jwt`, by Kd; the reply by Rk).

import { decryptJwe, encryptJwe } from '../formats/jwe.ts';
import { parseJson, writeJson } from '../formats/json.ts';
import { makeJws, type Sign } from '../formats/jws.ts';
import { base64, fromUtf8, utf8, type Octets } from '../formats/octets.ts';
import type { PublicKey } from '../formats/p256.ts';
import { equal } from './error.ts';
import { pinProof, type ProofScope, type Purpose } from './keys.ts';
import { Received, type MessageKind } from './message.ts';
import { constant, hash, integer, object, secret32, text, wide } from './wire.ts';

const PROOF_TYP = 'sign-pin-proof+jwe';
const REPLY_TYP = 'sign-unlock-reply+jwe';
const LONGEST_REPLY = 8_192;

/** The proof, encrypted to Ck, in a message of Kd. */
export async function makeUnlock(session: string, proofKey: Octets, scope: ProofScope, openingKey: PublicKey, iat: number, sign: Sign): Promise<string> {
  const { device, purpose, epoch, statementSha256: statement_sha256, ephemeralKey, before } = scope;
  const mac = base64(await pinProof(proofKey, scope));
  const proof = writeJson({ device, purpose, epoch, statement_sha256, ephemeral_key: ephemeralKey.jwk(), before, mac });
  const payload = { v: 1, aud: 'consent', session, device, proof: await encryptJwe(openingKey, PROOF_TYP, utf8(proof)), iat };
  return makeJws('sign-unlock+jwt', payload, sign);
}

const MOST_TRIES = 2 ** 32 - 1;
const tries = object({ since_last_use: integer(0, MOST_TRIES), last_30_days: integer(0, MOST_TRIES) });
const wrongPins = object({ authentication: tries, signature: tries });

/** Wrong PINs that were entered for a device, on whatever phone has its keys. */
export type WrongPins = Readonly<Record<Purpose, { readonly since_last_use: number; readonly last_30_days: number }>>;

const share = object({
  v: constant(1n),
  aud: constant('phone'),
  unlock_sha256: hash,
  share: secret32,
  step: secret32,
  next_epoch: wide,
  wrong_pins: wrongPins,
});

export type Share = ReturnType<typeof share>;

export const SHARE: MessageKind<Share> = { typ: 'sign-share+jwt', name: 'share', longest: 4_096, headerKey: 'none', lowerS: true, read: share };

const unlockReply = object({ reply: text(LONGEST_REPLY) });

/** Decrypts and verifies the share: signed by Rk, for this very unlock, for the epoch after the phone's. */
export async function openShare(body: string, ephemeral: Octets, statementKey: PublicKey, unlockSha256: string, epoch: bigint): Promise<Share> {
  const { reply } = unlockReply(parseJson(body, 'the reply'), 'the reply');
  const compact = fromUtf8(await decryptJwe(reply, REPLY_TYP, LONGEST_REPLY, ephemeral, 'the reply'));
  const { body: opened } = await (await Received.parse(SHARE, compact)).verify(statementKey);
  equal('the unlock that the share answers', opened.unlock_sha256, unlockSha256);
  equal('the next epoch', String(opened.next_epoch), String(epoch + 1n));
  return opened;
}
