// A country's own colours and emblem: on the phone, in the dark too, without a connection, and on the landing page.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What such a country writes into its configuration; the emblem lies beside it. */
export const APPEARANCE = '[appearance]\naccent = "#00622b"\nbrand = "#7a0019"\nemblem = "emblem.svg"\n';

export function writeEmblem(folder) {
  const [sky, sun] = ['<path fill="#00622b" d="M2 3h20v9c0 6-10 10-10 10S2 18 2 12z"/>', '<circle cx="12" cy="10" r="4" fill="#ffd500"/>'];
  writeFileSync(join(folder, 'emblem.svg'), `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">${sky}${sun}</svg>\n`);
}

export async function looksLikeTheCountry({ walker, country, activation }) {
  const { page, context } = walker;
  await page.goto(country.landing);
  await walker.looks('look-landing');
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
