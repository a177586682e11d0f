// What a phone refuses: a good session is accepted, and each one change to it is not.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../src/formats/json.ts';
import { fromBase64, fromBase64url, base64url, hex, fromHex, sha256, utf8 } from '../src/formats/octets.ts';
import { PublicKey } from '../src/formats/p256.ts';
import { OtherKeyList, OutOfTime } from '../src/protocol/error.ts';
import { acceptKeyList, pinAfter } from '../src/protocol/key-list.ts';
import { Received } from '../src/protocol/message.ts';
import { checkCallback } from '../src/protocol/device-link.ts';
import { callbackOf } from '../src/protocol/verification.ts';
import type { PendingSession } from '../src/protocol/pending.ts';
import { choicesOf, STATEMENT } from '../src/protocol/statement.ts';
import { SHARE } from '../src/protocol/unlock.ts';
import { asked, check, inner, NOW, pending, publicKey, resigned, restated, vectors } from './vectors.ts';

const OTHER = '00'.repeat(32);

function refuses(session: PendingSession | Promise<PendingSession>, reason: RegExp, now = NOW): Promise<void> {
  return assert.rejects(async () => check(await session, now), reason);
}

test('a statement by another key, or altered, is refused', async () => {
  await refuses(restated('document', () => {}, 'receipt'), /does not verify/);
  const good = pending('document');
  const [head, body = '', tail] = good.statement.split('.');
  const changed = new TextDecoder().decode(fromBase64url(body)).replace('4711', '4712');
  assert.ok(changed.includes('4712'));
  await refuses({ ...good, statement: [head, base64url(utf8(changed)), tail].join('.') }, /does not verify/);
});

test('a statement under another key list asks for that list', async () => {
  const session = await restated('document', (statement) => statement.set('key_list_sha256', OTHER));
  await assert.rejects(check(session), OtherKeyList);
});

