// A newcomer goes from the address that the demonstration prints to a verdict: a person gets a phone, an e-service asks in a second tab, the person signs, and the check
// page judges the document. Also: refused on the phone, taken back, no number, no file, no document, an altered document.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export async function goesToAVerdict({ walker, begin, folder }) {
  const { page: guide, context, pins } = walker;
  /** Does this, and is at the tab that it opens. */
  const inNewTab = async (act) => {
    const opened = context.waitForEvent('page');
    await act();
    walker.page = await opened;
    return walker.page;
  };

  // 1. A person gets a phone.
  await guide.goto(begin);
  await walker.at('guide');
  await walker.looks('demo-guide');
  const phone = await inNewTab(() => walker.press('demo-enrol-button'));
  await walker.press('activation-begin');
  await walker.choosesPins();
  await walker.at('enrolled', 30_000);
  await walker.press('enrolled-done');
  await walker.at('home');
  walker.page = guide;
  await guide.reload();
  await walker.looks('demo-guide-enrolled');

  // 2. The e-service asks, in a second tab.
  const service = await inNewTab(() => guide.getByRole('link', { name: walker.say('demo-ask-link') }).click());
  await walker.at('e-service');
  const number = await service.getByLabel(walker.say('e-service-number'), { exact: true }).inputValue();
  assert.match(number, /^MU-T[0-9]{12}$/);
  await walker.looks('demo-e-service');
  await walker.press('e-service-ask');
  await walker.at('asked');
  const code = await service.locator('.code [aria-hidden]').textContent({ timeout: 20_000 });
  await service.getByText(walker.say('e-service-look'), { exact: true }).waitFor();
  await walker.looks('demo-asked');

  // 3. The phone shows the same number, and signs.
  walker.page = phone;
  await walker.at('request');
  assert.equal((await phone.locator('.code [aria-hidden]').textContent()).trim(), code.trim(), 'both screens show one number');
  await walker.looks('demo-request');
  // The lease is read, which the phone fetches from the e-service; the rules must be.
  await walker.named('garden-plot.pdf', 'request-open').click();
  await walker.at('read-pdf');
  await phone.frameLocator('iframe').locator('canvas').first().waitFor();
  await walker.looks('demo-read');
  await walker.press('read-back');
  await walker.at('request');
  await walker.seesAll();
  await walker.press('request-read-first', { number: 2 });
  await walker.at('read-text');
  await walker.press('read-back');
  await walker.at('request');
  await walker.seesAll();
  await walker.press('request-sign-documents', { count: 2 });
  await walker.submits('signature');
  await walker.at('result-signed');
  await walker.press('result-done');
  await walker.at('home');

  // 4. The e-service's page says so by itself; the document is saved and checked.
  walker.page = service;
  await service.getByRole('heading', { name: walker.say('e-service-signed-title'), exact: true }).waitFor();
  await walker.looks('demo-signed');
  const saving = service.waitForEvent('download');
  await service.getByRole('link', { name: walker.say('e-service-save'), exact: true }).click();
  const document = join(folder, `lease-${walker.language}.pdf`);
  await (await saving).saveAs(document);
  await service.getByRole('link', { name: walker.say('e-service-check'), exact: true }).click();
  await walker.at('check');
  await walker.looks('demo-check');
  await drops(service, walker, document);
  await walker.press('check-button');
  await walker.at('verdict');
  assert.equal(await service.locator('h1').textContent(), walker.say('check-holds'));
  await walker.looks('demo-verdict');
  await service.locator('summary').click();
  assert.match(await service.locator('pre').textContent(), /TOTAL-PASSED/);
  await walker.looks('demo-verdict-details');
  return { phone, service, guide, document };
}

/** Puts a file on the field as a browser does when a person drops it there. */
async function drops(page, walker, file) {
  const octets = readFileSync(file).toString('base64');
  const name = walker.say('check-file');
  await page.getByLabel(name, { exact: true }).evaluate((field, octets) => {
    const data = new DataTransfer();
    data.items.add(new File([Uint8Array.from(atob(octets), (letter) => letter.charCodeAt(0))], 'garden-plot.signed.pdf', { type: 'application/pdf' }));
    field.files = data.files;
    field.dispatchEvent(new Event('change', { bubbles: true }));
  }, octets);
}

/** What may go otherwise; begins right after a request of this person was taken back. */
export async function goesWrong({ walker, folder, tabs: { phone, service, document } }) {
  const at = (path) => service.goto(new URL(path, service.url()).href);
  const field = service.getByLabel(walker.say('e-service-number'), { exact: true });
  const gives = async (file) => {
    await service.getByLabel(walker.say('check-file'), { exact: true }).setInputFiles(file);
    await walker.press('check-button');
    await walker.at('verdict');
  };
  const title = () => service.locator('h1').textContent();

  // The service leaves a person alone for ten seconds after a request that came to nothing.
  walker.page = service;
  await at('/e-service');
  const number = await field.inputValue();
  await walker.press('e-service-ask');
  await walker.reads('e-service-too-soon');
  const left = new Promise((resolve) => setTimeout(resolve, 12_000));
  walker.page = phone;
  await walker.at('result-gone');
  await walker.press('result-done');
  await walker.at('home');
  walker.page = service;

  // No document; something else; one in which an octet was changed.
  await at('/check');
  await walker.press('check-button');
  await service.locator('.ds-error-summary').waitFor();
  await walker.looks('demo-check-nothing');
  const other = join(folder, 'other.pdf');
  writeFileSync(other, 'Not a document');
  await gives(other);
  assert.equal(await title(), walker.say('check-unreadable'));
  await walker.looks('demo-verdict-unreadable');
  const altered = readFileSync(document);
  altered[altered.indexOf('stream') + 40] ^= 1;
  writeFileSync(other, altered);
  await service.getByRole('link', { name: walker.say('check-another'), exact: true }).click();
  await gives(other);
  assert.equal(await title(), walker.say('check-fails'));
  await walker.looks('demo-verdict-fails');

  // A number of nobody, and a request that is refused.
  await at('/e-service');
  await field.fill('MU-T000');
  await walker.press('e-service-ask');
  await service.locator('.ds-error-summary').waitFor();
  assert.equal(await field.inputValue(), 'MU-T000', 'what was typed stays');
  await walker.looks('demo-e-service-nobody');
  await left;
  await field.fill(number);
  await walker.press('e-service-ask');
  walker.page = phone;
  await walker.at('request');
  await walker.press('request-refuse');
  await walker.at('result-refused');
  await walker.press('result-done');
  walker.page = service;
  await service.getByRole('heading', { name: walker.say('e-service-refused-title'), exact: true }).waitFor();
  await walker.looks('demo-refused');
}

/** Without scripts and with the keyboard alone: the e-service asks, and the request is taken back. */
export async function withoutScripts({ walker, begin }) {
  const { page } = walker;
  const tabTo = async (name) => {
    for (let tries = 0; tries < 30; tries += 1) {
      await page.keyboard.press('Tab');
      const focused = await page.evaluate(() => document.activeElement.textContent?.trim() || document.activeElement.id);
      if (focused === name) return page.keyboard.press('Enter');
    }
    throw new Error(`the keyboard does not reach ${name}`);
  };
  await page.goto(`${begin}/e-service`);
  await tabTo(walker.say('e-service-ask'));
  await walker.at('asked');
  await tabTo(walker.say('e-service-look-again'));
  await page.locator('.code').waitFor({ timeout: 30_000 });
  await tabTo(walker.say('e-service-take-back'));
  await page.getByRole('heading', { name: walker.say('e-service-cancelled-title'), exact: true }).waitFor();
}
