// Documents that lie at their relying party: which addresses are addresses, and which files are what is signed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concat, hex, sha256, utf8, type Octets } from '../src/formats/octets.ts';
import { checkDomain, checkFile, document } from '../src/protocol/document.ts';
import { checkChoice, unread } from '../src/protocol/answer.ts';
import { check, pending } from './vectors.ts';

const at = (url: string, size = 7n) => document(new Map<string, never>([['location', new Map<string, unknown>([['url', url], ['size', size]]) as never]]), 'document').location;

test('an address has one reading and lies at its relying party', () => {
  for (const good of ['https://registry.example/a.pdf', 'https://d.registry.example:8443/x?y=1&z=%20', 'http://localhost:7609/a']) {
    const location = at(good);
    assert.ok(location !== undefined);
    checkDomain(location, 'registry.example');
  }
  for (const other of ['https://registry.example.evil/a', 'https://evilregistry.example/a', 'https://example/a']) {
    const location = at(other);
    assert.ok(location !== undefined);
    assert.throws(() => checkDomain(location, 'registry.example'), other);
  }
  for (const wrong of [
    'http://registry.example/a',
    'https://user@registry.example/a',
    'https://registry.example@evil/a',
    'https://registry.example\\@evil/a',
    'https://registry.example/a#b',
    'https://registry.example',
    'https://Registry.example/a',
    'https://registry.example:/a',
    'https://registry..example/a',
    'https://[::1]/a',
    'ftp://localhost/a',
    'https://registry.example/ä',
    'https://registry.example/a\n',
    'javascript://registry.example/a',
  ]) {
    assert.throws(() => at(wrong), wrong);
  }
  assert.throws(() => at('https://a/b', 33_554_433n));
  assert.throws(() => at('https://a/b', 0n));
});

/** A prepared PDF with this in the place of its signature. */
function prepared(place: string): Octets {
  const [head, tail] = ['%PDF-1.7 /Contents ', '\n%%EOF\n'];
  const range = (...numbers: number[]) => ` /ByteRange [0 ${numbers.map((number) => String(number).padStart(4)).join(' ')}]`;
  const rest = range(0, 0, 0).length + tail.length;
  return utf8(head + place + range(head.length, head.length + place.length, rest) + tail);
}

test('a file is what is signed or it is refused', async () => {
  const holds = async (file: Octets, bound: Octets, size = file.length) => checkFile(file, { url: 'https://a/b', size }, hex(await sha256(bound)));
  const plain = utf8('a lease');
  await holds(plain, plain);
  await assert.rejects(holds(plain, plain, 6));
  await assert.rejects(holds(utf8('a leash'), plain));
  const covered = (pdf: Octets) => concat(pdf.subarray(0, 19), pdf.subarray(27));
  const pdf = prepared('<000000>');
  await holds(pdf, covered(pdf));
  // What is not covered would be shown, and not be signed.
  for (const place of ['<00000a>', '0000000>', '<0>0<00>', '<00 000>']) {
    const filled = prepared(place);
    await assert.rejects(holds(filled, covered(filled)), place);
  }
  await assert.rejects(holds(concat(pdf, utf8(' ')), covered(pdf)));
});

test('nothing signed is a refusal, and what must be opened is opened first', async () => {
  const { body } = (await check(pending('batch'))).statement;
  const none = { signed: [false, false, false], opened: [false, false, false] };
  assert.throws(() => checkChoice(none, body.sign), /nothing signed/);
  assert.ok(body.sign.type === 'documents');
  const [first, ...others] = body.sign.documents;
  assert.ok(first !== undefined);
  const sign = { ...body.sign, documents: [{ ...first, must_open: true }, ...others] };
  const all = { signed: [true, true, true], opened: [false, false, false] };
  assert.deepEqual(unread(all, sign), [0]);
  assert.throws(() => checkChoice(all, sign), /opened first/);
  checkChoice({ ...all, opened: [true, false, false] }, sign);
  checkChoice({ ...all, signed: [false, true, true] }, sign);
});
