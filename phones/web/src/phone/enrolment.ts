// Becoming a person's device: keys, shares and seed are made, written down, and told to the inner zone in one message.

import { Certificate } from '../formats/certificate.ts';
import { draw, same, type Octets } from '../formats/octets.ts';
import { certificateRequest, drawScalar, PublicKey } from '../formats/p256.ts';
import type { Activation } from '../protocol/activation.ts';
import { activationOf, type ActivationCode } from '../protocol/activation-code.ts';
import { makeEnrolment, readEnrolmentReply } from '../protocol/enrolment.ts';
import { acceptKeyList, KEY_LIST, pinAfter, type KeyList, type StatementKeyPin } from '../protocol/key-list.ts';
import { derivePinKeys, FIRST_EPOCH, NO_LOCK, serviceShare, wrapKey, type Purpose } from '../protocol/keys.ts';
import { NO_UNLOCKS } from '../protocol/memory.ts';
import { Received, type Verified } from '../protocol/message.ts';
import { certificates } from '../protocol/wire.ts';
import type { LockState } from '../storage/device-lock.ts';
import { Unexpected, WrongMoment } from './error.ts';
import { drawDeviceKey, signerOf, wrap } from './key.ts';
import { readEnrolled, send, type Enrolled, type Environment, type Phone } from './phone.ts';
import { VERSION, type KeyState, type State } from './state.ts';

/** Two certificates are made and committed. */
const ENROLMENT_PATIENCE = 30_000;
const KEY_LIST_PATIENCE = 10_000;

/** Both PINs: digits in ASCII, which whoever typed them wipes. */
export type Pins = Readonly<Record<Purpose, Octets>>;

/** The lock of the device with its secret, which whoever opened it wipes. */
export type OpenLock = { readonly lock: LockState; readonly secret: Octets };

/** Enrols this phone. If it fails after the keys were written down, `resumeEnrolment` sends the same message again. */
export async function enrol(phone: Phone, activation: Activation, pins: Pins, openLock?: OpenLock): Promise<Enrolled> {
  if (!phone.isNew) throw new WrongMoment('this phone is already enrolled');

  // 1. The keys of the service, under the pin that the officer gave.
  const pin = { current: activation.statementKeySha256 };
  const keyList = await fetchKeyList(phone.environment, activation.baseUrl, pin, 0n);

  // 2. All keys of the phone, and the message.
  const state = await newState(phone, activation, pins, openLock, keyList);

  // 3. Durable before the service hears of them: an answer that is lost finds the same keys again.
  phone.keyList = keyList;
  await phone.begin(state);
  return resumeEnrolment(phone);
}

/** Sends an enrolment that was made and not yet answered. */
export async function resumeEnrolment(phone: Phone): Promise<Enrolled> {
  const { enrolment } = phone.state;
  if (enrolment === undefined) throw new WrongMoment('there is no enrolment to send');
  const { body } = await phone.send('/v1/enrolments', enrolment, ENROLMENT_PATIENCE);
  const reply = readEnrolmentReply(body);
  const [authentication, signature] = await Promise.all([Certificate.fromPem(reply.certificates.authentication), Certificate.fromPem(reply.certificates.signature)]);
  const enrolled = { device: reply.device, certificates: { authentication: authentication.der, signature: signature.der } };
  const identity = await readEnrolled(enrolled);
  await checkCertificates(identity, phone.state, phone.acceptedKeyList.body);
  await phone.commit(({ enrolment: _answered, ...state }) => ({ ...state, enrolled }));
  phone.enrolled = identity;
  return identity;
}

/** What a typed code says, at the service that this page is for: which of its keys may be believed, the code confirms. */
export async function typedActivation(phone: Phone, code: ActivationCode): Promise<Activation> {
  const baseUrl = await phone.environment.address();
  const { body } = await send(phone.environment, baseUrl, '/v1/key-list', KEY_LIST_PATIENCE);
  const { claims } = await Received.parse(KEY_LIST, body.trimEnd());
  return activationOf(code, await claims.statement_key.spkiSha256(), baseUrl);
}

