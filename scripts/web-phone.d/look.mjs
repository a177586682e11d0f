// A country's own colours, emblem and languages: on the phone, in the dark too, without a connection, and on the landing page.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What such a country writes into its configuration; the emblem and the words of its own language lie beside it. */
export const APPEARANCE = '[appearance]\naccent = "#00622b"\nbrand = "#7a0019"\nemblem = "emblem.svg"\nlanguages = ["mfe", "fr", "en"]\nwords = "words"\n';

export function writeEmblem(folder) {
  const [sky, sun] = ['<path fill="#00622b" d="M2 3h20v9c0 6-10 10-10 10S2 18 2 12z"/>', '<circle cx="12" cy="10" r="4" fill="#ffd500"/>'];
  writeFileSync(join(folder, 'emblem.svg'), `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">${sky}${sun}</svg>\n`);
  mkdirSync(join(folder, 'words/mfe'), { recursive: true });
  writeFileSync(join(folder, 'words/mfe/common.ftl'), 'language-name = Kreol morisien\n');
  writeFileSync(join(folder, 'words/mfe/phone.ftl'), 'start-title = Prepar ou telefonn\n');
}

export async function looksLikeTheCountry({ walker, country, activation }) {
  const { page, context } = walker;
  await page.goto(country.landing);
  await walker.looks('look-landing');
  await page.goto(`${country.landing}/?language=mfe`);
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'mfe');
  await page.goto(country.app);
  await walker.at('start');
  assert.deepEqual(await page.locator('select option').allTextContents(), ['Kreol morisien', 'Français', 'English'], 'its languages, its own first');
  await page.locator('select').selectOption('mfe');
  await page.getByRole('heading', { name: 'Prepar ou telefonn' }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'mfe');
  await walker.reads('start-once');
  await walker.looks('look-own-language');
  await page.locator('select').selectOption('en');
  await page.goto('about:blank');
  await page.goto(activation.link);
  await walker.at('activation-found');
  await walker.looks('look-activation');
  await walker.press('activation-begin');
  await walker.choosesPins();
  await walker.at('enrolled', 30_000);
  await walker.looks('look-enrolled');
  const colour = () => page.locator('.actions button').first().evaluate((button) => getComputedStyle(button).backgroundColor);
  assert.equal(await colour(), 'rgb(0, 98, 43)');
  await walker.press('enrolled-done');
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();
  await walker.at('home');
  await context.setOffline(true);
  await page.reload();
  await walker.at('home');
  const drawn = await page.evaluate(() => document.querySelector('.bar img').naturalWidth > 0 && getComputedStyle(document.documentElement).getPropertyValue('--ds-color-accent-base-default').trim());
  assert.equal(drawn, '#00622b', 'the look is kept for times without a connection');
  await context.setOffline(false);
}
