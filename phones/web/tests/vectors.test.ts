// Every vector of tests/vectors/phone.json, which the terminal phone passes too.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decryptJwe } from '../src/formats/jwe.ts';
import { parseJson, writeJson } from '../src/formats/json.ts';
import { base64url, draw, fromBase64, fromBase64url, fromHex, fromUtf8, hashOf, hex, sha256, utf8, xor } from '../src/formats/octets.ts';
import { PublicKey, verifiesDigest } from '../src/formats/p256.ts';
import { activationLine, parseActivation } from '../src/protocol/activation.ts';
import { activationId, activationOf, groupsOf, isGroup, readCode, tidied } from '../src/protocol/activation-code.ts';
import { comparisonCode } from '../src/protocol/comparison.ts';
import { displayed, makeAnswer } from '../src/protocol/answer.ts';
import { authenticationInput } from '../src/protocol/content.ts';
import { activationProof, derivePinKeys, NO_LOCK, pinProof, serviceShare, shareStep, wrapKey, wrappedKeyAssociatedData, type Purpose } from '../src/protocol/keys.ts';
import { drawActivation, encryptFurtherPhone, LONGEST_FURTHER_PHONE } from '../src/protocol/further-phone.ts';
import { unlockName } from '../src/protocol/memory.ts';
import { makeInquiry, type About } from '../src/protocol/inquiry.ts';
import { encryptNewPin, LONGEST_NEW_PIN } from '../src/protocol/new-pin.ts';
import { makePending } from '../src/protocol/pending.ts';
import { makeSubscription } from '../src/protocol/subscription.ts';
import { openShare } from '../src/protocol/unlock.ts';
import { makeClaim, parseLink, wayBack } from '../src/protocol/device-link.ts';
import { callbackOf, verifyPending } from '../src/protocol/verification.ts';
import { makeWish, verifyWish, type Deed } from '../src/protocol/wish.ts';
import { check, DEVICE, inner, knowledge, NOW, payload, pending, privateKey, publicKey, session, signer, vectors, Vector, writable } from './vectors.ts';

test('each key is the public part of its private one, and is known by the hash of its SPKI', async () => {
  for (const name of ['statement', 'opening', 'receipt', 'device', 'authentication', 'signature']) {
    const key = publicKey(name);
    assert.ok(PublicKey.ofScalar(privateKey(name)).equals(key), name);
    assert.ok(PublicKey.fromSpki(key.spki()).equals(key), name);
    assert.equal(await key.spkiSha256(), vectors.at('keys', name, 'spki_sha256').text, name);
    assert.deepEqual(PublicKey.fromJwk(key.jwk()).jwk(), key.jwk());
  }
});

test('a PIN becomes its proof key and wrap part', async () => {
  for (const vector of vectors.at('pin_keys').all) {
    const keys = await derivePinKeys(utf8(vector.at('pin').text), vector.at('salt').octets, vector.at('iterations').number);
    assert.equal(hex(keys.proofKey), vector.at('proof_key').text);
    assert.equal(hex(keys.wrapPart), vector.at('wrap_part').text);
  }
});

test('shares, steps and wrap keys of each epoch', async () => {
  for (const vector of vectors.at('shares').all) {
    const purpose = vector.at('purpose').text as Purpose;
    const [seed, client, epoch] = [vector.at('seed').octets, vector.at('client_share').octets, vector.at('epoch').big];
    const share = await serviceShare(seed, purpose, epoch);
    const step = await shareStep(seed, purpose, epoch);
    assert.equal(hex(share), vector.at('service_share').text);
    assert.equal(hex(step), vector.at('step').text);
    const moved = xor(client, step);
    assert.equal(hex(moved), vector.at('next_client_share').text);
    const wrap = await wrapKey(client, share, vector.at('wrap_part').octets, purpose, NO_LOCK);
    assert.equal(hex(wrap), vector.at('wrap_key').text);
    assert.notEqual(hex(await wrapKey(client, share, vector.at('wrap_part').octets, purpose, draw(32))), hex(wrap), 'a secret of the device changes it');
    assert.equal(hex(await wrapKey(moved, await serviceShare(seed, purpose, epoch + 1n), vector.at('wrap_part').octets, purpose, NO_LOCK)), hex(wrap), 'it stays while both shares move');
  }
});