test('a statement for another device or certificate is refused', async () => {
  await refuses(restated('document', (statement) => statement.set('device', 'd2'.repeat(16))), /^Refused: the statement's device is/);
  await refuses(restated('document', (statement) => statement.set('certificate_sha256', OTHER)), /the statement's certificate is/);
});

test('an expired or future statement is refused', async () => {
  const session = pending('document');
  await check(session, NOW + 119);
  await check(session, NOW - 60);
  for (const [now, hasEnded] of [[NOW + 120, true], [NOW - 61, false]] as const) {
    await assert.rejects(check(session, now), (error) => error instanceof OutOfTime && error.hasEnded === hasEnded);
  }
});

test('another request than the stated one is refused', async () => {
  await refuses({ ...pending('document'), request: pending('digest').request }, /the request's hash is/);
});

test('a request whose signature is not that of the registered certificate is refused', async () => {
  await refuses(asked('document', (request) => request.set('jti', 'request-2')), /the signature of request does not verify/);
});

test('a certificate that is another, of another issuer, or of a CA is refused', async () => {
  const good = pending('document');
  const list = await acceptKeyList(vectors.at('key_list').text, { current: vectors.at('keys', 'statement', 'spki_sha256').text }, 0n);
  const [issuer] = list.body.relying_party_issuers;
  assert.ok(issuer !== undefined);
  // The CA itself is not by an issuer of the list; a citizen's certificate is by another issuer.
  for (const other of [issuer, fromBase64(vectors.at('certificates', 'signature').text)]) {
    await refuses({ ...good, relying_party_chain: [other] }, /must begin with a certificate of an issuer/);
  }
  await refuses(restated('document', (statement) => inner(statement, 'relying_party').set('certificate_sha256', OTHER)), /the relying party's certificate is/);
});

test('a certificate that was altered by one bit is refused', async () => {
  const good = pending('document');
  const [leaf] = good.relying_party_chain ?? [];
  assert.ok(leaf !== undefined);
  const altered = Uint8Array.from(leaf);
  altered[altered.length - 1] = (altered.at(-1) ?? 0) ^ 1;
  await refuses({ ...good, relying_party_chain: [altered] }, /must begin with a certificate of an issuer/);
});

test('a relying party certificate out of its time is refused', async () => {
  // The statement is restated so that it is alive then: the certificate alone is too old, or too young.
  for (const [now, reason] of [[NOW + 40 * 365 * 86_400, /expired/], [NOW - 40 * 365 * 86_400, /begins/]] as const) {
    const session = asked(
      'document',
      () => {},
      (statement) => {
        statement.set('issued_at', BigInt(now));
        statement.set('expires_at', BigInt(now + 120));
      },
    );
    await refuses(session, reason, now);
  }
});

test('a chain that is empty or too long is refused', async () => {
  const good = pending('document');
  const [leaf] = good.relying_party_chain ?? [];
  assert.ok(leaf !== undefined);
  for (const length of [0, 5]) {
    await refuses({ ...good, relying_party_chain: Array.from({ length }, () => leaf) }, /must have 1 to 4 certificates/);
  }
});

test('a statement that says something else than the request is refused', async () => {
  const differs = (name: string, value: string | bigint, reason: RegExp, within?: string) =>
    refuses(
      restated('document', (statement) => (within === undefined ? statement : inner(statement, within)).set(name, value)),
      reason,
    );
  await differs('id', 'other', /the relying party is/, 'relying_party');
  await differs('text', 'Loan of 1 rupee', /the text is another/, 'display');
  const stated = (name: string, change: (documents: JsonObject[]) => void) =>
    refuses(restated(name, (statement) => change(inner(statement, 'sign').get('documents') as JsonObject[])), /what is signed is another/);
  for (const [name, value] of [['sha256', OTHER], ['document_name', 'gift.pdf'], ['document_sha256', OTHER], ['type', 'digest']] as const) {
    await stated('document', ([document]) => document?.set(name, value));
  }
  // One more, one less, another order.
  await stated('batch', (documents) => documents.push(...documents.slice(0, 1)));
  await stated('batch', (documents) => documents.pop());
  await stated('batch', (documents) => documents.reverse());
  await refuses(restated('batch', (statement) => (inner(statement, 'sign').get('documents') as JsonObject[]).splice(0)), /sign must fit/);
  // A country may want to be read what can be.
  await check(await restated('batch', (statement) => (inner(statement, 'sign').get('documents') as JsonObject[])[0]?.set('must_open', true)));
  await refuses(restated('document', (statement) => inner(statement, 'display').delete('language')), /the text is another/);
  await refuses(
    restated('document', (statement) => {
      inner(statement, 'code').set('mode', 'none');
      inner(statement, 'code').delete('value');
    }),
    /the code mode is another/,
  );
  await refuses(restated('document', (statement) => statement.set('expires_at', BigInt(NOW + 301))), /later than the end of the request/);
  await refuses(restated('authentication', (statement) => inner(statement, 'sign').set('challenge', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=')), /what is signed is another/);
});

test("a payment that is another than the request's is refused", async () => {
  const differs = (name: string, value: string) => refuses(restated('payment', (statement) => inner(inner(statement, 'display'), 'payment').set(name, value)), /the payment is another/);
  await check(pending('payment'), NOW);
  await differs('amount', '12500.00');
  await differs('amount', '1250');
  await differs('currency', 'USD');
  await differs('payee', 'Somebody');
  await refuses(restated('payment', (statement) => inner(statement, 'display').delete('payment')), /the payment is another/);
  await refuses(restated('payment', (statement) => inner(inner(statement, 'display'), 'payment').set('amount', '1,250')), /must be decimal text/);
  await refuses(restated('payment', (statement) => inner(inner(statement, 'display'), 'payment').set('currency', 'eur')), /upper-case/);
});

test('a choice is among three codes that differ', async () => {
  const { statement } = await check(pending('payment'), NOW);
  assert.deepEqual(choicesOf(statement.body), ['0815', '4711', '9042']);
  const refusesCode = (change: (code: JsonObject) => void) => refuses(restated('payment', (body) => change(inner(body, 'code'))), /code must have|decoys/);
  await refusesCode((code) => code.delete('decoys'));
  await refusesCode((code) => code.delete('value'));
  await refusesCode((code) => code.set('mode', 'compare'));
  await refusesCode((code) => code.set('mode', 'none'));
  await refusesCode((code) => code.set('value', '0815'));
  await refusesCode((code) => code.set('decoys', ['0815']));
  await refusesCode((code) => code.set('decoys', ['0815', '0815']));
  await refusesCode((code) => code.set('decoys', ['0815', '9042', '1111']));
});
/** The first document of a request, or of a statement's `sign`. */
function firstOf(within: JsonObject): JsonObject {
  const [document] = within.get('documents') as JsonObject[];
  assert.ok(document !== undefined);
  return document;
}

test('bytes that bind another document or certificate make no request', async () => {
  await refuses(asked('document', (request) => firstOf(request).set('document_sha256', OTHER)), /messageDigest in to_be_signed/);
  await refuses(asked('document', (request) => request.set('certificate_id', OTHER)), /the signing certificate in to_be_signed/);
  await refuses(asked('document', (request) => firstOf(request).delete('document_sha256')), /document_sha256 is needed/);
  await refuses(asked('document', (request) => firstOf(request).delete('document_name')), /document_name is needed/);
});

test('a request must fit its purpose exactly', async () => {
  const documents = (count: number) => asked('digest', (request) => request.set('documents', Array.from({ length: count }, () => firstOf(request))));
  await refuses(asked('document', (request) => request.set('purpose', 'authentication')), /purpose authentication/);
  await refuses(asked('authentication', (request) => request.set('purpose', 'signature')), /purpose signature/);
  await refuses(asked('document', (request) => firstOf(request).delete('to_be_signed')), /one of them/);
  await refuses(documents(0), /1 to 50/);
  await refuses(documents(51), /at most 50/);
  await refuses(asked('authentication', (request) => request.set('documents', [new Map()])), /nothing else|one of them/);
  await refuses(asked('digest', (request) => firstOf(request).set('must_open', true)), /must_open needs/);
  await refuses(asked('located', (request) => (firstOf(request).get('location') as JsonObject).set('url', 'http://bank.example/a')), /plain https/);
  await refuses(restated('located', (statement) => inner(statement, 'relying_party').set('domain', 'other.example')), /registered domain/);
  await refuses(asked('document', (request) => request.set('exp', BigInt(NOW + 601))), /1 to 600 seconds/);
  await refuses(asked('document', (request) => request.set('jti', 'a/b')), /jti must be/);
  await refuses(asked('document', (request) => request.set('iss', 'Bank')), /iss must be/);
});

test('a text to be signed is shown as it is, or refused', async () => {
  const text = (words: string) => asked('text', (request) => {
    firstOf(request).set('to_be_signed', btoa(String.fromCharCode(...utf8(words))));
    firstOf(request).delete('document_sha256');
  });
  await refuses(text('<SignedInfo/>'), /is XML/);
  await refuses(text('  <SignedInfo/>'), /is XML/);
  await refuses(text('pay \u202e001'), /U\+202E/);
  await refuses(text('two\r\nlines'), /U\+000D/);
  await refuses(text('x'.repeat(4_001)), /4001 characters/);
  // A text with the octet of an object identifier is read as attributes, which it is not.
  await refuses(text('a\u0006b'), /to_be_signed is malformed/);
});

test('a vouched session stands alone, and a signed one never', async () => {
  const [vouched, signed] = [pending('mobile_id'), pending('authentication')];
  const wrong = /request must be there/;
  await refuses({ ...vouched, request: signed.request }, wrong);
  await refuses({ ...vouched, relying_party_chain: signed.relying_party_chain }, wrong);
  await refuses({ ...signed, request: undefined }, wrong);
  await refuses({ ...signed, request: undefined, relying_party_chain: undefined }, wrong);
});

test('a statement whose parts do not fit its door is refused', async () => {
  await refuses(restated('mobile_id', (statement) => statement.set('door', 'native')), /sign must fit door and purpose/);
  await refuses(restated('mobile_id', (statement) => statement.set('door', 'some_door')), /door must be one of/);
  await refuses(restated('mobile_id', (statement) => inner(statement, 'code').set('value', '4711')), /code must be the one/);
  await refuses(restated('authentication', (statement) => statement.set('purpose', 'signature')), /the statement's certificate|sign must fit/);
  await refuses(restated('document', (statement) => inner(statement, 'code').delete('value')), /four digits in mode compare/);
});

test('a message is read as what it is alone', async () => {
  const statement = pending('document').statement;
  await assert.rejects(Received.parse(SHARE, statement), /typ of share/);
  const changed = (change: Parameters<typeof resigned>[3]) => resigned(statement, 'sign-statement+jwt', 'statement', change);
  for (const [change, reason] of [
    [(body) => body.set('more', 1n), /unknown member more/],
    [(body) => body.set('v', 2n), /v must be 1/],
    [(body) => body.set('aud', 'consent'), /aud must be phone/],
    [(body) => body.delete('nonce'), /has no nonce/],
    [(body) => body.set('session', 'AB'.repeat(16)), /session must be/],
    [(body) => body.set('issued_at', '1'), /issued_at must be/],
  ] satisfies [Parameters<typeof resigned>[3], RegExp][]) {
    await assert.rejects(async () => Received.parse(STATEMENT, await changed(change)), reason);
  }
  // A member that stands twice.
  const [head, body = '', tail] = statement.split('.');
  const twice = new TextDecoder().decode(fromBase64url(body)).replace('{"v":1,', '{"v":1,"v":1,');
  await assert.rejects(Received.parse(STATEMENT, [head, base64url(utf8(twice)), tail].join('.')), /stands twice/);
  await assert.rejects(Received.parse(STATEMENT, 'x'.repeat(65_537)), /at most 65536/);
  const other = (header: string) => [base64url(utf8(header)), body, tail].join('.');
  await assert.rejects(Received.parse(STATEMENT, other('{"alg":"none","typ":"sign-statement+jwt"}')), /alg of statement/);
  await assert.rejects(Received.parse(STATEMENT, other('{"alg":"ES256","typ":"sign-statement+jwt","crit":[]}')), /unknown member crit/);
  const jwk = JSON.stringify(publicKey('statement').jwk());
  await assert.rejects(Received.parse(STATEMENT, other(`{"alg":"ES256","typ":"sign-statement+jwt","jwk":${jwk}}`)), /no other key/);
});

test('a message has one form, so that nobody can make it count twice', async () => {
  const statement = pending('document').statement;
  const [head, body, tail = ''] = statement.split('.');
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const signature = fromBase64url(tail);
  const higher = (order - BigInt(`0x${hex(signature.subarray(32))}`)).toString(16).padStart(64, '0');
  const twin = [head, body, base64url(Uint8Array.from([...signature.subarray(0, 32), ...fromHex(higher)]))].join('.');
  await assert.rejects(Received.parse(STATEMENT, twin), /higher value of s/);
});

test('a key list is accepted under its pin and never goes back', async () => {
  const compact = vectors.at('key_list').text;
  const pin = { current: await publicKey('statement').spkiSha256() };
  assert.equal((await acceptKeyList(compact, pin, 7n)).body.number, 7n);
  await assert.rejects(acceptKeyList(compact, pin, 8n), /number 7 is lower than 8/);
  await assert.rejects(acceptKeyList(compact, { current: OTHER }, 0n), /the statement key of the key list/);

  const list = (key: string, change: Parameters<typeof resigned>[3]) => resigned(compact, 'sign-key-list+jwt', key, change);
  const jwk = (key: string) => new Map(Object.entries(publicKey(key).jwk()));
  const byAnother = await list('receipt', () => {});
  await assert.rejects(acceptKeyList(byAnother, pin, 0n), /does not verify/);

  // The announced next key, and no other, may take over.
  const announcing = await list('statement', (body) => body.set('next_statement_key', jwk('device')));
  const moved = await pinAfter((await acceptKeyList(announcing, pin, 0n)).body);
  const taken = await list('device', (body) => body.set('statement_key', jwk('device')));
  assert.equal((await acceptKeyList(taken, moved, 7n)).body.number, 7n);
  const third = await list('authentication', (body) => body.set('statement_key', jwk('authentication')));
  await assert.rejects(acceptKeyList(third, moved, 7n), /the statement key of the key list/);

  const reused = await list('statement', (body) => body.set('opening_key', jwk('statement')));
  await assert.rejects(acceptKeyList(reused, pin, 0n), /must not have a second use/);
});

test('a key that is not on the curve is refused', async () => {
  const { x, y } = publicKey('statement').jwk();
  assert.throws(() => PublicKey.fromJwk({ kty: 'EC', crv: 'P-256', x: y, y: x }), /not on P-256/);
  assert.throws(() => PublicKey.fromJwk({ kty: 'EC', crv: 'P-384', x, y }), /crv of a key/);
  assert.equal(hex(await sha256(utf8(''))).slice(0, 8), 'e3b0c442');
});

test('a device link is of the way and the callback that the request lets, and of nobody who is named', async () => {
  assert.equal(callbackOf(await check(pending('scanned'))), undefined);
  assert.equal(callbackOf(await check(pending('led_back'))), vectors.at('device_links', 'callback').text);
  const qr = new Map([['way', 'qr']]);
  await refuses(restated('scanned', (statement) => statement.delete('link')), /the device link/);
  await refuses(restated('led_back', (statement) => statement.set('link', qr)), /the device link/);
  await refuses(restated('led_back', (statement) => inner(statement, 'link').set('callback_sha256', OTHER)), /the device link/);
  await refuses(restated('led_back', (statement) => inner(statement, 'link').delete('callback_sha256')), /link must be of a signed request/);
  await refuses(restated('scanned', (statement) => inner(statement, 'link').set('way', 'nfc')), /way must be one of/);
  await refuses(restated('scanned', (statement) => statement.set('code', new Map([['mode', 'compare'], ['value', '4711']]))), /link must be of a signed request/);
  await refuses(restated('mobile_id', (statement) => statement.set('link', qr)), /link must be of a signed request/);
  const unnamed = (statement: JsonObject) => {
    statement.set('code', new Map([['mode', 'none']]));
    statement.set('link', qr);
  };
  await refuses(restated('authentication', unnamed), /the code mode/);
});

test('a request names somebody or has a link, and a link fits its ways', async () => {
  await refuses(asked('scanned', (request) => request.set('certificate_id', OTHER)), /one of them/);
  await refuses(asked('scanned', (request) => request.delete('link')), /one of them/);
  await refuses(asked('scanned', (request) => request.set('code_mode', 'compare')), /code_mode/);
  await refuses(asked('authentication', (request) => request.set('code_mode', 'none')), /code_mode/);
  const link = (change: (members: JsonObject) => void) => asked('led_back', (request) => change(inner(request, 'link')));
  await refuses(link((members) => members.set('ways', [])), /ways/);
  await refuses(link((members) => members.set('ways', ['same_device', 'same_device'])), /ways/);
  await refuses(link((members) => members.delete('callback')), /callback/);
  await refuses(link((members) => members.set('ways', ['qr'])), /callback/);
  await refuses(link((members) => members.set('callback', 'http://bank.example/back')), /callback|plain https/);
  const asks = { ways: ['same_device' as const], callback: 'https://bank.example.evil.example/back', secret: '' };
  assert.throws(() => checkCallback(asks, 'bank.example'), /registered domain/);
  checkCallback({ ...asks, callback: 'https://login.bank.example/back' }, 'bank.example');
});
