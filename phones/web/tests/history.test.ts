// What a person was asked, told by a service that is honest and by one that is not.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utf8 } from '../src/formats/octets.ts';
import { checkEntry, checkEvidence, claimedSession, readHistory, type HistoryEntry } from '../src/protocol/history.ts';
import { enrol } from '../src/phone/enrolment.ts';
import { evidenceOf, historyOf } from '../src/phone/history.ts';
import { Phone } from '../src/phone/phone.ts';
import { MemoryStorage } from '../src/storage/memory.ts';
import { knowledge, payload, resigned, vectors } from './vectors.ts';
import { nowhere, Zone } from './zone.ts';

const honest = () => readHistory(vectors.at('history', 'page').json).entries;
const file = () => vectors.at('history', 'evidence').json;

async function check(entry: HistoryEntry) {
  return checkEntry(entry, (await knowledge()).keyList.body);
}

test('a page and its file are read as the other phone reads them', async () => {
  const [signed, expired, open] = await Promise.all(honest().map(check));
  assert.ok(signed !== undefined && expired !== undefined && open !== undefined);
  assert.deepEqual([signed.state, expired.state, open.state], ['completed', 'expired', 'shown']);
  assert.equal(signed.receipt?.body.state, 'completed');
  assert.equal(signed.statement.body.session, await claimedSession(honest()[0] as HistoryEntry));
  assert.equal(checkEvidence(file(), signed), true);
});

test('an end that the receipt does not tell, another receipt, another statement are not shown', async () => {
  const [signed, expired] = honest() as [HistoryEntry, HistoryEntry];
  const receipt = signed.receipt ?? '';
  const altered = (change: (receipt: Map<string, unknown>) => void) => resigned(receipt, 'sign-receipt+jwt', 'receipt', change as never);
  const crooked: readonly [string, HistoryEntry][] = [
    ['refused', { ...signed, state: 'refused' }],
    ['expired', { ...signed, state: 'expired' }],
    ['no receipt', { ...signed, receipt: undefined }],
    ['no end', { ...signed, ended_at: undefined }],
    ['an end too soon', { ...expired, state: 'stated' }],
    ['signed, and nobody has a receipt', { ...expired, state: 'completed' }],
    ['the receipt of another session', { ...signed, receipt: await altered((body) => body.set('session', '09'.repeat(16))) }],
    ['of another statement', { ...signed, receipt: await altered((body) => body.set('statement_sha256', '00'.repeat(32))) }],
    ['of another request', { ...signed, receipt: await altered((body) => body.set('request_sha256', '00'.repeat(32))) }],
    ['of another relying party', { ...signed, receipt: await altered((body) => body.set('relying_party', 'shop')) }],
    ['of another certificate', { ...signed, receipt: await altered((body) => body.set('certificate_sha256', '00'.repeat(32))) }],
    ['completed without signatures', { ...signed, receipt: await altered((body) => body.delete('signatures_sha256')) }],
    ['by another key', { ...signed, receipt: await resigned(receipt, 'sign-receipt+jwt', 'statement', () => {}) }],
    ['another statement', { ...signed, statement: await resigned(signed.statement, 'sign-statement+jwt', 'statement', (body) => body.set('session', '09'.repeat(16))) }],
    ['a statement by another key', { ...signed, statement: await resigned(signed.statement, 'sign-statement+jwt', 'device', () => {}) }],
  ];
  for (const [what, entry] of crooked) await assert.rejects(check(entry), Error, what);
});

test('a page with more entries than one has, or an unknown member, is none', () => {
  const [signed] = honest() as [HistoryEntry];
  const page = (count: number, more = {}) => JSON.stringify({ entries: Array<HistoryEntry>(count).fill(signed), more: true, ...more });
  assert.equal(readHistory(page(20)).entries.length, 20);
  assert.throws(() => readHistory(page(21)));
  assert.throws(() => readHistory(page(1, { next: 'x' })));
});

test('a file of another session, with another receipt, or too long is refused; one without its proof is told from one with it', async () => {
  const signed = await check(honest()[0] as HistoryEntry);
  const text = file();
  const other = { ...signed, statement: { ...signed.statement, compact: `${signed.statement.compact}x` } };
  assert.throws(() => checkEvidence(text, other));
  assert.throws(() => checkEvidence(text, { ...signed, receipt: undefined }));
  assert.throws(() => checkEvidence(text + ' '.repeat(512 * 1024), signed));
  assert.throws(() => checkEvidence(text.slice(0, -1), signed));
  const { log, ...rest } = JSON.parse(text) as Record<string, unknown>;
  assert.ok(log !== undefined);
  assert.equal(checkEvidence(JSON.stringify(rest), signed), false);
});

test('a phone asks page by page, shows what it can check, and keeps what it asked for', async () => {
  const zone = await Zone.make();
  const shut = { isThere: async () => false, make: () => Promise.reject(new Error('none')), secretOf: () => Promise.reject(new Error('none')) };
  const phone = await Phone.open({ door: zone.door, events: zone.events, storage: new MemoryStorage(), deviceLock: shut, fetching: nowhere, now: () => zone.now, address: async () => 'https://phones.example', pause: 0, iterations: 1_000 });
  await enrol(phone, await zone.activation(), { authentication: utf8('2580'), signature: utf8('73914') });
  const [signed, expired] = honest() as [HistoryEntry, HistoryEntry];
  const asked: unknown[] = [];
  let body = JSON.stringify({ entries: [signed, { ...expired, state: 'completed' }], more: true });
  zone.inquired = (compact) => {
    asked.push(payload(compact).get('about'));
    return body;
  };
  const page = await historyOf(phone);
  assert.deepEqual([page.entries.length, page.unacceptable, page.next], [1, 1, await claimedSession(expired)]);
  body = JSON.stringify({ entries: [], more: false });
  assert.deepEqual(await historyOf(phone, page.next), { entries: [], unacceptable: 0, next: undefined });
  body = file();
  const [past] = page.entries;
  assert.ok(past !== undefined);
  assert.deepEqual(await evidenceOf(phone, past), { file: body, isProven: true });
  assert.deepEqual(
    asked.map((about) => JSON.stringify(Object.fromEntries(about as Map<string, unknown>))),
    [{ type: 'history' }, { type: 'history', after: page.next }, { type: 'evidence', session: past.statement.body.session }].map((about) => JSON.stringify(about)),
  );
});
