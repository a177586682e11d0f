// The vectors that every client passes: what is good is believed, and each forgery is refused by its check.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Certificate, checkCallback, KeyList, NotBelieved, PersonCertificate, Request, verifyAnswer } from 'greatseal';

const at = process.env.GREATSEAL_VECTORS ?? new URL('../../../tests/vectors/relying-party.json', import.meta.url);
const { good, harmless, forged } = JSON.parse(readFileSync(at, 'utf8'));

function judged(it) {
  const [root, relyingParty] = [it.root, it.relying_party].map((one) => new Certificate(Buffer.from(one, 'base64')));
  const request = new Request(it.request, it.person && PersonCertificate.of(it.person, it.asked.country, it.asked.code, root, it.now));
  const keys = new KeyList(it.key_list, it.statement_key_pin);
  const signature = verifyAnswer({ request, session: it.session, code: it.code, relyingParty, root, keys, now: it.now }, it.result);
  if (it.back) checkCallback(signature, it.back.session, it.back.verifier);
  return signature;
}

function changed({ of, change }) {
  const it = structuredClone(good[of]);
  for (const [pointer, value] of Object.entries(change)) {
    const [name, ...above] = pointer.split('/').slice(1).reverse();
    const place = above.reverse().reduce((object, step) => object[step], it);
    if (value === null) delete place[name];
    else place[name] = value;
  }
  return it;
}

for (const [name, it] of Object.entries(good)) test(`good: ${name}`, () => assert.equal(judged(it).raw.length, 64));
for (const [name, it] of Object.entries(good)) {
  test(`no character of an answer can be changed: ${name}`, () => {
    const signed = [...it.result.signatures.keys()].filter((at) => it.result.signatures[at] !== null);
    for (const path of [['certificate'], ['statement'], ['receipt'], ...signed.map((at) => ['signatures', at])]) {
      const whole = path.reduce((within, step) => within[step], it.result);
      // Each thirteenth: all of them take half a minute.
      for (let place = name.length % 3; place < whole.length; place += 13) {
        const result = structuredClone(it.result);
        const within = path.length === 1 ? result : result.signatures;
        within[path.at(-1)] = whole.slice(0, place) + (whole[place] === 'A' ? 'B' : 'A') + whole.slice(place + 1);
        assert.throws(() => judged({ ...it, result }), NotBelieved, `${path} ${place}`);
      }
    }
  });
}
for (const vector of harmless) test(`harmless: ${vector.name}`, () => void judged(changed(vector)));
for (const vector of forged) {
  test(`forged: ${vector.name}`, () => {
    assert.throws(() => judged(changed(vector)), (error) => {
      assert.ok(error instanceof NotBelieved, error.stack);
      assert.equal(error.check, vector.refused, error.message);
      return true;
    });
  });
}
