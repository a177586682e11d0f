// The lock of the device protects the keys: an authenticator that Chromium plays, and a profile that somebody copies.
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { holds } from './e-service.mjs';

/** The authenticator of one device, whose lock is opened whenever it is asked for. */
export class Authenticator {
  static async of({ devtools }) {
    await devtools.send('WebAuthn.enable');
    const options = { protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal', hasResidentKey: true, hasUserVerification: true, hasPrf: true, isUserVerified: true };
    const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', { options });
    return Object.assign(new Authenticator(), { devtools, authenticatorId });
  }

  async credentials() {
    return (await this.devtools.send('WebAuthn.getCredentials', { authenticatorId: this.authenticatorId })).credentials;
  }
}

/** The next time the person goes back in the browser's own dialog, which is not the page's and which no test can press. */
function goesBack(page, method) {
  return page.evaluate((name) => {
    const asked = navigator.credentials[name];
    navigator.credentials[name] = async () => {
      navigator.credentials[name] = asked;
      throw new DOMException('the person went back', 'NotAllowedError');
    };
  }, method);
}

/** Offered at enrolment; shut, it leaves the person a way on; then it protects, and opens for each signature. */
export async function protects({ walker, service, activation }) {
  const { page, name } = walker;
  const lock = await Authenticator.of(walker);
  await page.goto(activation.link);
  await walker.press('activation-begin');
  await walker.choosesPins();
  await walker.at('protect');
  await walker.looks('protect');
  await goesBack(page, 'create');
  await walker.press('protect-with');
  await walker.reads('protect-failed');
  await walker.looks('protect-failed');
  assert.deepEqual(await lock.credentials(), []);
  await walker.press('protect-with');
  await walker.at('enrolled', 30_000);
  assert.equal((await lock.credentials()).length, 1);
  await walker.press('enrolled-done');
  await walker.press('home-certificates');
  await walker.reads('certificates-lock');
  await walker.looks('certificates-lock');
  await walker.press('result-done');

  const session = await service.signText(name, 'Behind the lock');
  await walker.at('request');
  await walker.seesAll();
  await walker.press('request-sign-signature');
  await walker.at('pin');
  await walker.looks('pin-lock');
  await goesBack(page, 'get');
  walker.sent.length = 0;
  await walker.submits('signature');
  await walker.at('result-lock-shut');
  await walker.looks('result-lock-shut');
  assert.ok(!walker.unlocked(), 'no PIN was tried');
  await walker.press('result-try-again');
  await walker.seesAll();
  await walker.press('request-sign-signature');
  await walker.submits('signature');
  await walker.at('result-signed');
  assert.ok(walker.unlocked(), 'with the lock open, the PIN was proved');
  holds((await service.ends(session)).result, Buffer.from('Behind the lock'));
  await walker.press('result-done');
}

/** A browser that its owner altered, so that it says what a lock of this device might say. */
function playsLock(page) {
  return page.evaluate(() => {
    const results = { prf: { results: { first: crypto.getRandomValues(new Uint8Array(32)).buffer } } };
    navigator.credentials.get = async () => Object.create(PublicKeyCredential.prototype, { getClientExtensionResults: { value: () => results } });
  });
}

/** All files of the browser and both PINs, on another device: nothing is signed, and the owner's phone is told. */
export async function copied({ walker, country, service }, profile, open) {
  const copy = `${profile}-copy`;
  cpSync(profile, copy, { recursive: true, filter: (path) => !/Singleton/.test(path) });
  const thief = await open(copy);
  await Authenticator.of(thief);
  const session = await service.signText(walker.name, 'For the thief');
  await thief.page.goto(country.app);
  await thief.at('request');
  const tries = async (screen) => {
    await thief.seesAll();
    await thief.press('request-sign-signature');
    await thief.submits('signature');
    await thief.at(screen);
  };
  await tries('result-lock-shut');
  assert.ok(!thief.unlocked(), 'without the lock the PIN is not even tried');
  await thief.press('result-try-again');
  await playsLock(thief.page);
  await tries('result-failed');
  assert.ok(thief.unlocked(), 'the PIN was right, and the keys stayed shut');
  await thief.context.close();

  // Whoever had both PINs took a share of the service, so the owner's phone is told of a copy.
  assert.notEqual((await service.state(session)).state, 'completed');
  await walker.at('request');
  await walker.seesAll();
  await walker.press('request-sign-signature');
  await walker.submits('signature');
  await walker.at('halted-copied');
}
