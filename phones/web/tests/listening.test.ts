// Hearing that something waits: at once, once, and never instead of a poll.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DoorRequest, Events } from '../src/phone/door.ts';
import { enrol } from '../src/phone/enrolment.ts';
import { Ear } from '../src/phone/listening.ts';
import { Phone } from '../src/phone/phone.ts';
import { utf8 } from '../src/formats/octets.ts';
import { MemoryStorage } from '../src/storage/memory.ts';
import { LockNotOpened } from '../src/phone/error.ts';
import { nowhere, Zone } from './zone.ts';

const NEVER = new AbortController().signal;
const isCurrent = () => true;

/** A phone, and an ear that has had its first look. */
async function listening(events: Events): Promise<{ phone: Phone; ear: Ear; clock: { now: number } }> {
  const [zone, clock] = [await Zone.make(), { now: 0 }];
  const deviceLock = { isThere: async () => false, make: () => Promise.reject(new LockNotOpened('none')), secretOf: () => Promise.reject(new LockNotOpened('none')) };
  const phone = await Phone.open({ door: zone.door, events, storage: new MemoryStorage(), deviceLock, fetching: nowhere, address: async () => 'https://phones.example', now: () => zone.now, pause: 0, iterations: 1_000 });
  await enrol(phone, await zone.activation(), { authentication: utf8('2749'), signature: utf8('60318') });
  const ear = new Ear(() => clock.now);
  assert.equal(await ear.hears(phone, NEVER, isCurrent), true, 'the first look comes first');
  return { phone, ear, clock };
}

test('an event is heard in whatever parts it comes, and a silence is none', async () => {
  const asked: DoorRequest[] = [];
  const { phone, ear } = await listening(async function* (request) {
    asked.push(request);
    yield* [':\n\n:\n', '\ndata: wa', 'its\n', '\n:\n\n', 'data: waits\n\n'];
    await new Promise(() => {});
  });
  assert.equal(await ear.hears(phone, NEVER, isCurrent), true);
  assert.equal(await ear.hears(phone, NEVER, isCurrent), true);
  assert.deepEqual(asked.map(({ path }) => path), ['/v1/phone/events'], 'one answer is listened to');
  const silence = Symbol('silence');
  const next = await Promise.race([ear.hears(phone, NEVER, isCurrent), new Promise((resolve) => setTimeout(resolve, 50, silence))]);
  assert.equal(next, silence);
});

test('a phone that may not listen polls for a minute, and then tries again', async () => {
  let asked = 0;
  const { phone, ear, clock } = await listening(async function* () {
    asked += 1;
  });
  assert.equal(await ear.hears(phone, NEVER, isCurrent), false);
  clock.now += 59_000;
  assert.equal(await ear.hears(phone, NEVER, isCurrent), false);
  assert.equal(asked, 1);
  clock.now += 2_000;
  assert.equal(await ear.hears(phone, NEVER, isCurrent), false);
  assert.equal(asked, 2);
});

test('an answer that lasted and ended is followed by a look, and by another answer', async () => {
  let asked = 0;
  const { phone, ear, clock } = await listening(async function* () {
    asked += 1;
    clock.now += 600_000;
  });
  assert.equal(await ear.hears(phone, NEVER, isCurrent), true);
  assert.equal(await ear.hears(phone, NEVER, isCurrent), true);
  assert.equal(asked, 2);
});

test('a page that is hidden, or whose phone another window took, waits no longer', async () => {
  const hidden = new AbortController();
  const { phone, ear, clock } = await listening(async function* ({ signal }) {
    if (signal?.aborted === true) return;
    yield ':\n\n';
    await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
  });
  assert.equal(await ear.hears(phone, NEVER, () => false), true);
  ear.close();
  const hears = ear.hears(phone, hidden.signal, isCurrent);
  hidden.abort();
  assert.equal(await hears, true);
  clock.now += 1;
  assert.equal(await ear.hears(phone, hidden.signal, isCurrent), true, 'it is not deaf for that');
});
