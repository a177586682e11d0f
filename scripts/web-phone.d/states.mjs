// The screens of what goes otherwise, in each language and with large letters: nothing there, too much, no camera, no storage, too old, no connection, ended
// elsewhere, failed.
import assert from 'node:assert/strict';

const LACKS = {
  'halted-old': () => Object.defineProperty(globalThis, 'isSecureContext', { value: false }),
  'halted-storage': () =>
    Object.defineProperty(IDBFactory.prototype, 'open', {
      value() {
        throw new DOMException('no', 'SecurityError');
      },
    }),
};

export async function meetsEveryState({ walker, country, service, activation }) {
  const { page, context, name } = walker;

  // 1. Before there is a phone: no camera, and a service that is not reached.
  await page.goto(country.app);
  await walker.press('start-scan');
  await walker.at('scan-refused');
  await walker.looks('scan-refused');
  await page.route('**/v1/key-list', (route) => route.abort());
  await page.goto('about:blank');
  await page.goto(activation.link);
  await walker.press('activation-begin');
  await walker.choosesPins();
  await walker.at('making-unreached', 30_000);
  await walker.looks('making-failed');
  await page.unroute('**/v1/key-list');
  await walker.press('making-again');
  await walker.press('activation-begin');
  await walker.choosesPins();
  await walker.at('enrolled', 30_000);
  await walker.press('enrolled-done');

  // 2. Nothing waits; no connection.
  await walker.at('home');
  await walker.reads('home-nothing-title');
  await walker.looks('home-empty');
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();
  await walker.at('home');
  await context.setOffline(true);
  await page.reload();
  await walker.at('home');
  await page.getByText(walker.say('home-offline'), { exact: true }).waitFor({ timeout: 60_000 });
  await walker.looks('home-offline');
  await context.setOffline(false);
  await page.getByText(walker.say('home-nothing-title'), { exact: true }).waitFor({ timeout: 60_000 });

  // 3. A very long one; one that the service does not take; one that ended elsewhere.
  const letters = 'Long'.repeat(50);
  const long = await service.signText(name, `${letters}\n${Array.from({ length: 40 }, (_, line) => `Clause ${line + 1}: each party keeps what it promised.`).join('\n')}`, { text: letters, language: 'en' });
  await walker.at('request');
  await walker.looks('request-text');
  const refused = { status: 422, contentType: 'application/problem+json', headers: { 'access-control-allow-origin': country.app }, body: '{"type":"/problems/message-malformed","title":"The message cannot be read"}' };
  await page.route('**/v1/phone/messages', (route) => route.fulfill(refused));
  await walker.press('request-refuse');
  await walker.at('result-failed');
  await walker.looks('result-failed');
  await page.unroute('**/v1/phone/messages');
  await service.cancel(long);
  await walker.press('result-done');
  const gone = await service.logIn(name);
  await walker.at('request');
  await service.cancel(gone);
  await walker.at('result-gone');
  await walker.looks('result-gone');
  assert.equal((await service.state(gone)).state, 'cancelled');

  // 4. Browsers that cannot be a phone; nothing else has it open.
  await page.goto('about:blank');
  for (const [screen, lack] of Object.entries(LACKS)) {
    const other = await context.newPage();
    await other.addInitScript(lack);
    await other.goto(country.app);
    Object.assign(walker, { page: other });
    await walker.at(screen);
    await walker.looks(screen);
    await other.close();
  }
  Object.assign(walker, { page });
  await page.goto(country.app);
  await walker.at('home');
}
