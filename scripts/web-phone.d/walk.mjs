// People walk through the phone in a real browser, against the real program: node walk.mjs GREATSEAL FOLDER PICTURES [WALK…]
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { scans } from './camera.mjs';
import { DemoCountry } from './country.mjs';
import { copied, protects } from './device-lock.mjs';
import { findsAnother, signsFiles, signsSeveral } from './documents.mjs';
import { EService } from './e-service.mjs';
import { enrolsAndSigns, FirefoxPerson } from './firefox.mjs';
import { looksBack, looksInVain } from './history.mjs';
import { asks, beginsAgain, chooses, enrols, ends, halts, installs, measures, refuses, signs, twoWindows, withoutConnection } from './journeys.mjs';
import { addsAPhone, isToldOf } from './further-phone.mjs';
import { comesByLinks } from './links.mjs';
import { APPEARANCE, looksLikeTheCountry, writeEmblem } from './look.mjs';
import { goesToAVerdict, goesWrong, withoutScripts } from './newcomer.mjs';
import { rulesTheirKeys } from './own-keys.mjs';
import { Person } from './people.mjs';
import { changesAPin, failsToChange } from './pins.mjs';
import { isDecrypted, isOffered, isWoken, PushService } from './push.mjs';
import { takesSignedReleasesAlone } from './releases.mjs';
import { canaries, hearsSecrets, tellsNothing } from './secrets.mjs';
import { meetsEveryState } from './states.mjs';
import { findsTheCode, types } from './typed.mjs';

const [greatseal, folder, pictures, ...only] = process.argv.slice(2);
const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
mkdirSync(pictures, { recursive: true });
for (const old of only.length > 0 ? [] : readdirSync(pictures)) if (old.endsWith('.png')) rmSync(join(pictures, old));

