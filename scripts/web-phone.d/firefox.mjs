// The same phone in a browser of other people: Debian's Firefox ESR, spoken to by WebDriver BiDi.
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';
import { axe, Person } from './people.mjs';

function buttonOf(words) {
  return `::-p-xpath(//button[normalize-space()="${words}"])`;
}

/** A person at Firefox. */
export class FirefoxPerson extends Person {
  static async open(language, pictures, prefs = {}) {
    const browser = await puppeteer.launch({ browser: 'firefox', executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr', extraPrefsFirefox: { 'intl.accept_languages': language, ...prefs } });
    const page = await browser.newPage();
    await page.setViewport({ width: 390, height: 844 });
    const walker = Object.assign(new FirefoxPerson(page, language, pictures), { browser, told: [] });
    page.on('console', (message) => walker.told.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => walker.findings.push(`an error of the page in Firefox: ${error.message}`));
    return walker;
  }

  button(id, values) {
    return this.page.locator(buttonOf(this.say(id, values)));
  }

  async at(screen, timeout = 20_000) {
    await this.page.waitForSelector(`main[data-screen="${screen}"]`, { timeout });
  }

  async seesAll() {
    await this.page.waitForSelector('.actions');
    await new Promise((resolve) => setTimeout(resolve, 200));
    if (await this.page.$(buttonOf(this.say('request-rest')))) await this.press('request-rest');
  }

  async looks(name) {
    this.screens += 1;
    await this.page.screenshot({ path: join(this.pictures, `firefox-${name}.png`) });
    await this.page.evaluate(axe);
    const { violations } = await this.page.evaluate(() => globalThis.axe.run(document));
    for (const { id, nodes } of violations) this.findings.push(`firefox, ${name}: ${id}: ${nodes[0].html.slice(0, 160)} ${nodes[0].failureSummary}`);
    await this.fits(`firefox, ${name}`);
  }

  close() {
    return this.browser.close();
  }
}

/** Enrolled by the link, then a PDF signed; both outlive the page. */
export async function enrolsAndSigns({ walker, country, activation, root, folder }) {
  const { page } = walker;
  await page.goto(activation.link);
  await walker.at('activation-found');
  await walker.press('activation-begin');
  await walker.choosesPins();
  await walker.at('enrolled', 30_000);
  await walker.looks('enrolled');
  await walker.press('enrolled-done');
  await walker.at('home');
  await page.reload();
  await walker.at('home');

  const own = join(folder, walker.name.code);
  mkdirSync(own);
  const document = join(own, 'Garden plot lease.pdf');
  copyFileSync(join(root, 'samples/garden-plot.pdf'), document);
  const signing = country.sign(document, `MU-${walker.name.code}`);
  const code = await signing.code;
  await walker.at('request');
  assert.equal((await page.$eval('.code [aria-hidden]', (shown) => shown.textContent)).trim(), code, 'both screens show one code');
  await walker.looks('request');
  await walker.seesAll();
  await walker.press('request-sign-signature');
  await walker.at('pin');
  await walker.looks('pin');
  await walker.submits('signature');
  await walker.at('result-signed');
  await walker.looks('result-signed');
  const { status, said } = await signing.ended;
  assert.equal(status, 0, said);
  assert.match(await country.command('verify', document.replace('.pdf', '.signed.pdf'), '--trust', join(country.data, 'root.pem')), /TOTAL-PASSED/);
}
