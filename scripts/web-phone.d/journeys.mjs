// What people do, and what has to be so at each step.
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { holds, textOf } from './e-service.mjs';

/** The line typed wrong, then by the link; the link leaves the address. */
export async function asks({ walker, country, activation }) {
  const { page } = walker;
  await page.goto(country.app);
  await walker.at('start');
  await walker.looks('start');
  await walker.press('start-enter');
  await walker.at('activation');
  await walker.looks('activation');
  await page.getByRole('textbox').fill(activation.line.slice(0, -30));
  await walker.press('activation-continue');
  await page.locator('.ds-error-summary:focus').waitFor();
  assert.equal(await page.getByRole('textbox').inputValue(), activation.line.slice(0, -30), 'what was typed stays');
  await walker.looks('activation-wrong');
  await page.goto('about:blank');
  await page.goto(activation.link);
  await walker.at('activation-found');
  assert.equal(await page.evaluate(() => location.hash), '', 'the secret leaves the address');
  await walker.looks('activation-found');
}

/** Weak PINs are refused with their reason; two that differ are asked for again. */
export async function chooses({ walker }) {
  const { page, pins, say } = walker;
  await walker.press('activation-begin');
  await walker.at('choose-authentication');
  const [pin1, pin2] = [say('pin-authentication'), say('pin-signature')];
  for (const [digits, reason] of [['1234', 'sequence'], ['1212', 'repetition'], ['1984', 'date']]) {
    await walker.enters(digits);
    await walker.reads(`pin-weak-${reason}`);
    await walker.press('choose-next', { pin: pin1 });
    await walker.reads(`pin-weak-${reason}`);
  }
  await walker.looks('choose-weak');
  await walker.enters(pins.authentication);
  await walker.reads('pin-good');
  await walker.press('choose-next', { pin: pin1 });
  await walker.at('again-authentication');
  await walker.enters('111111', true);
  await walker.press('choose-same', { pin: pin1 });
  await walker.at('choose-authentication');
  await walker.reads('choose-differs', { pin: pin1 });
  await walker.enters(pins.authentication, true);
  await page.keyboard.press('Enter');
  await walker.at('again-authentication');
  await walker.looks('choose-again');
  await walker.enters(pins.authentication, true);
  await page.keyboard.press('Enter');
  await walker.at('choose-signature');
  await walker.enters(`${pins.authentication}3`);
  await walker.reads('pin-weak-related');
  await walker.press('choose-next', { pin: pin2 });
  await walker.enters(pins.signature);
  await walker.reads('pin-strong');
  await walker.looks('choose-strong');
  await walker.press('choose-next', { pin: pin2 });
  await walker.at('again-signature');
  await walker.enters(pins.signature);
  await walker.press('choose-same', { pin: pin2 });
}

export async function enrols({ walker }) {
  await walker.at('enrolled', 30_000);
  await walker.looks('enrolled');
  await walker.press('enrolled-done');
  await walker.at('home');
  await walker.reads('home-nothing-title');
  await walker.looks('home-empty');
  await walker.press('home-certificates');
  await walker.at('certificates');
  for (const each of await walker.page.locator('summary').all()) await each.click();
  await walker.looks('certificates');
  await walker.press('result-done');
  await walker.at('home');
}

/** A PDF: the codes are the same, a wrong PIN signs nothing, the right one does, and the document holds. */
export async function signs({ walker, country, root, folder }) {
  const { pins } = walker;
  const own = join(folder, walker.name.code);
  mkdirSync(own);
  const document = join(own, 'Garden plot lease.pdf');
  copyFileSync(join(root, 'samples/garden-plot.pdf'), document);
  const signing = country.sign(document, `MU-${walker.name.code}`);
  const code = await signing.code;
  await walker.at('request');
  assert.equal((await walker.page.locator('.code [aria-hidden]').textContent()).trim(), code, 'both screens show one code');
  await walker.looks('request');
  await walker.seesAll();
  await walker.press('request-sign-signature');
  await walker.at('pin');
  await walker.looks('pin');
  await walker.enters('99887766');
  await walker.press('pin-submit-signature');
  await walker.page.getByRole('alert').waitFor();
  await walker.looks('pin-wrong');
  await walker.enters(pins.signature);
  await walker.press('pin-submit-signature');
  await walker.at('result-signed');
  await walker.looks('result-signed');
  const { status, said } = await signing.ended;
  assert.equal(status, 0, said);
  const verdict = await country.command('verify', document.replace('.pdf', '.signed.pdf'), '--trust', join(country.data, 'root.pem'));
  assert.match(verdict, /TOTAL-PASSED/);
  await walker.press('result-done');
  await walker.at('home');
}

