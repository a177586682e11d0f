// The phone against a service that is honest, and then against one that is not: what is lost is sent again, what is crooked changes
// nothing, and a crash between any two writes signs nothing twice.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { base64, concat, draw, hex, sha256, utf8 } from '../src/formats/octets.ts';
import type { Purpose } from '../src/protocol/keys.ts';
import { Refused } from '../src/protocol/error.ts';
import type { VerifiedSession } from '../src/protocol/verification.ts';
import { enrol, resumeEnrolment } from '../src/phone/enrolment.ts';
import { AlreadyAnswered, LockNotOpened, ServiceRefused, SignedElsewhere, StorageFailed, Unreachable, WrongMoment, WrongShare } from '../src/phone/error.ts';
import { Phone } from '../src/phone/phone.ts';
import { isStillOpen, poll } from '../src/phone/polling.ts';
import { readDocument, type Fetching } from '../src/phone/reading.ts';
import { deliverOutstanding, refuse, sign } from '../src/phone/signing.ts';
import type { DeviceLock } from '../src/storage/device-lock.ts';
import { MemoryStorage } from '../src/storage/memory.ts';
import { check, pending, resigned, vectors } from './vectors.ts';
import { nowhere, Zone, type Fate } from './zone.ts';

const PINS = { authentication: '2580', signature: '73914' };

const pin = (purpose: Purpose) => utf8(PINS[purpose]);

/** The lock of one device: its secret is in no storage. */
function lockOf(secret = draw(32)): DeviceLock {
  const secretOf: DeviceLock['secretOf'] = ({ input }) => sha256(concat(secret, input));
  return {
    isThere: async () => true,
    make: async () => {
      const lock = { credential: draw(16), input: draw(32) };
      return { lock, secret: await secretOf(lock) };
    },
    secretOf,
  };
}

const SHUT: DeviceLock = {
  ...lockOf(),
  secretOf: () => Promise.reject(new LockNotOpened('nobody opened it')),
};

function open(zone: Zone, storage: MemoryStorage, deviceLock = SHUT): Promise<Phone> {
  return Phone.open({ door: zone.door, events: zone.events, storage, deviceLock, fetching: nowhere, address: async () => 'https://phones.example', now: () => zone.now, pause: 0, iterations: 1_000 });
}

async function enrolled(): Promise<{ zone: Zone; storage: MemoryStorage; phone: Phone }> {
  const [zone, storage] = [await Zone.make(), new MemoryStorage()];
  const phone = await open(zone, storage);
  await enrol(phone, await zone.activation(), { authentication: pin('authentication'), signature: pin('signature') });
  return { zone, storage, phone };
}

async function asked(zone: Zone, phone: Phone, purpose: Purpose = 'signature'): Promise<VerifiedSession> {
  await zone.ask(purpose);
  const { sessions, unacceptable } = await poll(phone, 0);
  assert.deepEqual(unacceptable, []);
  const session = sessions.at(-1);
  assert.ok(session !== undefined);
  return session;
}

/** Each message of this kind has this fate, so many times. */
function meets(zone: Zone, typ: string, fate: Fate, times = 5): void {
  let left = times;
  zone.fate = (_, compact) => {
    const isIt = compact !== '' && atob(compact.split('.')[0] ?? '').includes(typ);
    if (!isIt || left === 0) return 'told';
    left -= 1;
    return fate;
  };
}

test('a phone enrols, signs with both PINs again and again, and its shares move', async () => {
  const { zone, phone } = await enrolled();
  assert.equal(phone.state.enrolment, undefined);
  for (const [round, purpose] of (['signature', 'authentication', 'signature', 'signature', 'authentication'] as const).entries()) {
    assert.equal(await sign(phone, await asked(zone, phone, purpose), pin(purpose)), 'completed');
    assert.equal(zone.answers, round + 1);
  }
  assert.deepEqual([phone.state.keys.signature.epoch, phone.state.keys.authentication.epoch], [3n, 2n]);
  assert.deepEqual(phone.state.past.map(({ outcome }) => outcome), ['logged-in', 'signed', 'signed', 'logged-in', 'signed']);
  await assert.rejects(enrol(phone, await zone.activation(), { authentication: pin('authentication'), signature: pin('signature') }), WrongMoment);
});

