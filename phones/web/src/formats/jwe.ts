// Encrypted messages: the compact serialization of JWE (RFC 7516 §3.1) with ECDH-ES in direct key agreement on P-256
// (RFC 7518 §4.6) and A256GCM (§5.3).

import { equal, Refused } from '../protocol/error.ts';
import { object, publicKey, text } from '../protocol/wire.ts';
import { parseJson, writeJson } from './json.ts';
import { base64url, concat, draw, fromBase64url, fromUtf8, sha256, u32, utf8, type Octets } from './octets.ts';
import { agree, drawScalar, PublicKey } from './p256.ts';

const ENCRYPTION = 'A256GCM';
const TAG_OCTETS = 16;
const NONCE_OCTETS = 12;

const header = object({ alg: text(16), enc: text(16), typ: text(64), epk: publicKey });

/** Encrypts to a key by one that is drawn for this message alone. */
export async function encryptJwe(recipient: PublicKey, typ: string, plaintext: Octets): Promise<string> {
  const ephemeral = drawScalar();
  const head = base64url(utf8(writeJson({ alg: 'ECDH-ES', enc: ENCRYPTION, typ, epk: PublicKey.ofScalar(ephemeral).jwk() })));
  const nonce = draw(NONCE_OCTETS);
  const key = await contentKey(agree(ephemeral, recipient), 'encrypt');
  ephemeral.fill(0);
  const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: utf8(head) };
  const whole = new Uint8Array(await crypto.subtle.encrypt(algorithm, key, plaintext));
  const [ciphertext, tag] = [whole.subarray(0, -TAG_OCTETS), whole.subarray(-TAG_OCTETS)];
  return `${head}..${base64url(nonce)}.${base64url(ciphertext)}.${base64url(tag)}`;
}

/** Decrypts with the private key to which it was encrypted. */
export async function decryptJwe(compact: string, typ: string, longest: number, scalar: Octets, what: string): Promise<Octets> {
  if (compact.length > longest) throw new Refused(`${what} has ${compact.length} octets, at most ${longest} are accepted`);
  const parts = compact.split('.');
  const [head = '', encryptedKey, nonceText = '', ciphertext = '', tagText = ''] = parts;
  if (parts.length !== 5) throw new Refused(`${what} has ${parts.length} parts, expected 5`);
  const read = header(parseJson(fromUtf8(fromBase64url(head)), `the header of ${what}`), `the header of ${what}`);
  equal(`alg of ${what}`, read.alg, 'ECDH-ES');
  equal(`enc of ${what}`, read.enc, ENCRYPTION);
  equal(`typ of ${what}`, read.typ, typ);
  const [nonce, tag] = [fromBase64url(nonceText), fromBase64url(tagText)];
  // RFC 7516 §5.1, step 5: direct key agreement has no encrypted key.
  if (encryptedKey !== '' || nonce.length !== NONCE_OCTETS || tag.length !== TAG_OCTETS) throw new Refused(`${what} is malformed`);
  const key = await contentKey(agree(scalar, read.epk), 'decrypt');
  const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: utf8(head) };
  try {
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, concat(fromBase64url(ciphertext), tag)));
  } catch {
    throw new Refused(`${what} cannot be decrypted`);
  }
}

/** Concat KDF (NIST SP 800-56A §5.8.1, RFC 7518 §4.6.2) without apu and apv: one round gives 32 octets. */
async function contentKey(shared: Octets, use: 'encrypt' | 'decrypt'): Promise<CryptoKey> {
  const algorithm = utf8(ENCRYPTION);
  const input = concat(u32(1), shared, u32(algorithm.length), algorithm, u32(0), u32(0), u32(256));
  shared.fill(0);
  const key = await sha256(input);
  input.fill(0);
  const imported = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, [use]);
  key.fill(0);
  return imported;
}
