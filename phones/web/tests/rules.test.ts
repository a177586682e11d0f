// PINs, texts, activations and what a phone remembers: what is accepted, and each rule that refuses.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHex, utf8 } from '../src/formats/octets.ts';
import { parseActivation } from '../src/protocol/activation.ts';
import { line } from '../src/protocol/display.ts';
import { begin, names, NO_UNLOCKS, opened, REMEMBERED, resolved } from '../src/protocol/memory.ts';
import { pinProblem, pinsProblem } from '../src/protocol/pin.ts';
import { readProblem } from '../src/protocol/reply.ts';
import { mobileIdCode } from '../src/protocol/statement.ts';
import { languageTag } from '../src/protocol/wire.ts';

test('PINs that are easy to guess are refused, and the reason is told', () => {
  for (const good of ['2580', '73914', '591837', '135791357913']) assert.equal(pinProblem(utf8(good), 'authentication'), undefined, good);
  const weak = {
    sequence: ['1234', '4321', '7890', '0987'],
    repetition: ['111111', '1212', '123123'],
    date: ['1984', '2026', '311299', '991231', '123199', '24111965', '19651124'],
    short: ['123', ''],
    malformed: ['12a4', '1234567890123', '１２３４'],
  };
  for (const [reason, pins] of Object.entries(weak)) for (const pin of pins) assert.equal(pinProblem(utf8(pin), 'authentication'), reason, pin);
  assert.equal(pinProblem(utf8('2580'), 'signature'), 'short');
  assert.equal(pinProblem(utf8('25806'), 'signature'), undefined);
});

test('the two PINs differ and neither is inside the other', () => {
  assert.equal(pinsProblem(utf8('2580'), utf8('73914')), undefined);
  for (const [first, second] of [['73914', '73914'], ['2580', '25806'], ['925806', '25806']]) {
    assert.equal(pinsProblem(utf8(first ?? ''), utf8(second ?? '')), 'related');
  }
});

test('text that could mislead is refused', () => {
  const read = line(20);
  for (const good of ['Loan of 1,000 ₨', 'Jérôme', '日本語', 'שלום', 'e\u0301', '👍', '\u09b0\u200d\u09cd\u09af']) assert.equal(read(good, 'text'), good);
  const bad = ['', ' a', 'a ', 'a\nb', 'a\tb', 'a\u00a0b', 'a\u0007b', 'a\u200bb', 'a\u200db', 'a\u200cb', 'a\u202eb', 'a\u2066b', 'a\ufeffb', 'a\u00adb', 'a\u3164b', 'a\u{e0041}b', 'a\ue000b', 'a\uffffb', 'a\u2028b', 'a\u0301\u0301\u0301\u0301\u0301', 'twenty-one characters'];
  for (const text of bad) assert.throws(() => read(text, 'text'), JSON.stringify(text));
  for (const good of ['en', 'mfe', 'pt-BR', 'zh-Hant-TW']) assert.equal(languageTag(good, 'language'), good);
  for (const text of ['', 'e', 'EN', 'en-', 'en_GB', 'en-waytoolongpart', 'english']) assert.throws(() => languageTag(text, 'language'), text);
});

const PAYLOAD =
  'sign-activation:1:000102030405060708090a0b0c0d0e0f:EBESExQVFhcYGRobHB0eHw:202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f:http://127.0.0.1:7601';

test('an activation is read, and a malformed one refused', () => {
  const activation = parseActivation(`${PAYLOAD}\n`);
  assert.equal(activation.baseUrl, 'http://127.0.0.1:7601');
  assert.equal(activation.secret[0], 0x10);
  for (const url of ['http://', 'https://', 'ftp://a', 'http://a/', 'http://a?b', 'http://a b', 'http://:1']) {
    assert.throws(() => parseActivation(PAYLOAD.replace('http://127.0.0.1:7601', url)), url);
  }
  for (const [from, to] of [['sign-activation', 'greatseal'], [':1:', ':2:'], ['0e0f:', '0e:'], ['0e0f:', '0E0F:'], ['eHw:', 'eH:'], ['eHw:', 'eHx:'], ['3e3f:', '3e:']] as const) {
    assert.throws(() => parseActivation(PAYLOAD.replace(from, to)), `${from} → ${to}`);
  }
  assert.throws(() => parseActivation(`${PAYLOAD}/${'a'.repeat(512)}`));
});

test('what was answered is named however many were refused since', () => {
  const unlock = (number: number, purpose: 'authentication' | 'signature') => ({ purpose, name: String(number), message: String(number) });
  let memory = NO_UNLOCKS;
  assert.deepEqual(names(memory), []);
  memory = opened(begin(memory, unlock(1, 'signature')));
  memory = opened(begin(memory, unlock(2, 'authentication')));
  memory = resolved(begin(memory, unlock(3, 'signature')), true);
  for (let number = 4; number < 100; number += 1) {
    memory = begin(memory, unlock(number, 'signature'));
    assert.equal(memory.outstanding?.name, String(number));
    memory = resolved(memory, false);
    assert.equal(memory.outstanding, undefined);
  }
  const named = names(memory);
  assert.equal(named.length, REMEMBERED + 3);
  for (const kept of ['1', '2', '3', '92', '99']) assert.ok(named.includes(kept), kept);
  assert.ok(!named.includes('91'));
});

test('the code of Mobile-ID is that of its protocol', () => {
  const octets = (first: number, last: number) => Uint8Array.from({ length: 48 }, (_, at) => (at === 0 ? first : at === 47 ? last : 0));
  assert.equal(mobileIdCode(octets(0x03, 0x80)), '0000', 'neither bit is among the thirteen');
  assert.equal(mobileIdCode(octets(0xff, 0xff)), '8191');
  assert.equal(mobileIdCode(octets(0x04, 0x01)), '0129');
  assert.equal(mobileIdCode(fromHex('2f665f6a6999e0ef0752e00ec9f453adf59d8cb6')), '1462', 'the published example');
});

test('whatever a door answers is read as a problem or as nothing', () => {
  const problem = readProblem('{"type":"/problems/pin-wrong","title":"The PIN is wrong","remaining":2}');
  assert.deepEqual([problem.slug, problem.title, problem.remaining], ['pin-wrong', 'The PIN is wrong', 2]);
  for (const body of ['', '<html>', '[]', 'null', '{"type":7,"remaining":"x"}']) assert.equal(readProblem(body).slug, '');
});
