// What a person does about their own keys, against a service that is honest and one that is not.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utf8 } from '../src/formats/octets.ts';
import { isEnded, isFrozen, readKeys } from '../src/protocol/inquiry.ts';
import type { Deed } from '../src/protocol/wish.ts';
import { enrol } from '../src/phone/enrolment.ts';
import { ServiceRefused, Unreachable } from '../src/phone/error.ts';
import { grant, wish } from '../src/phone/own.ts';
import { Phone } from '../src/phone/phone.ts';
import { MemoryStorage } from '../src/storage/memory.ts';
import { nowhere, Zone } from './zone.ts';

const PIN = '73914';
const OTHER = 'd2'.repeat(16);

async function enrolled(): Promise<{ zone: Zone; phone: Phone }> {
  const zone = await Zone.make();
  const shut = { isThere: async () => false, make: () => Promise.reject(new Error('none')), secretOf: () => Promise.reject(new Error('none')) };
  const phone = await Phone.open({ door: zone.door, events: zone.events, storage: new MemoryStorage(), deviceLock: shut, fetching: nowhere, now: () => zone.now, address: async () => 'https://phones.example', pause: 0, iterations: 1_000 });
  await enrol(phone, await zone.activation(), { authentication: utf8('2580'), signature: utf8(PIN) });
  return { zone, phone };
}

test('to freeze takes one message, and to end it the PIN by the same unlock and answer as any signature', async () => {
  const { zone, phone } = await enrolled();
  assert.equal(await wish(phone, { type: 'freeze' }), undefined);
  assert.deepEqual(zone.done, ['freeze']);
  const stated = await wish(phone, { type: 'unfreeze' });
  assert.ok(stated !== undefined);
  await assert.rejects(grant(phone, stated, utf8('99999')), ServiceRefused);
  assert.equal(zone.answers, 0);
  await grant(phone, stated, utf8(PIN));
  assert.equal(zone.answers, 1);
  assert.equal(phone.state.keys.signature.epoch, 1n);
  assert.deepEqual(phone.state.past, [], 'what a person does for themselves is no request of anybody');
});

test('a lost reply to a wish is asked for again with the same bytes', async () => {
  const { zone, phone } = await enrolled();
  let left = 2;
  zone.fate = (path) => (path === '/v1/phone/wishes' && left-- > 0 ? 'reply lost' : 'told');
  assert.equal(await wish(phone, { type: 'freeze' }), undefined);
  assert.deepEqual(zone.done, ['freeze'], 'it was done once');
  zone.fate = (path) => (path === '/v1/phone/wishes' ? 'lost' : 'told');
  await assert.rejects(wish(phone, { type: 'freeze' }), Unreachable);
});

test('a crooked service states nothing but the wish, and does nothing without the PIN that it takes', async () => {
  const ends: Deed = { type: 'end_device', device: OTHER };
  const crooked: readonly [string, Record<string, unknown>][] = [
    ['another deed', { sign: { type: 'deed', algorithm: 'ES256', deed: { type: 'unfreeze' } } }],
    ['another phone', { sign: { type: 'deed', algorithm: 'ES256', deed: { type: 'end_device', device: 'd3'.repeat(16) } } }],
    ['another wish', { request_sha256: '00'.repeat(32) }],
    ['another device', { device: OTHER }],
    ['the other PIN', { purpose: 'authentication' }],
    ['a relying party', { relying_party: { id: 'bank' } }],
    ['a text of its own', { display: { text: 'Pay 1,000 rupees' } }],
    ['a digest', { sign: { type: 'digest', algorithm: 'ES256', sha256: '00'.repeat(32) } }],
    ['one that is over', { issued_at: 1_799_999_000, expires_at: 1_799_999_300 }],
    ['what takes no PIN', { sign: { type: 'deed', algorithm: 'ES256', deed: { type: 'freeze' } } }],
  ];
  for (const [what, change] of crooked) {
    const { zone, phone } = await enrolled();
    zone.wished = change;
    await assert.rejects(wish(phone, ends), what);
    assert.equal(zone.heard.filter(({ path }) => path === '/v1/phone/messages').length, 0, `${what}: no PIN is proved`);
  }
  const { zone, phone } = await enrolled();
  const { door } = phone.environment;
  Object.assign(phone.environment, { door: (request: Parameters<typeof door>[0]) => (request.path === '/v1/phone/wishes' ? Promise.resolve({ status: 200, body: '{}' }) : door(request)) });
  await assert.rejects(wish(phone, ends), /as its PIN demands/);
  assert.deepEqual(zone.done, []);
});

test('what a service says of keys is read strictly', () => {
  const certificate = { sha256: 'ab'.repeat(32), purpose: 'signature', not_before: 1, not_after: 2, standing: 'frozen', since: 1 };
  const device = { device: OTHER, kind: 'app', name: 'Old phone', enrolled_at: 1, used_at: 2, certificates: [certificate] };
  const kept = readKeys(JSON.stringify({ devices: [device] }));
  assert.ok(isFrozen(kept) && kept.every((each) => !isEnded(each)));
  for (const wrong of [{ ...device, standing: 'good' }, { ...device, name: 'a\u202eb' }, { ...device, kind: 'sim' }, { ...device, certificates: [{ ...certificate, standing: 'fine' }] }, { ...device, certificates: undefined }]) {
    assert.throws(() => readKeys(JSON.stringify({ devices: [wrong] })));
  }
});
