// Being woken: what the service is told is what the browser has, at each start, and only as long as the person wants it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { base64, base64url, draw, utf8, type Octets } from '../src/formats/octets.ts';
import { PublicKey, drawScalar } from '../src/formats/p256.ts';
import type { PushAddress } from '../src/protocol/subscription.ts';
import { enrol } from '../src/phone/enrolment.ts';
import { Unreachable } from '../src/phone/error.ts';
import { Phone } from '../src/phone/phone.ts';
import { beginWaking, endWaking, resumeWaking } from '../src/phone/waking.ts';
import { MemoryStorage } from '../src/storage/memory.ts';
import type { DeviceLock } from '../src/storage/device-lock.ts';
import type { PushService } from '../src/storage/push.ts';
import { payload } from './vectors.ts';
import { nowhere, Zone } from './zone.ts';

const NO_LOCK_HERE: DeviceLock = { isThere: async () => false, make: () => Promise.reject(new Error()), secretOf: () => Promise.reject(new Error()) };
const KEY = PublicKey.ofScalar(drawScalar()).point;

/** A browser: what the person has allowed, and where it is woken. */
class Browser implements PushService {
  allowed: ReturnType<PushService['permission']> = 'open';
  /** What the person says when asked. */
  says: 'granted' | 'denied' | 'open' = 'granted';
  address: PushAddress = { endpoint: 'https://push.example.org/a', key: PublicKey.ofScalar(drawScalar()).point, secret: draw(16) };
  named: Octets | undefined;

  permission() {
    return this.allowed;
  }

  async ask() {
    this.allowed = this.says;
    return this.says === 'granted';
  }

  async subscribe(key: Octets) {
    this.named = key;
    return this.address;
  }

  async end() {
    this.named = undefined;
  }
}

async function scene() {
  const [zone, storage, browser] = [await Zone.make(), new MemoryStorage(), new Browser()];
  zone.pushKey = base64url(KEY);
  const open = () => Phone.open({ door: zone.door, events: zone.events, storage, deviceLock: NO_LOCK_HERE, fetching: nowhere, address: async () => 'https://phones.example', now: () => zone.now, pause: 0, iterations: 1_000 });
  const phone = await open();
  await enrol(phone, await zone.activation(), { authentication: utf8('2580'), signature: utf8('73914') });
  return { zone, browser, phone, open };
}

/** What the service was told, in order: an address, or none. */
function told(zone: Zone): (string | undefined)[] {
  return zone.heard.filter(({ path }) => path === '/v1/phone/subscription').map(({ body }) => payload(body ?? '')).map((said) => (said instanceof Map && said.get('push') instanceof Map ? String((said.get('push') as Map<string, unknown>).get('endpoint')) : undefined));
}

test('nobody is asked, and nothing told, before the person wants it', async () => {
  const { zone, browser, phone } = await scene();
  assert.equal(await resumeWaking(phone, browser), 'off');
  browser.says = 'open';
  assert.equal(await beginWaking(phone, browser), 'off');
  browser.says = 'denied';
  assert.equal(await beginWaking(phone, browser), 'denied');
  assert.deepEqual([told(zone), browser.named], [[], undefined]);
});

test('once wanted, each start says where, also when the browser has moved; then it is ended at both sides', async () => {
  const { zone, browser, phone, open } = await scene();
  assert.equal(await beginWaking(phone, browser), 'on');
  assert.equal(base64(browser.named ?? draw(1)), base64(KEY));
  browser.address = { ...browser.address, endpoint: 'https://push.example.org/b' };
  const again = await open();
  assert.equal(await resumeWaking(again, browser), 'on');
  await endWaking(again, browser);
  assert.equal(browser.named, undefined);
  assert.equal(await resumeWaking(again, browser), 'off');
  assert.deepEqual(told(zone), ['https://push.example.org/a', 'https://push.example.org/b', undefined]);
});

test('what the person forbids in the settings of the browser the service hears at the next start', async () => {
  const { zone, browser, phone } = await scene();
  await beginWaking(phone, browser);
  browser.allowed = 'denied';
  assert.equal(await resumeWaking(phone, browser), 'denied');
  assert.equal(await resumeWaking(phone, browser), 'denied');
  assert.deepEqual(told(zone), ['https://push.example.org/a', undefined]);
});

test('a country that wakes nobody, and a browser that cannot be woken, offer nothing', async () => {
  const { zone, browser, phone } = await scene();
  browser.allowed = 'none';
  assert.equal(await resumeWaking(phone, browser), 'none');
  browser.allowed = 'granted';
  zone.pushKey = undefined;
  assert.equal(await resumeWaking(phone, browser), 'none');
  assert.equal(await beginWaking(phone, browser), 'none');
  assert.deepEqual(told(zone), []);
});

test('what the service did not hear is not taken for wanted, and ended in the browser all the same', async () => {
  const { zone, browser, phone } = await scene();
  zone.fate = (path) => (path === '/v1/phone/subscription' ? 'lost' : 'told');
  await assert.rejects(beginWaking(phone, browser), Unreachable);
  assert.equal(phone.state.isWoken, undefined);
  zone.fate = () => 'told';
  await beginWaking(phone, browser);
  zone.fate = (path) => (path === '/v1/phone/subscription' ? 'lost' : 'told');
  await assert.rejects(endWaking(phone, browser), Unreachable);
  assert.deepEqual([browser.named, phone.state.isWoken], [undefined, false]);
});

test('a key of the service that is none is not given to the browser', async () => {
  const { zone, browser, phone } = await scene();
  for (const wrong of ['', 'A'.repeat(87), base64url(KEY).slice(1)]) {
    zone.pushKey = wrong;
    await assert.rejects(beginWaking(phone, browser));
    assert.equal(browser.named, undefined);
  }
});