/** Fetches the key list again; one that may not be accepted changes nothing. */
export async function refreshKeyList(phone: Phone): Promise<void> {
  const { baseUrl, statementKeyPin, keyListNumber, keyList } = phone.state;
  const list = await fetchKeyList(phone.environment, baseUrl, statementKeyPin, keyListNumber);
  if (list.compact === keyList) return;
  const pin = await pinAfter(list.body);
  await phone.commit((state) => ({ ...state, statementKeyPin: pin, keyList: list.compact, keyListNumber: list.body.number }));
  phone.keyList = list;
}

async function fetchKeyList(environment: Environment, baseUrl: string, pin: StatementKeyPin, lowest: bigint): Promise<Verified<KeyList>> {
  const { body } = await send(environment, baseUrl, '/v1/key-list', KEY_LIST_PATIENCE);
  return acceptKeyList(body.trimEnd(), pin, lowest);
}

async function newState(phone: Phone, activation: Activation, pins: Pins, openLock: OpenLock | undefined, keyList: Verified<KeyList>): Promise<State> {
  const deviceKey = await drawDeviceKey();
  const seed = draw(32);
  const newKeyOf = (purpose: Purpose) => newKey(purpose, pins[purpose], seed, openLock?.secret ?? NO_LOCK, phone.iterations);
  const [authentication, signature] = [await newKeyOf('authentication'), await newKeyOf('signature')];
  const parts = {
    activationId: activation.id,
    deviceKind: 'app',
    csrAuthentication: authentication.request,
    csrSignature: signature.request,
    deviceKey: PublicKey.fromPoint(deviceKey.point),
    proofKeys: { authentication: authentication.proofKey, signature: signature.proofKey },
    seed,
    iat: phone.now(),
  };
  const enrolment = await makeEnrolment(parts, activation.secret, keyList.body.opening_key, signerOf(deviceKey));
  // The seed and the proof keys end here: the message holds them for the inner zone alone.
  for (const secret of [seed, authentication.proofKey, signature.proofKey]) secret.fill(0);
  return {
    version: VERSION,
    baseUrl: activation.baseUrl,
    statementKeyPin: await pinAfter(keyList.body),
    keyList: keyList.compact,
    keyListNumber: keyList.body.number,
    deviceKey,
    keys: { authentication: authentication.state, signature: signature.state },
    ...(openLock === undefined ? {} : { lock: openLock.lock }),
    unlocks: NO_UNLOCKS,
    enrolment,
    answered: [],
    past: [],
  };
}

/** A signing key that was just drawn: asked for to be certified, and as it is stored. */
async function newKey(purpose: Purpose, pin: Octets, seed: Octets, lockSecret: Octets, iterations: number): Promise<{ request: Octets; proofKey: Octets; state: KeyState }> {
  const [scalar, salt, clientShare] = [drawScalar(), draw(32), draw(32)];
  const { proofKey, wrapPart } = await derivePinKeys(pin, salt, iterations);
  const share = await serviceShare(seed, purpose, FIRST_EPOCH);
  const wrapping = await wrapKey(clientShare, share, wrapPart, purpose, lockSecret);
  const wrappedKey = await wrap(scalar, purpose, wrapping);
  const request = await certificateRequest(scalar);
  const { point } = PublicKey.ofScalar(scalar);
  for (const secret of [scalar, wrapPart, share, wrapping]) secret.fill(0);
  return { request, proofKey, state: { point, salt, iterations, clientShare, epoch: FIRST_EPOCH, wrappedKey } };
}

/** The certificates must be for the keys that this phone made, and by a CA that its key list names. */
async function checkCertificates(identity: Enrolled, state: State, keyList: KeyList): Promise<void> {
  const issuers = await certificates(keyList.person_issuers ?? []);
  for (const purpose of ['authentication', 'signature'] as const) {
    const certificate = identity.certificates[purpose];
    if (!same(PublicKey.fromSpki(certificate.spki).point, state.keys[purpose].point)) throw new Unexpected('a certificate is for another key');
    if (issuers.length > 0) await certificate.checkIssuedByOneOf(issuers, 'a certificate is not from a CA of the key list');
  }
}