test('what is written holds neither a PIN nor what opens a key', async () => {
  const { zone, storage, phone } = await enrolled();
  await sign(phone, await asked(zone, phone), pin('signature'));
  const text = JSON.stringify(storage.state, (_, value: unknown) => (value instanceof Uint8Array ? hex(value) : typeof value === 'bigint' ? String(value) : value));
  for (const digits of Object.values(PINS)) {
    for (const form of [`"${digits}"`, hex(utf8(digits)), base64(utf8(digits)), hex(await sha256(utf8(digits)))]) assert.ok(!text.includes(form));
  }
  assert.equal(storage.state?.deviceKey.private.extractable, false);
});

test('an enrolment whose answer is lost is sent again, the same bytes, also after a crash', async () => {
  const [zone, storage] = [await Zone.make(), new MemoryStorage()];
  meets(zone, 'sign-enrolment+jwt', 'reply lost');
  const phone = await open(zone, storage);
  await assert.rejects(enrol(phone, await zone.activation(), { authentication: pin('authentication'), signature: pin('signature') }), Unreachable);
  const again = await open(zone, storage);
  assert.ok(again.hasOutstandingEnrolment);
  await resumeEnrolment(again);
  const sent = new Set(zone.heard.filter(({ path }) => path === '/v1/enrolments').map(({ body }) => body));
  assert.equal(sent.size, 1);
  await sign(again, await asked(zone, again), pin('signature'));
});

test('a wrong PIN moves nothing, and the person is told of it at the next signature', async () => {
  const { zone, phone } = await enrolled();
  const session = await asked(zone, phone);
  const before = phone.state.keys;
  await assert.rejects(sign(phone, session, utf8('11111')), (error) => error instanceof ServiceRefused && error.problem.slug === 'pin-wrong' && error.problem.remaining === 2);
  assert.deepEqual(phone.state.keys, before);
  assert.equal(phone.state.unlocks.outstanding, undefined);
  await sign(phone, session, pin('signature'));
  assert.equal(phone.wrongPins?.signature.since_last_use, 1);
});

test('whatever is lost on the way, the phone is never taken for a copy', async () => {
  for (const typ of ['sign-unlock+jwt', 'sign-answer+jwt']) {
    for (const fate of ['lost', 'reply lost'] as const) {
      const { zone, storage, phone } = await enrolled();
      await sign(phone, await asked(zone, phone, 'authentication'), pin('authentication'));
      const session = await asked(zone, phone);
      meets(zone, typ, fate);
      await assert.rejects(sign(phone, session, pin('signature')), Unreachable, `${typ} ${fate}`);
      // The phone is switched off, and on again.
      const again = await open(zone, storage);
      await deliverOutstanding(again);
      const next = await asked(zone, again);
      assert.equal(await sign(again, next, pin('signature')), 'completed', `${typ} ${fate}`);
      const answers = zone.heard.filter(({ body }) => body !== undefined && atob(body.split('.')[0] ?? '').includes('sign-answer'));
      assert.equal(zone.answers, typ === 'sign-answer+jwt' ? 3 : 2, `${typ} ${fate}: ${answers.length} answers sent`);
    }
  }
});

test('a crash before any write signs nothing twice and loses nothing', async () => {
  for (let writes = 0; ; writes += 1) {
    const { zone, storage, phone } = await enrolled();
    const session = await asked(zone, phone);
    let left = writes;
    const write = storage.write.bind(storage);
    storage.write = async (state) => {
      left -= 1;
      if (left < 0) throw new StorageFailed('the phone was switched off');
      await write(state);
    };
    const result = await sign(phone, session, pin('signature')).catch((error: unknown) => error);
    storage.write = write;
    const again = await open(zone, storage);
    await deliverOutstanding(again);
    assert.ok(zone.answers <= 1);
    assert.equal(await sign(again, await asked(zone, again), pin('signature')), 'completed', `after ${writes} writes`);
    if (result === 'completed') {
      assert.ok(writes >= 4, 'name, share, answer and its end are four writes');
      return;
    }
    assert.ok(result instanceof StorageFailed, String(result));
  }
});

