// Another PIN: whatever is lost on the way, and wherever the phone dies, one of the two opens the key.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utf8 } from '../src/formats/octets.ts';
import type { Purpose } from '../src/protocol/keys.ts';
import { enrol } from '../src/phone/enrolment.ts';
import { SamePin, ServiceRefused, Unexpected, Unreachable } from '../src/phone/error.ts';
import { changesPin, grant, newPinKeys, wish } from '../src/phone/own.ts';
import { Phone } from '../src/phone/phone.ts';
import { deliverOutstanding } from '../src/phone/signing.ts';
import { MemoryStorage } from '../src/storage/memory.ts';
import { nowhere, Zone } from './zone.ts';

const [OLD, NEW] = ['73914', '48205'];

class World {
  private constructor(
    readonly zone: Zone,
    readonly storage: MemoryStorage,
    public phone: Phone,
  ) {}

  static async make(): Promise<World> {
    const [zone, storage] = [await Zone.make(), new MemoryStorage()];
    const world = new World(zone, storage, await World.open(zone, storage));
    await enrol(world.phone, await zone.activation(), { authentication: utf8('2580'), signature: utf8(OLD) });
    return world;
  }

  private static open(zone: Zone, storage: MemoryStorage): Promise<Phone> {
    const shut = { isThere: async () => false, make: () => Promise.reject(new Error('none')), secretOf: () => Promise.reject(new Error('none')) };
    return Phone.open({ door: zone.door, events: zone.events, storage, deviceLock: shut, fetching: nowhere, now: () => zone.now, address: async () => 'https://phones.example', pause: 0, iterations: 1_000 });
  }

  /** The page is opened again. */
  async reopens(): Promise<void> {
    this.phone = await World.open(this.zone, this.storage);
  }

  async changes(to: string, by: string, purpose: Purpose = 'signature'): Promise<void> {
    const newPin = await newPinKeys(this.phone, purpose, utf8(to));
    const stated = await wish(this.phone, await changesPin(this.phone, purpose, newPin));
    assert.ok(stated !== undefined);
    await grant(this.phone, stated, utf8(by), newPin);
  }

  /** Does something for which this PIN 2 is asked. */
  async does(pin: string): Promise<void> {
    const stated = await wish(this.phone, { type: 'unfreeze' });
    assert.ok(stated !== undefined);
    await grant(this.phone, stated, utf8(pin));
  }

  /** What becomes of answers from now on. */
  answers(fate: 'lost' | 'reply lost' | 'told'): void {
    this.zone.fate = (_, compact) => (typOf(compact) === 'sign-answer+jwt' ? fate : 'told');
  }
}

function typOf(compact: string): string {
  const header = compact.split('.')[0] ?? '';
  return header === '' ? '' : (JSON.parse(Buffer.from(header, 'base64url').toString()) as { typ: string }).typ;
}

test('the PIN that there is grants another one, and each key has its own', async () => {
  const world = await World.make();
  await assert.rejects(world.changes(NEW, '99999'), ServiceRefused);
  await world.does(OLD);
  await world.changes(NEW, OLD);
  await assert.rejects(world.does(OLD), ServiceRefused);
  await world.does(NEW);
  await world.changes('39170', '2580', 'authentication');
  await world.does(NEW);
  assert.ok(!JSON.stringify(world.phone.state, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)).includes(NEW));
});

test('the PIN that there is is no other one, and is not counted', async () => {
  const world = await World.make();
  await assert.rejects(world.changes(OLD, OLD), SamePin);
  assert.equal(world.phone.state.keys.signature.epoch, 0n);
  await world.does(OLD);
});

test('a PIN is changed with what the new one becomes, and nothing else is granted with it', async () => {
  const { phone } = await World.make();
  const newPin = await newPinKeys(phone, 'signature', utf8(NEW));
  const stated = await wish(phone, await changesPin(phone, 'signature', newPin));
  assert.ok(stated !== undefined);
  await assert.rejects(grant(phone, stated, utf8(OLD)), Unexpected);
  const other = await wish(phone, { type: 'unfreeze' });
  assert.ok(other !== undefined);
  await assert.rejects(grant(phone, other, utf8(OLD), newPin), Unexpected);
});

test('an answer that never arrives changes nothing, one that does changes it, and the phone finds out which', async () => {
  const world = await World.make();
  // Neither arrives nor is sent again: the old one opens the key.
  world.answers('lost');
  await assert.rejects(world.changes(NEW, OLD), Unreachable);
  world.answers('told');
  world.zone.now += 601;
  await world.reopens();
  await assert.rejects(world.does(NEW), ServiceRefused);
  await world.does(OLD);

  // Sent again by a page that was closed: the new one opens it.
  world.answers('lost');
  await assert.rejects(world.changes(NEW, OLD), Unreachable);
  world.answers('told');
  await world.reopens();
  await deliverOutstanding(world.phone);
  await world.does(NEW);

  // Arrived, and the reply lost: the newest opens it, also for the change after it.
  world.answers('reply lost');
  await assert.rejects(world.changes('50271', NEW), Unreachable);
  world.answers('told');
  await world.reopens();
  await world.changes('72048', '50271');
  await assert.rejects(world.does('50271'), ServiceRefused);
  await world.does('72048');
});

test('a service that says it was done, and has not, locks nobody out', async () => {
  const world = await World.make();
  const { door } = world.phone.environment;
  const lies: typeof door = (request) => (typOf(request.body ?? '') === 'sign-answer+jwt' ? Promise.resolve({ status: 200, body: '{"state":"completed"}' }) : door(request));
  Object.assign(world.phone.environment, { door: lies });
  await world.changes(NEW, OLD);
  await world.reopens();
  await assert.rejects(world.does(NEW), ServiceRefused);
  await world.does(OLD);
});

test('wherever the page dies while a PIN is changed, one of the two opens the key', async () => {
  for (let writes = 1; ; writes += 1) {
    const world = await World.make();
    const { storage } = world;
    const write = storage.write.bind(storage);
    let left = writes;
    storage.write = (state) => (left-- > 0 ? write(state) : Promise.reject(new Error('the page died')));
    const died = await world.changes(NEW, OLD).then(
      () => false,
      () => true,
    );
    storage.write = write;
    if (!died) return assert.ok(writes > 2, `${writes} writes`);
    await world.reopens();
    await deliverOutstanding(world.phone).catch(() => {});
    await world.does(NEW).catch(() => world.does(OLD));
  }
});