export async function refuses({ walker, service }) {
  const { page, name, pins } = walker;
  const refused = async (session, action, screen) => {
    await walker.at('request');
    await walker.press(action);
    await walker.at(screen);
    await walker.looks(screen);
    assert.equal((await service.ends(session)).state, 'refused');
    await walker.press('result-done');
    await walker.at('home');
  };
  await refused(await service.signText(name, 'I rent garden plot 17 from 1 January 2027.\nI pay 1,200 rupees each year.', { text: 'Your lease', language: 'en' }), 'request-refuse', 'result-refused');
  const login = await service.logIn(name);
  await walker.at('request');
  await walker.looks('request-log-in');
  await refused(login, 'request-not-me', 'result-not-me');
  await refused(await service.signDigest(name), 'request-other-number', 'result-wrong-code');

  // A long text cannot be signed before its end was on the screen.
  const letters = 'Long'.repeat(50);
  const text = `${letters}\n${Array.from({ length: 60 }, (_, line) => `Clause ${line + 1}: each party keeps what it promised.`).join('\n')}`;
  const long = await service.signText(name, text, { text: letters, document_name: 'Nameofadocument'.repeat(8) });
  await walker.at('request');
  await walker.looks('request-text');
  assert.equal(await walker.button('request-sign-signature').count(), 0, 'the way on waits for the end of the facts');
  await walker.press('request-rest');
  await walker.press('request-sign-signature');
  await walker.at('pin');
  await walker.enters(pins.signature, true);
  await page.keyboard.press('Enter');
  await walker.at('result-signed');
  holds((await service.ends(long)).result, Buffer.from(text));
  await walker.press('result-done');

  const unseen = await service.signDigest(name, { text: 'Contract of sale of the house at 5 Port Road', language: 'en' });
  await walker.at('request');
  await walker.looks('request-digest');
  await walker.seesAll();
  await walker.press('request-refuse');
  await walker.at('result-refused');
  assert.equal((await service.ends(unseen)).state, 'refused');
  await walker.press('result-done');

  // A login, by keyboard alone.
  const byKeyboard = await service.logIn(name);
  await walker.at('request');
  await walker.seesAll();
  await walker.button('request-sign-authentication').focus();
  await page.keyboard.press('Enter');
  await walker.at('pin');
  await walker.enters(pins.authentication, true);
  await page.keyboard.press('Enter');
  await walker.at('result-logged-in');
  await walker.looks('result-logged-in');
  assert.equal((await service.ends(byKeyboard)).state, 'completed');
  await walker.press('result-done');
  await walker.at('home');
  await walker.looks('home');
}

export async function ends({ walker, service }) {
  const { name } = walker;
  const late = await service.logIn(name, {}, undefined);
  await walker.at('request');
  await service.cancel(late);
  await walker.at('result-gone');
  await walker.looks('result-gone');
  await walker.press('result-done');
  await service.ask(name, 'signature', { documents: [textOf('Soon over')] }, 22);
  await walker.at('request');
  await walker.at('result-late', 40_000);
  await walker.looks('result-late');
  await walker.press('result-done');
  await walker.at('home');
}

/** The browser itself says whether the page can be installed, and what its manifest says wrong. */
export async function installs({ walker }) {
  const { page, devtools } = walker;
  await page.evaluate(() => navigator.serviceWorker.ready);
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
  // Contexts of tests are private windows, which install nothing: that is no fault of the page.
  assert.deepEqual(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito'), []);
  const { errors, manifest, data } = await devtools.send('Page.getAppManifest');
  assert.deepEqual(errors, []);
  assert.equal(JSON.parse(data).display, 'standalone');
  assert.ok(manifest.icons?.length ?? JSON.parse(data).icons.length >= 3);
}

/** Without a connection: said while it lasts, and the app opens all the same, from what its service worker keeps. */
export async function withoutConnection({ walker, service }) {
  const { page, context, name, pins } = walker;
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();
  await walker.at('home');
  const session = await service.signText(name, 'Signed after the tunnel');
  await walker.at('request');
  await walker.seesAll();
  await walker.press('request-sign-signature');
  await walker.at('pin');
  await context.setOffline(true);
  await walker.enters(pins.signature);
  await walker.press('pin-submit-signature');
  await walker.at('result-offline', 30_000);
  await walker.looks('result-offline');
  await context.setOffline(false);
  await walker.press('result-try-again');
  await walker.seesAll();
  await walker.press('request-sign-signature');
  await walker.at('pin');
  await walker.enters(pins.signature);
  await walker.press('pin-submit-signature');
  await walker.at('result-signed', 30_000);
  holds((await service.ends(session)).result, Buffer.from('Signed after the tunnel'));
  await walker.press('result-done');
  await context.setOffline(true);
  await page.reload();
  await walker.at('home');
  await walker.reads('home-offline');
  await walker.looks('home-offline');
  // The clock of this machine goes wrong meanwhile.
  await page.evaluate(() => {
    const right = Date.now;
    Date.now = () => right() + 3_600_000;
    globalThis.setRight = () => (Date.now = right);
  });
  await context.setOffline(false);
  await page.getByText(walker.say('home-clock'), { exact: true }).waitFor({ timeout: 40_000 });
  await walker.looks('home-clock');
  await page.evaluate(() => globalThis.setRight());
  await page.getByText(walker.say('home-nothing-title'), { exact: true }).waitFor({ timeout: 40_000 });
}

/** A second window says that the first has the phone, and can take it. */
export async function twoWindows({ walker, country }, open) {
  const second = await open();
  await second.goto(country.app);
  const first = walker.page;
  Object.assign(walker, { page: second });
  await walker.at('halted-tab');
  await walker.looks('halted-tab');
  await walker.press('halted-tab-take');
  await walker.at('home');
  Object.assign(walker, { page: first });
  await walker.at('halted-tab');
  await walker.press('halted-tab-take');
  await walker.at('home');
  await second.close();
}

/** From the start of a session to the request on the screen, and from the PIN to the signature, on a slow phone. */
export async function measures({ walker, service }) {
  const { page, devtools, name, pins } = walker;
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  const [shown, signed] = [[], []];
  for (let round = 0; round < 5; round += 1) {
    await service.signText(name, `Round ${round}`);
    const started = Date.now();
    await walker.at('request');
    shown.push(Date.now() - started);
    await walker.seesAll();
    await walker.press('request-sign-signature');
    await walker.at('pin');
    await walker.enters(pins.signature, true);
    const entered = Date.now();
    await page.keyboard.press('Enter');
    await walker.at('result-signed');
    signed.push(Date.now() - entered);
    await walker.press('result-done');
    await walker.at('home');
  }
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  const median = (all) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)];
  const loads = await page.evaluate(() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd);
  console.log(`  processor at a quarter, medians: session started to request shown ${median(shown)} ms, PIN to signature ${median(signed)} ms; last load ${Math.round(loads)} ms`);
}