test('a second page or a copy of the phone is noticed, and the phone says so', async () => {
  const { zone, storage, phone } = await enrolled();
  await sign(phone, await asked(zone, phone), pin('signature'));
  const copied = new MemoryStorage();
  copied.state = structuredClone(storage.state);
  const copy = await open(zone, copied);
  await sign(copy, await asked(zone, copy, 'authentication'), pin('authentication'));
  const session = await asked(zone, phone);
  await assert.rejects(sign(phone, session, pin('signature')), (error) => error instanceof ServiceRefused && error.problem.slug === 'phone-copied');
});

test('a phone that a lock of its device protects signs with that lock alone', async () => {
  const [zone, storage, own] = [await Zone.make(), new MemoryStorage(), lockOf()];
  const phone = await open(zone, storage, own);
  await enrol(phone, await zone.activation(), { authentication: pin('authentication'), signature: pin('signature') }, await own.make('Phone'));
  const session = await asked(zone, phone);

  // The copy on another device: without its lock it sends nothing, with the lock of another one its keys stay shut.
  const copied = new MemoryStorage();
  copied.state = structuredClone(storage.state);
  const heard = zone.heard.length;
  await assert.rejects(sign(await open(zone, copied), session, pin('signature')), LockNotOpened);
  assert.equal(zone.heard.length, heard, 'no PIN was tried, and the service heard nothing');
  for (const purpose of ['signature', 'authentication'] as const) assert.equal(await sign(phone, await asked(zone, phone, purpose), pin(purpose)), 'completed');
  const other = structuredClone(storage.state);
  copied.state = other;
  const answers = zone.answers;
  await assert.rejects(sign(await open(zone, copied, lockOf()), session, pin('signature')), WrongShare);
  assert.equal(zone.answers, answers, 'nothing was signed');
});

test('a share that is forged, for another epoch, or another share opens nothing and moves nothing', async () => {
  const crooked: [(zone: Zone) => void, RegExp | typeof WrongShare][] = [
    [(zone) => (zone.shareSigner = 'receipt'), /signature of share does not verify/],
    [(zone) => (zone.share = (honest) => ({ ...honest, next_epoch: 7n })), /the next epoch/],
    [(zone) => (zone.share = (honest) => ({ ...honest, unlock_sha256: '00'.repeat(32) })), /the unlock that the share answers/],
    [(zone) => (zone.share = (honest) => ({ ...honest, share: base64(new Uint8Array(32)) })), WrongShare],
    [(zone) => (zone.share = (honest) => ({ ...honest, more: 'x' })), /unknown member more/],
  ];
  for (const [bend, reason] of crooked) {
    const { zone, phone } = await enrolled();
    const session = await asked(zone, phone);
    const before = phone.state.keys;
    bend(zone);
    await assert.rejects(sign(phone, session, pin('signature')), reason);
    assert.deepEqual(phone.state.keys, before, 'no share moves before the key has opened');
    assert.ok(phone.state.unlocks.outstanding !== undefined, 'the unlock was answered, and is still named');
  }
});

test('a request is answered once, refused without a PIN, and never late', async () => {
  const { zone, phone } = await enrolled();
  const session = await asked(zone, phone);
  await sign(phone, session, pin('signature'));
  await assert.rejects(sign(phone, session, pin('signature')), AlreadyAnswered);
  const other = await asked(zone, phone);
  assert.ok(await isStillOpen(phone, other.statement.body.session));
  await refuse(phone, other, 'not_mine');
  assert.ok(!(await isStillOpen(phone, other.statement.body.session)));
  assert.equal(phone.state.past[0]?.outcome, 'not-me');
  const late = await asked(zone, phone);
  zone.now += 120;
  const heard = zone.heard.length;
  await assert.rejects(sign(phone, late, pin('signature')), /expired/);
  assert.equal(zone.heard.length, heard, 'nothing is sent for what is over');
});

test('what another phone has answered with these keys is told', async () => {
  const { zone, phone } = await enrolled();
  const session = await asked(zone, phone);
  const open = zone.sessions.get(session.statement.body.session);
  assert.ok(open !== undefined);
  open.state = 'completed';
  await assert.rejects(sign(phone, session, pin('signature')), SignedElsewhere);
});