const began = Date.now();
const country = await DemoCountry.start(greatseal, folder, 7780);
const LAUNCH = { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] };
const AS_A_PHONE = { locale: 'en', viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' };
const browser = await chromium.launch(LAUNCH);
const service = await EService.of(join(country.data, 'relying-party'), country.landing, 'city-registry');
let [findings, screens] = [[], 0];

/** A person with a browser of their own. What the page says in its console, and sends, is heard. */
async function person(language, code, pins, given) {
  const context = given ?? (await browser.newContext({ ...AS_A_PHONE, locale: language }));
  const secrets = await hearsSecrets(context);
  const page = await context.newPage();
  const walker = new Person(page, language, pictures);
  Object.assign(walker, { context, pins, name: { country: 'MU', code }, sent: [], told: [], secrets, devtools: await context.newCDPSession(page) });
  page.on('console', (message) => walker.told.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => walker.findings.push(`an error of the page: ${error.message}`));
  // What stands behind # is sent to nobody.
  page.on('request', (request) => walker.sent.push(`${request.url().split('#')[0]} ${request.postData() ?? ''}`));
  page.setDefaultTimeout(20_000);
  return walker;
}

/** A browser with a profile on the disk, and settings in it. */
function ownProfile(profile, settings = {}) {
  mkdirSync(join(profile, 'Default'), { recursive: true });
  if (Object.keys(settings).length > 0) writeFileSync(join(profile, 'Default/Preferences'), JSON.stringify(settings));
  return chromium.launchPersistentContext(profile, { ...LAUNCH, ...AS_A_PHONE });
}

/** Letters twice as large. */
const LARGE_LETTERS = { webkit: { webprefs: { default_font_size: 32 } } };
const PINS = { authentication: '274918', signature: '60318427' };

/** One journey, after which nothing tells its secrets. */
function step(walker, name, work) {
  return told(walker, name, async () => {
    await work();
    await tellsNothing(walker);
  });
}

/** One journey; if it fails, what was on the screen and in the console is told. */
async function told(walker, name, work) {
  const from = Date.now();
  try {
    await work();
  } catch (error) {
    console.error(`✗ ${name}\n${await walker.page.evaluate(() => document.body.innerText)}\n${walker.told.slice(-10).join('\n')}`);
    throw error;
  }
  console.log(`✓ ${name} (${((Date.now() - from) / 1000).toFixed(1)} s)`);
}

/** Each by its name, in this order. */
const WALKS = {
  async 'large-letters'() {
    const walker = await person('en', 'T0101800000044', PINS, await ownProfile(join(folder, 'large-letters'), LARGE_LETTERS));
    walker.hasLargeLetters = true;
    const world = await worldOf(walker, 'Dee');
    await step(walker, 'letters of twice their size, as a person sets them in the browser', async () => {
      for (const journey of [asks, chooses, enrols, signs]) await journey(world);
    });
    return walker;
  },
  async lock() {
    const profile = join(folder, 'protected');
    const walker = await person('en', 'T0101800000055', PINS, await ownProfile(profile));
    const world = await worldOf(walker, 'Eve');
    const elsewhere = async (copy) => person('en', walker.name.code, PINS, await ownProfile(copy));
    await step(walker, 'lock: the lock of the device protects the keys, shut and open', () => protects(world));
    await step(walker, 'lock: its files copied to another device sign nothing there', () => copied(world, profile, elsewhere));
    await canaries(walker, country.api);
    console.log('✓ lock: the search for secrets finds one that is put somewhere, in each form and place');
    return walker;
  },
  async en() {
    const walker = await person('en', 'T0101800000011', PINS);
    const world = await worldOf(walker, 'Ada');
    await walks(walker, world);
    await step(walker, 'en: Chromium finds it installable', () => installs(world));
    await step(walker, 'en: without a connection, and opened without one', () => withoutConnection(world));
    await step(walker, 'en: two windows', () => twoWindows(world, () => walker.context.newPage()));
    await step(walker, 'en: figures', () => measures(world));
    await step(walker, 'en: locked, blocked, copied, ended, and browsers that cannot be a phone', () => halts(world, () => person('en', 'none', walker.pins)));
    await step(walker, 'en: set up again after its end', () => beginsAgain(world));
    return walker;
  },
  async ar() {
    const walker = await person('ar', 'T0101800000022', PINS);
    await walks(walker, await worldOf(walker, 'Bea'));
    return walker;
  },
  async fr() {
    const walker = await person('fr', 'T0101800000033', PINS);
    await walks(walker, await worldOf(walker, 'Cleo'));
    return walker;
  },
  async typed() {
    const walker = await person('en', 'T0101800000066', PINS);
    const world = await worldOf(walker, 'Fay');
    await step(walker, 'typed: the short code: a slip, another service, enrolled; one number for both', () => types(world));
    await step(walker, 'typed: a payment, whose code is found among three', () => findsTheCode(world));
    return walker;
  },
  async states() {
    const open = { en: () => person('en', 'T0101800000111', PINS), ar: () => person('ar', 'T0101800000112', PINS), large: async () => person('en', 'T0101800000113', PINS, await ownProfile(join(folder, 'large-states'), LARGE_LETTERS)) };
    const walkers = [];
    for (const [how, opened] of Object.entries(open)) {
      const walker = await opened();
      walker.hasLargeLetters = how === 'large';
      walkers.push(walker);
      const world = await worldOf(walker, 'Jo');
      await step(walker, `states: ${how}: empty, long, failed, offline, ended elsewhere; no camera, no storage, too old`, () => meetsEveryState(world));
    }
    const [first, ...others] = walkers;
    for (const other of others) {
      first.findings.push(...other.findings);
      first.screens += other.screens;
      await other.close();
    }
    return first;
  },
  async releases() {
    const walker = await person('en', '', PINS);
    await told(walker, 'releases: unsigned, by another key, older, not whole are refused; a newer one is taken', () => takesSignedReleasesAlone(walker.context, root, 7770));
    return Object.assign(walker, { secrets: undefined });
  },
  async documents() {
    const walker = await person('en', 'T0101800000122', PINS);
    const world = await worldOf(walker, 'Fay');
    await step(walker, 'documents: enrolled', async () => {
      for (const journey of [asks, chooses, enrols]) await journey(world);
    });
    await step(walker, 'documents: four with one PIN: read, one struck out', () => signsSeveral(world));
    await step(walker, 'documents: two PDFs by one command; both hold', () => signsFiles(world));
    await step(walker, 'documents: another file, and none', () => findsAnother(world));
    return walker;
  },
  async camera() {
    const walker = await person('en', 'T0101800000088', PINS);
    const world = await worldOf(walker, 'Hal');
    const browsers = [];
    const before = async (film) => {
      const filmed = await chromium.launch({ ...LAUNCH, args: [...LAUNCH.args, '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`] });
      browsers.push(filmed);
      return person('en', walker.name.code, PINS, await filmed.newContext(AS_A_PHONE));
    };
    await told(walker, 'camera: refused, another code, the code that the officer shows', async () => {
      for (const each of await scans(world, before)) {
        walker.findings.push(...each.findings);
        walker.screens += each.screens;
        await tellsNothing(each);
        for (const [octets, what] of each.secrets) walker.secrets.set(octets, what);
      }
    });
    for (const each of browsers) await each.close();
    return walker;
  },
  async links() {
    const own = join(folder, 'links');
    mkdirSync(own);
    const film = join(own, 'screen.y4m');
    const demo = await DemoCountry.forNewcomers(greatseal, own, 7810);
    const filmed = await chromium.launch({ ...LAUNCH, args: [...LAUNCH.args, '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`] });
    const walkers = [];
    try {
      for (const language of ['en', 'ar', 'fr']) {
        const walker = await person(language, '', PINS, await filmed.newContext({ ...AS_A_PHONE, locale: language, permissions: ['camera'] }));
        const other = await person(language, '', PINS);
        walkers.push(walker, other);
        await told(walker, `links: ${language}: on the same device and back; relayed; scanned, too late and in time; over, not genuine, no phone`, () =>
          comesByLinks({ walker, begin: demo.begin, film }, other),
        );
      }
    } finally {
      await demo.stop();
    }
    const [first, ...others] = walkers;
    for (const each of others) {
      first.findings.push(...each.findings);
      first.screens += each.screens;
      await each.close();
    }
    return Object.assign(first, { secrets: undefined });
  },
  async keys() {
    const [walker, second] = [await person('en', 'T0101800000134', PINS), await person('en', 'T0101800000134', PINS)];
    const world = await worldOf(walker, 'Flo');
    await step(walker, 'keys: two phones: frozen with one tap, released with PIN 2, named, one ended by the other', () => rulesTheirKeys(world, second));
    walker.findings.push(...second.findings);
    walker.screens += second.screens;
    await tellsNothing(second);
    await second.close();
    return walker;
  },
  async pins() {
    const walkers = [];
    for (const [language, code] of [['en', 'T0101800000131'], ['ar', 'T0101800000132'], ['fr', 'T0101800000133']]) {
      const walker = await person(language, code, PINS);
      walkers.push(walker);
      const world = await worldOf(walker, 'Ned');
      await step(walker, `pins: ${language}: another PIN 2, chosen, granted with the old one, signed with`, () => changesAPin(world));
      if (language === 'en') await step(walker, 'pins: the same again; the answer lost; locked', () => failsToChange(world));
    }
    const [first, ...others] = walkers;
    for (const other of others) {
      first.findings.push(...other.findings);
      first.screens += other.screens;
      await other.close();
    }
    return first;
  },
  async 'further-phone'() {
    const walkers = [];
    for (const [language, code] of [['en', 'T0101800000141'], ['ar', 'T0101800000142'], ['fr', 'T0101800000143']]) {
      const [walker, second] = [await person(language, code, PINS), await person(language, code, PINS)];
      walkers.push(walker, second);
      const world = await worldOf(walker, 'Olu');
      await step(walker, `further-phone: ${language}: added by the first one, one number on both, signed with`, () => addsAPhone(world, second));
      await tellsNothing(second);
      if (language !== 'en') continue;
      const third = await person(language, code, PINS);
      walkers.push(third);
      await step(walker, 'further-phone: one that an officer added is told of, once', () => isToldOf(world, third));
    }
    const [first, ...others] = walkers;
    for (const other of others) {
      first.findings.push(...other.findings);
      first.screens += other.screens;
      await other.close();
    }
    return first;
  },
  async history() {
    const walkers = [];
    for (const [language, code] of [['en', 'T0101800000151'], ['fr', 'T0101800000152'], ['ar', 'T0101800000153']]) {
      const walker = await person(language, code, PINS);
      walkers.push(walker);
      const world = await worldOf(walker, 'Mia');
      await step(walker, `history: ${language}: empty, long, one of them; its file holds`, () => looksBack(world));
      await step(walker, `history: ${language}: without a connection, and a door that lies`, () => looksInVain(world));
    }
    const [first, ...others] = walkers;
    for (const other of others) {
      first.findings.push(...other.findings);
      first.screens += other.screens;
      await other.close();
    }
    return first;
  },
  async look() {
    const own = join(folder, 'own-look');
    mkdirSync(own);
    const green = await DemoCountry.start(greatseal, own, 7790, APPEARANCE, writeEmblem);
    const walker = await person('en', 'T0101800000099', PINS);
    const activation = await green.activation('MU-T0101800000099', 'Ida', 'Sample');
    await step(walker, 'look: a country of its own colours and emblem', () => looksLikeTheCountry({ walker, country: green, activation }));
    await green.stop();
    return walker;
  },
  async newcomer() {
    const own = join(folder, 'newcomer');
    mkdirSync(own);
    const demo = await DemoCountry.forNewcomers(greatseal, own, 7800);
    try {
      return await newcomers(demo, own);
    } finally {
      await demo.stop();
    }
  },
  async firefox() {
    const walker = await FirefoxPerson.open('en', pictures);
    Object.assign(walker, { pins: PINS, name: { country: 'MU', code: 'T0101800000077' } });
    const world = await worldOf(walker, 'Gil');
    await told(walker, 'firefox: enrolled, opened again, a PDF signed', () => enrolsAndSigns(world));
    return walker;
  },
  async waking() {
    const offered = await person('en', 'T0101800000101', PINS);
    await step(offered, 'waking: Chromium offers it and says that it failed', async () => isOffered(await worldOf(offered, 'Jo')));
    const pushes = await PushService.start();
    const decrypting = await person('en', 'T0101800000123', PINS);
    await step(decrypting, 'waking: what is pushed is decrypted, and who pushes verified, by others', async () => isDecrypted({ ...(await worldOf(decrypting, 'Lou')), pushes }));
    const walker = await FirefoxPerson.open('en', pictures, pushes.prefs);
    Object.assign(walker, { pins: PINS, name: { country: 'MU', code: 'T0101800000135' } });
    try {
      await walker.browser.defaultBrowserContext().overridePermissions(country.app, ['notifications']);
      const world = await worldOf(walker, 'Kim');
      await told(walker, 'waking: Firefox is woken by a request, shows a notification that says nothing, and signs', () => isWoken({ ...world, pushes }));
    } finally {
      pushes.stop();
    }
    for (const other of [offered, decrypting]) {
      walker.findings.push(...other.findings);
      walker.screens += other.screens;
      await other.close();
    }
    return walker;
  },
};

/** In each language, and in English what may go otherwise; gives the first, with what was found with all of them. */
async function newcomers(demo, own) {
  const walkers = [];
  for (const language of ['en', 'ar', 'fr']) {
    const walker = await person(language, '', PINS);
    walkers.push(walker);
    const world = { walker, begin: demo.begin, folder: own };
    await told(walker, `newcomer: ${language}: from the printed address to the verdict`, async () => {
      world.tabs = await goesToAVerdict(world);
    });
    if (language !== 'en') continue;
    const plain = await person(language, '', PINS, await browser.newContext({ ...AS_A_PHONE, javaScriptEnabled: false, storageState: await walker.context.storageState() }));
    walkers.push(plain);
    await told(plain, 'newcomer: without scripts and by keyboard alone: asked, looked again, taken back', () => withoutScripts({ walker: plain, begin: demo.begin }));
    await told(walker, 'newcomer: asked too soon; no document, none that can be read, an altered one; nobody, refused', () => goesWrong(world));
  }
  const [first, ...others] = walkers;
  for (const other of others) {
    first.findings.push(...other.findings);
    first.screens += other.screens;
    await other.close();
  }
  // What the phone keeps to itself is looked for in its own walks.
  return Object.assign(first, { secrets: undefined });
}

async function worldOf(walker, given) {
  return { walker, country, service, activation: await country.activation(`MU-${walker.name.code}`, given, 'Sample'), root, folder };
}

/** What a person does in each language. */
async function walks(walker, world) {
  const { language } = walker;
  await step(walker, `${language}: a line that is none, then the link; weak PINs are told; enrolled`, async () => {
    for (const journey of [asks, chooses, enrols]) await journey(world);
  });
  await step(walker, `${language}: a PDF: wrong PIN, right PIN; the document holds`, () => signs(world));
  await step(walker, `${language}: refused, not me, another number, a text, a bare digest, no code`, () => refuses(world));
  await step(walker, `${language}: too late, ended elsewhere`, () => ends(world));
}

try {
  for (const name of only.length > 0 ? only : Object.keys(WALKS)) {
    const walker = await WALKS[name]();
    findings = findings.concat(walker.findings);
    screens += walker.screens;
    if (walker.secrets !== undefined) console.log(`✓ ${name}: none of ${walker.secrets.size} secrets was found anywhere`);
    await walker.close();
  }
} finally {
  await browser.close();
  await country.stop();
}
for (const finding of findings) console.error(`✗ ${finding}`);
console.log(`${screens} screens looked at, ${findings.length} findings, ${((Date.now() - began) / 1000).toFixed(0)} s`);
process.exit(findings.length === 0 ? 0 : 1);