test('activation codes are read, and confirm the statement key', async () => {
  const statementKey = vectors.at('keys', 'statement', 'spki_sha256').text;
  for (const vector of vectors.at('activation_codes').all) {
    const groups = vector.at('code').text.split(' ').map(tidied);
    const activation = await activationOf(readCode(groups), statementKey, 'https://phones.example');
    assert.equal(hex(activation.secret), vector.at('secret').text);
    assert.equal(activation.id, vector.at('activation_id').text);
    assert.deepEqual(await groupsOf(activation), groups);
    await assert.rejects(activationOf(readCode(groups), '00'.repeat(32), 'https://phones.example'), /not for this service/);
    for (const [at, group] of groups.entries()) {
      assert.ok(isGroup(at + 1, tidied(group.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l'))));
      assert.ok(!isGroup(at + 2, group), 'a group in the place of another');
      for (const place of [0, 3, 5]) assert.ok(!isGroup(at + 1, group.slice(0, place) + (group[place] === '7' ? '8' : '7') + group.slice(place + 1)));
    }
    assert.throws(() => readCode(groups.slice(1)), /slip/);
    assert.throws(() => readCode(groups.slice(0, 5)), /slip/);
  }
});

test('the comparison code of both certificates', async () => {
  const { certificates } = await knowledge();
  const { authentication, signature } = certificates;
  assert.equal(await comparisonCode(authentication.sha256, signature.sha256), vectors.at('comparison_code').text);
});

test('the associated data of a wrapped key', async () => {
  // The vectors were made for a key that is told by its point alone.
  for (const vector of vectors.at('shares').all) {
    const purpose = vector.at('purpose').text as Purpose;
    const data = vector.at('associated_data').text;
    const point = PublicKey.fromPoint(vector.at('associated_data').octets.subarray(-65));
    assert.equal(hex(wrappedKeyAssociatedData(purpose, point)), data);
  }
});

test('the proofs of a PIN and of an activation, and the name of an unlock', async () => {
  const pin = vectors.at('proofs', 'pin_proof');
  const ephemeralKey = pin.at('ephemeral_key').key;
  const scope = {
    device: pin.at('device').text,
    purpose: pin.at('purpose').text as Purpose,
    epoch: pin.at('epoch').big,
    statementSha256: pin.at('statement_sha256').text,
    ephemeralKey,
    before: pin.at('before').all.map((name) => name.text),
  };
  assert.equal(hex(await pinProof(pin.at('proof_key').octets, scope)), pin.at('mac').text);
  assert.equal(await unlockName(ephemeralKey), pin.at('name').text);

  const activation = vectors.at('proofs', 'activation_proof');
  const input = {
    activationId: activation.at('activation_id').text,
    deviceKind: activation.at('device_kind').text,
    csrAuthentication: fromBase64(activation.at('csr_authentication').text),
    csrSignature: fromBase64(activation.at('csr_signature').text),
    deviceKey: activation.at('device_key').key,
    proofKeys: { authentication: activation.at('proof_key_authentication').octets, signature: activation.at('proof_key_signature').octets },
    seed: activation.at('seed').octets,
    iat: activation.at('iat').number,
  };
  assert.equal(hex(await activationProof(activation.at('activation_secret').octets, input)), activation.at('mac').text);
});

test('what an authentication signs', () => {
  const vector = vectors.at('authentication_input');
  assert.equal(hex(authenticationInput(vector.at('statement_sha256').text)), vector.at('input').text);
});

test('the key list is accepted under its pin', async () => {
  const { keyList } = await knowledge();
  assert.equal(keyList.body.number, 7n);
  assert.equal(keyList.compact, vectors.at('key_list').text);
});

/** A signature over the same bytes: header and payload are those of the vector. */
function sameBytes(made: string, vector: string): void {
  const [head, body] = made.split('.');
  const [expectedHead, expectedBody] = vector.split('.');
  assert.deepEqual(payload(made), payload(vector));
  assert.deepEqual([head, body], [expectedHead, expectedBody]);
}

test('a poll is written as the other phone writes it', async () => {
  sameBytes(await makePending(DEVICE, NOW, 30, [], signer('device')), vectors.at('poll').text);
});

test('where a phone is woken is written as the other phone writes it', async () => {
  const subscriptions = vectors.at('subscriptions');
  const push = subscriptions.at('push');
  const address = { endpoint: push.at('endpoint').text, key: fromBase64(push.at('key').text), secret: fromBase64(push.at('secret').text) };
  sameBytes(await makeSubscription(DEVICE, NOW, address, signer('device')), subscriptions.at('named').text);
  sameBytes(await makeSubscription(DEVICE, NOW, undefined, signer('device')), subscriptions.at('ended').text);
});

test('each session is accepted, signs the right digest, and its answer is written as the other phone writes it', async () => {
  for (const name of ['document', 'text', 'digest', 'batch', 'authentication', 'scanned', 'led_back', 'mobile_id']) {
    const vector = session(name);
    const checked = await check(pending(name));
    assert.equal(checked.statement.sha256, vector.at('statement_sha256').text, name);
    assert.deepEqual(checked.digests.map(hex), vector.at('digests_to_sign').all.map((digest) => digest.text), name);
    const answer = vector.at('answer').text;
    const signatures = new Vector(payload(answer)).at('signatures').all.map((one) => (one.isNull ? undefined : fromBase64(one.text)));
    const key = publicKey(checked.statement.body.purpose);
    for (const [at, digest] of checked.digests.entries()) {
      const signature = signatures[at];
      assert.ok(signature === undefined ? name === 'batch' && at === 1 : verifiesDigest(key, digest, signature), name);
    }
    const verifier = callbackOf(checked) === undefined ? undefined : vectors.at('device_links', 'verifier_sha256').text;
    sameBytes(await makeAnswer(checked.statement, displayed(checked.statement.body), signatures, 1n, NOW + 9, signer('device'), verifier), answer);
  }
});

test('wishes and inquiries are written as the other phone writes them, and the statement of one is granted by its own phone alone', async () => {
  const own = vectors.at('own');
  const other = 'd2'.repeat(16);
  const deeds: readonly Deed[] = [{ type: 'freeze' }, { type: 'unfreeze' }, { type: 'name_device', device: other, name: 'Grandmother’s phone' }, { type: 'end_device', device: other }, { type: 'change_pin', purpose: 'signature', secret: own.at('new_pin', 'secret').text }, { type: 'activate', activation_id: await activationId(fromHex(own.at('further_phone', 'activation_secret').text)), device_kind: 'app', secret: own.at('further_phone', 'secret').text }];
  for (const [at, vector] of own.at('wishes').all.entries()) {
    const made = payload(await makeWish(DEVICE, deeds[at] as Deed, NOW, signer('device')));
    const expected = payload(vector.text);
    // The nonce is drawn.
    made.set('nonce', expected.get('nonce') ?? null);
    assert.deepEqual(made, expected);
  }
  const session = payload(own.at('statement').text).get('session') as string;
  const abouts: readonly About[] = [{ type: 'keys' }, { type: 'history', after: undefined }, { type: 'history', after: session }, { type: 'evidence', session }];
  for (const [at, vector] of own.at('inquiries').all.entries()) sameBytes(await makeInquiry(DEVICE, abouts[at] as About, NOW, signer('device')), vector.text);

  // What is told of a new PIN is encrypted anew each time: opened, it says the same.
  const newPin = own.at('new_pin');
  const opens = async (secret: string) => fromUtf8(await decryptJwe(secret, 'sign-new-pin+jwe', LONGEST_NEW_PIN, privateKey('opening'), 'the new PIN'));
  const secret = await encryptNewPin(DEVICE, 'signature', fromHex(newPin.at('proof_key').text), publicKey('opening'));
  assert.ok(secret.length <= LONGEST_NEW_PIN);
  assert.equal(await opens(secret), await opens(newPin.at('secret').text));

  // So is what is told of an activation; its id, its line and its code are made of its secret.
  const given = await drawActivation(await publicKey('statement').spkiSha256(), 'https://phones.example');
  assert.equal(given.id, await activationId(given.secret));
  assert.deepEqual(parseActivation(activationLine(given)), given);
  assert.deepEqual(await activationOf(readCode(await groupsOf(given)), given.statementKeySha256, given.baseUrl), given);
  const opensGiven = async (told: string) => fromUtf8(await decryptJwe(told, 'sign-further-phone+jwe', LONGEST_FURTHER_PHONE, privateKey('opening'), 'the further phone'));
  const known = { ...given, secret: fromHex(own.at('further_phone', 'activation_secret').text) };
  assert.equal(await opensGiven(await encryptFurtherPhone(DEVICE, known, publicKey('opening'))), await opensGiven(own.at('further_phone', 'secret').text));

  const wished = deeds[3] as Deed;
  const [phone, statement, hash] = [await knowledge(), own.at('statement').text, await hashOf(own.at('wish').text)];
  const checked = await verifyWish(statement, wished, hash, phone);
  assert.equal(hex(checked.digest), own.at('digests_to_sign', 0).text);
  const answer = own.at('answer').text;
  const signature = fromBase64(new Vector(payload(answer)).at('signatures').all[0]?.text ?? '');
  assert.ok(verifiesDigest(publicKey('signature'), checked.digest, signature));
  sameBytes(await makeAnswer(checked.statement, { deed: checked.deed }, [signature], 1n, NOW + 9, signer('device')), answer);

  const otherHash = await hashOf(own.at('wishes').all[1]?.text ?? '');
  await assert.rejects(verifyWish(statement, wished, otherHash, phone), /the wish's hash/);
  for (const deed of [...deeds.slice(0, 3), ...deeds.slice(4), { ...wished, device: DEVICE } as Deed]) await assert.rejects(verifyWish(statement, deed, hash, phone), /another in the statement/);
  await assert.rejects(verifyWish(statement, wished, hash, { ...phone, device: other }), /device/);
  await assert.rejects(verifyWish(statement, wished, hash, { ...phone, now: NOW + 300 }), /expired|over/);
  await assert.rejects(verifyPending({ statement, request: undefined, relying_party_chain: undefined }, phone), /relying_party/);
});

test('device links are read, claimed and led back from as the other phone does it', async () => {
  const links = vectors.at('device_links');
  for (const vector of links.at('links').all) {
    const link = parseLink(vector.at('line').text);
    assert.deepEqual([link.session, link.way, link.step, hex(link.code)], [links.at('session').text, vector.at('way').text, vector.at('step').number, vector.at('code').text]);
  }
  const link = parseLink(links.at('address').text);
  sameBytes(await makeClaim(DEVICE, link, NOW, signer('device')), links.at('claim').text);
  const verifier = { octets: links.at('verifier').octets, sha256: links.at('verifier_sha256').text };
  assert.equal(hex(await sha256(verifier.octets)), verifier.sha256);
  assert.equal(wayBack(links.at('callback').text, links.at('session').text, verifier), links.at('way_back').text);

  const line = links.at('links', 1, 'line').text;
  const others = [['sign-link:1:', 'sign-link:2:'], ['sign-link', 'sign-activation'], [':qr:', ':nfc:'], [':7:', ':07:'], [':7:', ':+7:'], [':7:', ':-61:'], [':7:', ':601:'], [':7:', '::'], [':7:', ':1e2:'], [':qr:', ':qr:qr:']] as const;
  for (const [from, to] of others) assert.throws(() => parseLink(line.replace(from, to)), to);
  assert.throws(() => parseLink(line.slice(0, -1)));
  assert.throws(() => parseLink(`${'a'.repeat(512)}#${line}`));
});

test('what was shown is what the statement says', async () => {
  const document = displayed((await check(pending('document'))).statement.body);
  const shown = inner(payload(session('document').at('answer').text), 'shown');
  assert.equal(writeJson(document), writeJson(writable(shown)));
  const vouched = displayed((await check(pending('mobile_id'))).statement.body);
  assert.equal(vouched.vouched_for_by, 'mobile_id');
});

test('the reply to an unlock opens for its phone alone, for its unlock and its epoch', async () => {
  const vector = vectors.at('unlock');
  const ephemeral = vector.at('ephemeral', 'private_key').octets;
  const body = writeJson({ reply: vector.at('reply').text });
  const unlockSha256 = await hashOf(vector.at('unlock').text);
  const statementKey = publicKey('statement');
  const opened = await openShare(body, ephemeral, statementKey, unlockSha256, 0n);
  assert.equal(hex(opened.share), hex(await serviceShare(new Uint8Array(32).fill(0x11), 'signature', 0n)));
  assert.equal(hex(opened.step), hex(await shareStep(new Uint8Array(32).fill(0x11), 'signature', 0n)));
  assert.equal(opened.next_epoch, 1n);
  assert.deepEqual(opened.wrong_pins.signature, { since_last_use: 2, last_30_days: 2 });
  assert.deepEqual(opened.wrong_pins.authentication, { since_last_use: 0, last_30_days: 0 });

  await assert.rejects(openShare(body, privateKey('device'), statementKey, unlockSha256, 0n), /cannot be decrypted/);
  await assert.rejects(openShare(body, ephemeral, publicKey('receipt'), unlockSha256, 0n), /does not verify/);
  await assert.rejects(openShare(body, ephemeral, statementKey, hex(await sha256(utf8('another'))), 0n), /the unlock that the share answers/);
  await assert.rejects(openShare(body, ephemeral, statementKey, unlockSha256, 1n), /the next epoch/);
});

test('the proof inside an unlock opens for the opening key and says what the other phone said', async () => {
  const unlock = payload(vectors.at('unlock', 'unlock').text);
  const proof = unlock.get('proof');
  assert.ok(typeof proof === 'string');
  const plaintext = await decryptJwe(proof, 'sign-pin-proof+jwe', 4_096, privateKey('opening'), 'the proof');
  const opened = new Vector(parseJson(new TextDecoder().decode(plaintext), 'the proof'));
  const scope = {
    device: opened.at('device').text,
    purpose: opened.at('purpose').text as Purpose,
    epoch: opened.at('epoch').big,
    statementSha256: opened.at('statement_sha256').text,
    ephemeralKey: opened.at('ephemeral_key').key,
    before: opened.at('before').all.map((name) => name.text),
  };
  assert.equal(hex(await pinProof(new Uint8Array(32).fill(0x55), scope)), hex(fromBase64(opened.at('mac').text)));
});

test('base64url and base64 have one form', () => {
  assert.equal(base64url(fromBase64url('EBESExQVFhcYGRobHB0eHw')), 'EBESExQVFhcYGRobHB0eHw');
  for (const text of ['EBESExQVFhcYGRobHB0eHx', 'a', '+/', 'AA==']) assert.throws(() => fromBase64url(text), text);
  for (const text of ['AB==', 'A', 'AA', 'A-==']) assert.throws(() => fromBase64(text), text);
});
