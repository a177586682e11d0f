// People walk through the phone in a real browser, against the real program: node walk.mjs GREATSEAL FOLDER PICTURES
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { DemoCountry } from './country.mjs';
import { EService } from './e-service.mjs';
import { asks, beginsAgain, chooses, enrols, secrets, ends, halts, measures, refuses, signs, twoWindows, withoutConnection } from './journeys.mjs';
import { Person } from './people.mjs';

const [greatseal, folder, pictures] = process.argv.slice(2);
const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
mkdirSync(pictures, { recursive: true });
for (const old of readdirSync(pictures)) if (old.endsWith('.png')) rmSync(join(pictures, old));

const began = Date.now();
const country = await DemoCountry.start(greatseal, folder, 7780);
const LAUNCH = { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] };
const browser = await chromium.launch(LAUNCH);
const service = await EService.of(join(country.data, 'relying-party'), country.landing, 'city-registry');
let [findings, screens] = [[], 0];

/** A person with a browser of their own. What the page says in its console, and sends, is heard. */
async function person(language, code, pins, given) {
  const context = given ?? (await browser.newContext({ locale: language, viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' }));
  const page = await context.newPage();
  const walker = new Person(page, language, pictures);
  Object.assign(walker, { context, pins, name: { country: 'MU', code }, sent: [], told: [] });
  page.on('console', (message) => walker.told.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => walker.findings.push(`an error of the page: ${error.message}`));
  page.on('request', (request) => walker.sent.push(`${request.url()} ${request.postData() ?? ''}`));
  page.setDefaultTimeout(20_000);
  return walker;
}

/** A browser whose settings say that letters are twice as large. */
function largeLetters() {
  const profile = join(folder, 'profile');
  mkdirSync(join(profile, 'Default'), { recursive: true });
  writeFileSync(join(profile, 'Default/Preferences'), JSON.stringify({ webkit: { webprefs: { default_font_size: 32 } } }));
  return chromium.launchPersistentContext(profile, { ...LAUNCH, locale: 'en', viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' });
}

/** One journey; if it fails, what was on the screen and in the console is told. */
async function step(walker, name, work) {
  const from = Date.now();
  try {
    await work();
  } catch (error) {
    console.error(`✗ ${name}\n${walker === undefined ? '' : await walker.page.locator('body').innerText()}\n${walker?.told.slice(-10).join('\n')}`);
    throw error;
  }
  console.log(`✓ ${name} (${((Date.now() - from) / 1000).toFixed(1)} s)`);
}

try {
  await step(undefined, 'letters of twice their size, as a person sets them in the browser', async () => {
    const walker = await person('en', 'T0101800000044', { authentication: '274918', signature: '60318427' }, await largeLetters());
    walker.hasLargeLetters = true;
    const world = { walker, country, service, activation: await country.activation('MU-T0101800000044', 'Dee', 'Sample'), root, folder };
    for (const journey of [asks, chooses, enrols, signs]) await journey(world);
    findings = findings.concat(walker.findings);
    screens += walker.screens;
    await walker.context.close();
  });
  for (const [language, code, given, surname] of [['en', 'T0101800000011', 'Ada', 'Sample'], ['ar', 'T0101800000022', 'Bea', 'Sample'], ['fr', 'T0101800000033', 'Cleo', 'Sample']]) {
    const walker = await person(language, code, { authentication: '274918', signature: '60318427' });
    const full = language === 'en';
    const activation = await country.activation(`MU-${code}`, given, surname);
    const world = { walker, country, service, activation, root, folder };
    await step(walker, `${language}: a line that is none, then the link; weak PINs are told; enrolled`, async () => {
      await asks(world);
      await chooses(world);
      await enrols(world);
    });
    await step(walker, `${language}: a PDF: wrong PIN, right PIN; the document holds`, () => signs(world));
    await step(walker, `${language}: refused, not me, another number, a text, a bare digest, no code`, () => refuses(world));
    await step(walker, `${language}: too late, ended elsewhere`, () => ends(world));
    if (full) {
      await step(walker, 'en: without a connection, and opened without one', () => withoutConnection(world));
      await step(walker, 'en: two windows', () => twoWindows(world, () => walker.context.newPage()));
      await step(walker, 'en: figures', () => measures(world));
      await step(walker, 'en: locked, blocked, copied, ended, and browsers that cannot be a phone', () => halts(world, browser, () => person('en', 'none', walker.pins)));
      await step(walker, 'en: set up again after its end', () => beginsAgain(world));
    }
    await step(walker, `${language}: no PIN and no bare key is stored, sent, shown or told`, () => secrets(world));
    findings = findings.concat(walker.findings);
    screens += walker.screens;
    await walker.context.close();
  }
} finally {
  await browser.close();
  await country.stop();
}
for (const finding of findings) console.error(`✗ ${finding}`);
console.log(`${screens} screens looked at, ${findings.length} findings, ${((Date.now() - began) / 1000).toFixed(0)} s`);
process.exit(findings.length === 0 ? 0 : 1);
