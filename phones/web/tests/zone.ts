// An inner zone and its door in a few lines, which the tests can make crooked: what it answers follows docs/protocol/phone.md §5 to §9.

import type { Fetching } from '../src/phone/reading.ts';
import { decryptJwe, encryptJwe } from '../src/formats/jwe.ts';
import { parseJson, writeJson } from '../src/formats/json.ts';
import { der, TAG } from '../src/formats/der.ts';
import { makeJws } from '../src/formats/jws.ts';
import { base64, concat, draw, fromBase64, fromHex, fromUtf8, hashOf, hex, same, sha256, utf8, type Octets } from '../src/formats/octets.ts';
import { PublicKey, signDigest, verifiesDigest } from '../src/formats/p256.ts';
import { parseActivation, type Activation } from '../src/protocol/activation.ts';
import { activationProof, pinProof, serviceShare, shareStep, type Purpose } from '../src/protocol/keys.ts';
import { unlockName } from '../src/protocol/memory.ts';
import { mobileIdCode } from '../src/protocol/statement.ts';
import type { Door, DoorReply, Events } from '../src/phone/door.ts';
import { Unreachable } from '../src/phone/error.ts';
import { payload, privateKey, publicKey, resigned, signer, vectors, Vector } from './vectors.ts';

const SECRET = 'EBESExQVFhcYGRobHB0eHw';
const URL = 'http://127.0.0.1:7601';

/** What is done to a message on its way. */
export type Fate = 'lost' | 'reply lost' | 'refused' | 'told';

interface Open {
  readonly statement: string;
  readonly sha256: string;
  readonly digest: Octets;
  readonly purpose: Purpose;
  state: 'open' | 'completed' | 'refused';
  /** What its answer makes the PIN of its purpose. */
  readonly newPin?: string;
}

/** A phone to which no document comes. */
export const nowhere: Fetching = () => Promise.reject(new Unreachable('nobody is there'));

export class Zone {
  now = 1_800_000_000;
  /** Decides about each message, by its kind. */
  fate: (path: string, compact: string) => Fate = () => 'told';
  /** Exchanges what the zone answers to an unlock. */
  share: (honest: Record<string, string | bigint>) => Record<string, string | bigint> = (honest) => honest;
  shareSigner = 'statement';
  /** All that ever came. */
  readonly heard: { path: string; body: string | undefined }[] = [];
  readonly sessions = new Map<string, Open>();
  readonly epochs: Record<Purpose, bigint> = { authentication: 0n, signature: 0n };
  wrongPins = 0;
  answers = 0;
  keyList = '';
  /** By which push services know it; none where it wakes nobody. */
  pushKey: string | undefined;
  private readonly replies = new Map<string, DoorReply>();
  private secrets: { seed: Octets; proofKeys: Record<Purpose, Octets> } | undefined;
  private keys: Record<Purpose, PublicKey> | undefined;
  private certificates: Record<Purpose, Octets> | undefined;
  /** The unlock that was answered last, and the names that it gave, of each purpose. */
  private readonly last: Partial<Record<Purpose, string>> = {};

  static async make(): Promise<Zone> {
    const zone = new Zone();
    zone.keyList = await resigned(vectors.at('key_list').text, 'sign-key-list+jwt', 'statement', (list) => list.delete('person_issuers'));
    return zone;
  }

  async activation(): Promise<Activation> {
    return parseActivation(`sign-activation:1:${'ac'.repeat(16)}:${SECRET}:${await publicKey('statement').spkiSha256()}:${URL}`);
  }

  readonly door: Door = async ({ path, body }) => {
    this.heard.push({ path, body });
    const fate = this.fate(path, body ?? '');
    if (fate === 'lost') throw new Unreachable('lost');
    if (fate === 'refused') return problem(403, 'other-statement');
    const name = await hashOf(`${path} ${body ?? ''}`);
    const kept = path === '/v1/phone/pending' || path === '/v1/key-list' || path === '/v1/push-key' ? undefined : this.replies.get(name);
    const reply = kept ?? (await this.answer(path, body ?? ''));
    this.replies.set(name, reply);
    if (fate === 'reply lost') throw new Unreachable('the reply is lost');
    return reply;
  };