test('a statement that fails a check is not shown, and is not asked for again', async () => {
  const { zone, phone } = await enrolled();
  await zone.ask('signature', (statement) => {
    statement['device'] = 'd2'.repeat(16);
  });
  const first = await poll(phone, 0);
  assert.deepEqual([first.sessions.length, first.unacceptable.length], [0, 1]);
  const second = await poll(phone, 0);
  assert.deepEqual([second.sessions.length, second.unacceptable.length], [0, 0]);
});

test('a newer key list is fetched and accepted when a statement names it; one that went back is not', async () => {
  const { zone, phone } = await enrolled();
  zone.keyList = await resigned(zone.keyList, 'sign-key-list+jwt', 'statement', (list) => list.set('number', 9n));
  await sign(phone, await asked(zone, phone), pin('signature'));
  assert.equal(phone.state.keyListNumber, 9n);
  zone.keyList = await resigned(zone.keyList, 'sign-key-list+jwt', 'statement', (list) => list.set('number', 8n));
  await zone.ask('signature');
  const { sessions, unacceptable } = await poll(phone, 0);
  assert.deepEqual([sessions.length, unacceptable.length], [0, 1]);
  assert.match(String(unacceptable[0]), /number 8 is lower than 9/);
  assert.equal(phone.state.keyListNumber, 9n);
});

test('an activation with another pin, and certificates for other keys, make no phone', async () => {
  const zone = await Zone.make();
  const pins = { authentication: pin('authentication'), signature: pin('signature') };
  const other = { ...(await zone.activation()), statementKeySha256: '00'.repeat(32) };
  const phone = await open(zone, new MemoryStorage());
  await assert.rejects(enrol(phone, other, pins), /the statement key of the key list/);
  assert.ok(phone.isNew, 'nothing was written down');

  const certificate = `-----BEGIN CERTIFICATE-----\n${vectors.at('certificates', 'signature').text}\n-----END CERTIFICATE-----\n`;
  const body = JSON.stringify({ device: 'd1'.repeat(16), certificates: { authentication: certificate, signature: certificate }, chain: [] });
  const door: typeof zone.door = async (request) => (request.path === '/v1/enrolments' ? { status: 201, body } : zone.door(request));
  const fooled = await Phone.open({ door, events: zone.events, storage: new MemoryStorage(), deviceLock: SHUT, fetching: nowhere, address: async () => 'https://phones.example', now: () => zone.now, pause: 0, iterations: 1_000 });
  await assert.rejects(enrol(fooled, await zone.activation(), pins), /a certificate is for another key/);
  assert.equal(fooled.enrolled, undefined);
});

test('a door that says that it refused has no phone taken for a copy', async () => {
  const { zone, phone } = await enrolled();
  for (let round = 0; round < 8; round += 1) {
    const session = await asked(zone, phone);
    meets(zone, 'sign-unlock+jwt', 'refused', 1);
    await assert.rejects(sign(phone, session, pin('signature')), ServiceRefused);
  }
  assert.equal(await sign(phone, await asked(zone, phone), pin('signature')), 'completed');
});

test('a document is read if it is exactly what would be signed, and no other is', async () => {
  const [zone, session] = [await Zone.make(), await check(pending('located'))];
  const phone = async (fetching: Fetching) => {
    const made = await Phone.open({ door: zone.door, events: zone.events, storage: new MemoryStorage(), deviceLock: SHUT, fetching, address: async () => 'https://phones.example', now: () => zone.now, pause: 0, iterations: 1_000 });
    await enrol(made, await zone.activation(), { authentication: pin('authentication'), signature: pin('signature') });
    return made;
  };
  const file = utf8('the byte ranges of a document');
  const asked: [string, number][] = [];
  const honest = await phone(async (...wanted) => (asked.push(wanted), file));
  assert.deepEqual(await readDocument(honest, session, 0), file);
  assert.deepEqual(asked, [['https://files.bank.example/loan.pdf', file.length]]);
  for (const other of [utf8('the byte ranges of a documenT'), file.subarray(1), new Uint8Array()]) {
    await assert.rejects(readDocument(await phone(async () => other), session, 0), Refused);
  }
  await assert.rejects(readDocument(await phone(nowhere), session, 0), Unreachable);
});
