// Against a country that runs, with phones that answer: scripts/sdks sets it up and says where.
import assert from 'node:assert/strict';
import { createHash, verify } from 'node:crypto';
import { test } from 'node:test';
import { CredentialsError, Ended, NotBelieved, Refused, RelyingParty, Unreachable } from 'greatseal';

const { GREATSEAL_COUNTRY: country, GREATSEAL_FOLDER: folder, GREATSEAL_SIGNER: signer, GREATSEAL_REFUSER: refuser } = process.env;
const skip = country === undefined && 'there is no country: scripts/sdks sets one up';

test('a person logs in and signs a digest', { skip }, async () => {
  const service = await RelyingParty.open(folder, country);
  const codes = [];
  const login = await service.login('MU', signer, 'Log in', (code) => codes.push(code));
  assert.equal(login.person.code, `PNOMU-${signer}`);
  const person = await service.lookUp('MU', signer, 'signature');
  const digest = createHash('sha256').update('a deed').digest();
  const signature = await service.sign(person, { digest }, 'Please sign the deed', (code) => codes.push(code));
  assert.ok(verify('sha256', Buffer.from('a deed'), person.certificate.key, signature.value));
  assert.ok(codes.length === 2 && codes.every((code) => /^\d{4}$/.test(code)), String(codes));
});

test('a person refuses', { skip: skip || (refuser === undefined && 'nobody is here to refuse') }, async () => {
  const service = await RelyingParty.open(folder, country);
  await assert.rejects(service.login('MU', refuser, 'Log in', () => {}), (error) => error instanceof Ended && error.state === 'refused');
});

test('what cannot be asked says why', { skip }, async () => {
  const service = await RelyingParty.open(folder, country);
  const unknown = service.lookUp('MU', 'T0101900000099', 'signature');
  await assert.rejects(unknown, (error) => error instanceof Refused && error.slug === 'person-unknown');
  await assert.rejects(RelyingParty.open(folder, 'http://127.0.0.1:1'), Unreachable);
  await assert.rejects(RelyingParty.open('/nowhere', country), CredentialsError);
});

test('the keys of another country are not believed', { skip }, async () => {
  const service = await RelyingParty.open(folder, country);
  Object.assign(service.credentials, { statementKeyPin: '0'.repeat(64) });
  await assert.rejects(service.keys(''), (error) => error instanceof NotBelieved && error.check === 'key-list');
});