  /** A service that lets nobody listen. */
  readonly events: Events = async function* () {};

  /** Asks for a signature through a door that vouches: nothing travels but the statement. */
  async ask(purpose: Purpose, change: (statement: Record<string, unknown>) => void = () => {}): Promise<string> {
    const session = hex(draw(16));
    const digest = await sha256(utf8(session));
    const certificate = this.certificates?.[purpose] ?? new Uint8Array(0);
    const members = {
      v: 1,
      aud: 'phone',
      session,
      device: 'd1'.repeat(16),
      purpose,
      relying_party: { id: 'bank', name: 'Bank', country: 'MU', domain: 'bank.example', certificate_sha256: '00'.repeat(32) },
      door: 'mobile_id',
      request_sha256: '00'.repeat(32),
      sign: { type: 'heard_digest', algorithm: 'ES256', digest: { sha256: base64(digest) } },
      certificate_sha256: hex(await sha256(certificate)),
      display: {},
      code: { mode: 'compare', value: mobileIdCode(digest) },
      key_list_sha256: await hashOf(this.keyList),
      nonce: hex(draw(16)),
      issued_at: this.now,
      expires_at: this.now + 120,
    };
    change(members);
    const statement = await makeJws('sign-statement+jwt', members, signer('statement'));
    this.sessions.set(session, { statement, sha256: await hashOf(statement), digest, purpose, state: 'open' });
    return session;
  }

  /** What an inquiry is answered. */
  inquired: (compact: string) => string = () => '{"devices":[]}';
  /** Exchanges what the zone states of a wish. */
  wished: Record<string, unknown> = {};
  /** What the zone says was done without a PIN. */
  readonly done: string[] = [];

  /** What needs no PIN is done; the rest is stated. */
  private async wish(body: string): Promise<DoorReply> {
    const message = new Vector(payload(body));
    const type = message.at('deed', 'type').text;
    if (type === 'freeze' || type === 'name_device') {
      this.done.push(type);
      return { status: 200, body: '{}' };
    }
    const session = hex(draw(16));
    const purpose: Purpose = type === 'change_pin' && message.at('deed', 'purpose').text === 'authentication' ? 'authentication' : 'signature';
    const members = {
      v: 1,
      aud: 'phone',
      session,
      device: 'd1'.repeat(16),
      purpose,
      door: 'own',
      request_sha256: await hashOf(body),
      sign: { type: 'deed', algorithm: 'ES256', deed: deedOf(message) },
      certificate_sha256: hex(await sha256(this.certificates?.[purpose] ?? new Uint8Array(0))),
      display: {},
      code: { mode: 'none' },
      key_list_sha256: await hashOf(this.keyList),
      nonce: hex(draw(16)),
      issued_at: this.now,
      expires_at: this.now + 300,
    };
    Object.assign(members, this.wished);
    const statement = await makeJws('sign-statement+jwt', members, signer('statement'));
    const statementSha256 = await hashOf(statement);
    const digest = await sha256(concat(utf8('mobile-signature-deed-v1'), Uint8Array.of(0), fromHex(statementSha256)));
    this.sessions.set(session, { statement, sha256: statementSha256, digest, purpose, state: 'open', ...(type === 'change_pin' ? { newPin: message.at('deed', 'secret').text } : {}) });
    return { status: 200, body: writeJson({ statement }) };
  }

