// Which releases a service worker takes.

import assert from 'node:assert/strict';
import { createPrivateKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readRelease, sha256 } from '../service-worker/release.ts';

/** This folder, which the tests are bundled out of. */
declare const HERE: string;

const file = (name: string) => readFileSync(join(HERE, name));
const { key: ownKey } = JSON.parse(file('../release.json').toString()) as { key: JsonWebKey };
const developers = createPrivateKey(file('development-release-key.pem'));
const HASH = 'ab'.repeat(32);
const GOOD = { v: 1, number: 7, files: { '/': HASH, '/phone.js': HASH } };

function signed(payload: unknown, by: KeyObject = developers, head: unknown = { alg: 'ES256', typ: 'phone-release+jws' }): string {
  const input = [head, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${input}.${sign('sha256', Buffer.from(input), { key: by, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

const publicHalf = developers.export({ format: 'jwk' });
const KEY = { kty: 'EC', crv: 'P-256', x: publicHalf.x ?? '', y: publicHalf.y ?? '' };

test('a release that its key signed is taken, under a name of its own', async () => {
  const release = await readRelease(signed(GOOD), KEY);
  assert.deepEqual([release.number, release.files], [GOOD.number, GOOD.files]);
  assert.notEqual((await readRelease(signed({ ...GOOD, number: 8 }), KEY)).cache, release.cache);
});

test('what it did not sign, or not like this, is refused', async () => {
  const { privateKey: another } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const good = signed(GOOD);
  const [head = '', , tail = ''] = good.split('.');
  const changed = Buffer.from(JSON.stringify({ ...GOOD, number: 8 })).toString('base64url');
  for (const wrong of [
    '',
    'nothing',
    good.slice(0, -4),
    `${good}.`,
    [head, changed, tail].join('.'),
    [head, good.split('.')[1], ''].join('.'),
    signed(GOOD, another),
    signed(GOOD, developers, { alg: 'ES256', typ: 'sign-statement+jwt' }),
    signed(GOOD, developers, { alg: 'none', typ: 'phone-release+jws' }),
    signed(GOOD, developers, { alg: 'ES256', typ: 'phone-release+jws', jwk: KEY }),
    signed({ ...GOOD, v: 2 }),
    signed({ ...GOOD, number: 1.5 }),
    signed({ ...GOOD, number: '7' }),
    signed({ v: 1, number: 7 }),
    signed({ ...GOOD, files: {} }),
    signed({ ...GOOD, files: { '/': HASH, 'https://elsewhere.example/phone.js': HASH } }),
    signed({ ...GOOD, files: { '/': 'ab' } }),
    signed({ ...GOOD, files: { '/': HASH, '/long': HASH, ...Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`/${at}`, HASH])) } }),
  ]) {
    await assert.rejects(readRelease(wrong, KEY), wrong.slice(0, 60));
  }
});

test('what is committed is signed, and names exactly the files that are kept', async () => {
  const release = await readRelease(file('../dist/release.jws').toString(), ownKey);
  for (const [path, hash] of Object.entries(release.files)) {
    assert.equal(await sha256(file(`../dist/${path === '/' ? 'index.html' : path.slice(1)}`)), hash, path);
  }
  assert.ok(!Object.hasOwn(release.files, '/service-worker.js'));
});