/** Where a phone ends: the service's words by a door that says them, and browsers that lack something. */
export async function halts({ walker, service, country }, stranger) {
  const { page, name } = walker;
  // One was wrong before; with two more PIN 2 is locked.
  await service.signText(name, 'Not with these PINs');
  await walker.at('request');
  await walker.seesAll();
  await walker.press('request-sign-signature');
  await walker.at('pin');
  await walker.enters('99887761');
  await walker.press('pin-submit-signature');
  await page.getByRole('alert').waitFor();
  await walker.enters('99887762');
  await walker.press('pin-submit-signature');
  await walker.at('result-locked');
  await walker.looks('result-locked');
  await walker.press('result-done');
  await walker.at('home');
  for (const [slug, screen] of [['device-blocked', 'halted-blocked'], ['phone-copied', 'halted-copied'], ['pin-exhausted', 'halted-exhausted']]) {
    const problem = { status: 403, contentType: 'application/problem+json', headers: { 'access-control-allow-origin': country.app }, body: JSON.stringify({ type: `/problems/${slug}`, title: 'x' }) };
    await page.route('**/v1/phone/pending', (route) => route.fulfill(problem));
    await page.reload();
    await walker.at(screen);
    await walker.looks(screen);
    await page.unroute('**/v1/phone/pending');
  }
  await page.reload();
  await walker.at('home');
  for (const [screen, lack] of [['halted-old', () => Object.defineProperty(globalThis, 'isSecureContext', { value: false })], ['halted-storage', () => Object.defineProperty(IDBFactory.prototype, 'open', { value() { throw new DOMException('no', 'SecurityError'); } })]]) {
    const other = await stranger();
    await other.context.addInitScript(lack);
    await other.page.goto(country.app);
    await other.at(screen);
    await other.looks(screen);
    walker.findings.push(...other.findings);
    walker.screens += other.screens;
    await other.context.close();
  }
  await otherService(walker, country, await stranger());
}

/** A phone that ended is set up again: a new enrolment, with new keys. */
export async function beginsAgain({ walker, country, service }) {
  const { page, name, pins } = walker;
  const problem = { status: 403, contentType: 'application/problem+json', headers: { 'access-control-allow-origin': country.app }, body: '{"type":"/problems/device-blocked","title":"x"}' };
  await page.route('**/v1/phone/pending', (route) => route.fulfill(problem));
  await page.reload();
  await walker.at('halted-blocked');
  await page.unroute('**/v1/phone/pending');
  await walker.press('halted-again');
  await walker.at('start');
  const activation = await country.anotherActivation(`MU-${name.code}`);
  await page.goto(activation.link);
  await walker.press('activation-begin');
  await walker.choosesPins();
  await walker.at('enrolled', 30_000);
  await walker.press('enrolled-done');
  await walker.at('home');
  const session = await service.signText(name, 'With new keys');
  await walker.at('request');
  await walker.seesAll();
  await walker.press('request-sign-signature');
  await walker.at('pin');
  await walker.enters(pins.signature, true);
  await page.keyboard.press('Enter');
  await walker.at('result-signed');
  holds((await service.ends(session)).result, Buffer.from('With new keys'));
}

/** A line for another service: the page's policy keeps it from there, and the person is told. */
async function otherService(walker, country, other) {
  const line = `sign-activation:1:${'0a'.repeat(16)}:EBESExQVFhcYGRobHB0eHw:${'0b'.repeat(32)}:http://127.0.0.1:1`;
  await other.page.goto(`${country.app}/#${line}`);
  await other.press('activation-begin');
  await other.choosesPins();
  await other.reads('activation-other-service');
  await other.looks('activation-other-service');
  walker.findings.push(...other.findings);
  await other.context.close();
}