  private async answer(path: string, body: string): Promise<DoorReply> {
    switch (path) {
      case '/v1/phone/wishes':
        return this.wish(body);
      case '/v1/phone/inquiries':
        return { status: 200, body: this.inquired(body) };
      case '/v1/key-list':
        return { status: 200, body: this.keyList };
      case '/v1/push-key':
        return this.pushKey === undefined ? problem(404, 'not-found') : { status: 200, body: writeJson({ key: this.pushKey }) };
      case '/v1/phone/subscription':
        return { status: 200, body: '{"woken":true}' };
      case '/v1/enrolments':
        return this.enrol(body);
      case '/v1/phone/pending': {
        const open = [...this.sessions.values()].filter(({ state }) => state === 'open');
        return { status: 200, body: writeJson({ sessions: open.map(({ statement }) => ({ statement })) }) };
      }
      default:
        return this.message(body);
    }
  }

  private async enrol(body: string): Promise<DoorReply> {
    const message = new Vector(payload(body));
    const opened = new Vector(parseJson(fromUtf8(await decryptJwe(message.at('secrets').text, 'sign-enrolment-secrets+jwe', 4_096, privateKey('opening'), 'secrets')), 'secrets'));
    const [seed, proofKeys] = [fromBase64(opened.at('seed').text), { authentication: fromBase64(opened.at('proof_keys', 'authentication').text), signature: fromBase64(opened.at('proof_keys', 'signature').text) }];
    const [csrAuthentication, csrSignature] = [fromBase64(message.at('csr_authentication').text), fromBase64(message.at('csr_signature').text)];
    const input = { activationId: message.at('activation_id').text, deviceKind: message.at('device_kind').text, csrAuthentication, csrSignature, deviceKey: message.at('device_key').key, proofKeys, seed, iat: message.at('iat').number };
    const expected = await activationProof((await this.activation()).secret, input);
    if (!same(expected, fromBase64(opened.at('mac').text))) return problem(403, 'activation-wrong');
    this.secrets = { seed, proofKeys };
    this.keys = { authentication: keyOfRequest(csrAuthentication), signature: keyOfRequest(csrSignature) };
    this.certificates = { authentication: await certify(this.keys.authentication), signature: await certify(this.keys.signature) };
    const certificates = { authentication: pem(this.certificates.authentication), signature: pem(this.certificates.signature) };
    return { status: 201, body: writeJson({ device: 'd1'.repeat(16), certificates, chain: [] }) };
  }

  private async message(body: string): Promise<DoorReply> {
    const message = new Vector(payload(body));
    const open = this.sessions.get(message.at('session').text);
    if (open === undefined || this.secrets === undefined || this.keys === undefined) return problem(404, 'session-unknown');
    const { typ } = JSON.parse(atob(body.split('.')[0] ?? '')) as { typ: string };
    if (typ === 'sign-shown+jwt') return { status: 200, body: '{"state":"shown"}' };
    if (open.state !== 'open' && typ !== 'sign-unlock+jwt') return problem(409, 'session-over', { state: open.state });
    if (typ === 'sign-refusal+jwt') {
      open.state = 'refused';
      return { status: 200, body: '{"state":"refused"}' };
    }
    if (typ === 'sign-unlock+jwt') return this.unlock(message, open, await hashOf(body));
    if (!verifiesDigest(this.keys[open.purpose], open.digest, fromBase64(message.at('signatures', 0).text))) return problem(403, 'signature-wrong');
    if (message.at('epoch').big !== this.epochs[open.purpose]) return problem(403, 'phone-copied');
    open.state = 'completed';
    this.answers += 1;
    if (open.newPin !== undefined) {
      const told = new Vector(parseJson(fromUtf8(await decryptJwe(open.newPin, 'sign-new-pin+jwe', 1_024, privateKey('opening'), 'new PIN')), 'new PIN'));
      this.secrets.proofKeys[open.purpose] = fromBase64(told.at('proof_key').text);
    }
    return { status: 200, body: '{"state":"completed"}' };
  }

  /** The judgement of §8: whose unlock was answered last, for both purposes. */
  private async unlock(message: Vector, open: Open, unlockSha256: string): Promise<DoorReply> {
    if (this.secrets === undefined) return problem(404, 'session-unknown');
    const { seed, proofKeys } = this.secrets;
    const { purpose } = open;
    const proof = new Vector(parseJson(fromUtf8(await decryptJwe(message.at('proof').text, 'sign-pin-proof+jwe', 4_096, privateKey('opening'), 'proof')), 'proof'));
    const before = proof.at('before').all.map((name) => name.text);
    const ephemeralKey = proof.at('ephemeral_key').key;
    const epoch = proof.at('epoch').big;
    const scope = { device: proof.at('device').text, purpose, epoch, statementSha256: open.sha256, ephemeralKey, before };
    if (!same(await pinProof(proofKeys[purpose], scope), fromBase64(proof.at('mac').text))) {
      this.wrongPins += 1;
      return problem(403, 'pin-wrong', { remaining: 2 });
    }
    const isNamed = Object.values(this.last).every((name) => before.includes(name));
    const isDue = epoch === this.epochs[purpose] || epoch === this.epochs[purpose] - 1n;
    if (!isNamed || !isDue || before.length > 12) return problem(403, 'phone-copied');
    if (open.state !== 'open') return problem(409, 'session-over', { state: open.state });
    this.last[purpose] = await unlockName(ephemeralKey);
    this.epochs[purpose] = epoch + 1n;
    const tries = { since_last_use: this.wrongPins, last_30_days: this.wrongPins };
    const honest = { v: 1n, aud: 'phone', unlock_sha256: unlockSha256, share: base64(await serviceShare(seed, purpose, epoch)), step: base64(await shareStep(seed, purpose, epoch)), next_epoch: epoch + 1n };
    const share = await makeJws('sign-share+jwt', { ...this.share(honest), wrong_pins: { authentication: tries, signature: tries } }, signer(this.shareSigner));
    return { status: 200, body: writeJson({ reply: await encryptJwe(ephemeralKey, 'sign-unlock-reply+jwe', utf8(share)) }) };
  }
}

/** The deed of a wish, as the zone states it. */
function deedOf(wish: Vector): Record<string, string> {
  const said = (name: string) => wish.at('deed', name).text;
  const type = said('type');
  switch (type) {
    case 'unfreeze':
      return { type };
    case 'change_pin':
      return { type, purpose: said('purpose'), secret: said('secret') };
    default:
      return { type, device: said('device') };
  }
}

function problem(status: number, slug: string, more: Record<string, string | number> = {}): DoorReply {
  return { status, body: writeJson({ type: `/problems/${slug}`, title: slug, ...more }) };
}

/** The key of a PKCS#10 request stands before its attributes: the last point in it. */
function keyOfRequest(request: Octets): PublicKey {
  const text = hex(request);
  const at = text.indexOf('034200') / 2 + 3;
  return PublicKey.fromPoint(request.subarray(at, at + 65));
}

/** A certificate for this key, by nobody whom the list names. */
async function certify(key: PublicKey): Promise<Octets> {
  const algorithm = der(TAG.sequence, der(TAG.oid, Uint8Array.of(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02)));
  const name = der(TAG.sequence);
  const validity = der(TAG.sequence, der(TAG.utcTime, utf8('260101000000Z')), der(TAG.utcTime, utf8('360101000000Z')));
  const tbs = der(TAG.sequence, der(0xa0, der(TAG.integer, Uint8Array.of(2))), der(TAG.integer, draw(8).fill(1, 0, 1)), algorithm, name, validity, name, key.spki());
  const signature = signDigest(privateKey('statement'), await sha256(tbs));
  return der(TAG.sequence, tbs, algorithm, der(TAG.bitString, Uint8Array.of(0), signature));
}

function pem(octets: Octets): string {
  return `-----BEGIN CERTIFICATE-----\n${base64(octets)}\n-----END CERTIFICATE-----\n`;
}
