// A person at a browser: finds what is on the screen by its words, as somebody does who cannot see it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FluentBundle, FluentResource } from '@fluent/bundle';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The catalogue of one language, as the pages have it. */
export function catalogue(language) {
  const bundle = new FluentBundle(language);
  for (const face of ['common', 'history', 'keys', 'link', 'phone', 'pages', 'landing', 'demo', 'check']) bundle.addResource(new FluentResource(readFileSync(join(root, 'faces/words', language, `${face}.ftl`), 'utf8')));
  return (id, values) => bundle.formatPattern(bundle.getMessage(id).value, values);
}

/** The narrow one shows what people see first; the others the whole screen. */
const LOOKS = [
  { name: '-320', width: 320, height: 640, colorScheme: 'light', isWhole: false },
  { name: '', width: 390, height: 844, colorScheme: 'light', isWhole: true },
  { name: '-dark', width: 390, height: 844, colorScheme: 'dark', isWhole: true },
];
const LARGE = { name: '-200', width: 390, height: 844, colorScheme: 'light', isWhole: true };
/** Screens of which every look is kept, in English and Arabic; of the others the first in English. Every look of every screen is checked. */
const KEPT = ['start', 'choose-weak', 'enrolled', 'home', 'request', 'pin-wrong', 'result-signed', 'demo-guide', 'demo-asked', 'demo-verdict', 'request-payment', 'scan-refused', 'making-failed', 'home-empty', 'home-offline', 'request-text', 'result-failed', 'result-gone', 'halted-old', 'halted-storage', 'documents', 'read-pdf'];
/** Screens whose end must not be seen before the person has gone there. */
const LONG = ['request-text'];

export class Person {
  constructor(page, language, pictures) {
    Object.assign(this, { page, say: catalogue(language), language, pictures, findings: [], screens: 0 });
  }

  button(id, values) {
    return this.page.getByRole('button', { name: this.say(id, values), exact: true });
  }

  press(id, values) {
    return this.button(id, values).click();
  }

  /** What is done with one thing of many, as who cannot see hears it. */
  named(name, id) {
    return this.page.getByRole('button', { name: `${this.say(id)}: ${name}`, exact: true });
  }

  close() {
    return this.context.close();
  }

  /** Waits until this screen is shown. */
  async at(screen, timeout = 20_000) {
    await this.page.locator(`main[data-screen="${screen}"]`).waitFor({ timeout });
  }

  async reads(id, values) {
    await this.page.getByText(this.say(id, values), { exact: true }).first().waitFor({ timeout: 10_000 });
  }

  /** Enters digits by the buttons, or by a keyboard. */
  async enters(pin, byKeyboard = false) {
    for (const digit of pin) {
      if (byKeyboard) await this.page.keyboard.press(digit);
      else await this.page.getByRole('button', { name: digit, exact: true }).click();
    }
  }

  /** Both PINs, each entered twice. */
  async choosesPins() {
    for (const purpose of ['authentication', 'signature']) {
      const pin = this.say(`pin-${purpose}`);
      for (const [word, screen] of [['choose-next', 'choose'], ['choose-same', 'again']]) {
        await this.at(`${screen}-${purpose}`);
        await this.enters(this.pins[purpose], true);
        await this.press(word, { pin });
      }
    }
  }

  /** Scrolls to the end of the facts where they do not fit. */
  async seesAll() {
    const rest = this.button('request-rest');
    await this.page.locator('.actions').waitFor();
    await this.page.waitForTimeout(150);
    if (await rest.isVisible()) await rest.click();
  }

  /** Enters the right PIN. */
  async submits(purpose) {
    await this.at('pin');
    await this.enters(this.pins[purpose], true);
    await this.page.keyboard.press('Enter');
  }

  /** Whether a PIN was proved to the service in what was sent. */
  unlocked() {
    return this.sent.some((each) => Buffer.from(each.split(/[ .]/).find((part) => part.startsWith('eyJ')) ?? '', 'base64url').includes('sign-unlock+jwt'));
  }

  /** Looks at the screen in each width and colour: a picture, axe-core, sideways scrolling, and that at 200 % text. */
  async looks(name) {
    const { page } = this;
    this.screens += 1;
    for (const look of this.hasLargeLetters ? [LARGE] : LOOKS) {
      await page.setViewportSize({ width: look.width, height: look.height });
      await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: 'reduce' });
      if (look.isWhole && !LONG.includes(name)) {
        const height = await page.evaluate(() => document.documentElement.scrollHeight);
        await page.setViewportSize({ width: look.width, height: Math.max(look.height, height) });
      }
      await page.waitForTimeout(60);
      const suffix = this.language === 'en' ? look.name : `-${this.language}${look.name}`;
      if (this.isKept(name, look.name)) await page.screenshot({ path: join(this.pictures, `${name}${suffix}.png`) });
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run(document));
      for (const { id, nodes } of violations) this.findings.push(`${name}${suffix}: ${id}: ${nodes[0].html.slice(0, 160)} ${nodes[0].failureSummary}`);
      await this.fits(`${name}${suffix}`);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: 'light' });
    if (this.hasLargeLetters) return;
    await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
    await this.fits(`${name} with text of 200 %`);
    await page.evaluate(() => document.documentElement.style.removeProperty('font-size'));
  }

  isKept(name, look) {
    return this.language === 'en' ? look === '' || KEPT.includes(name) : this.language === 'ar' && look === '' && KEPT.includes(name);
  }

  async fits(what) {
    const [wide, small] = await this.page.evaluate(() => {
      const buttons = [...document.querySelectorAll('button, select, textarea, summary')];
      return [
        document.documentElement.scrollWidth > innerWidth + 1,
        buttons.filter((each) => each.getBoundingClientRect().height < 43.5).map((each) => `${each.textContent} ${each.getBoundingClientRect().height}`),
      ];
    });
    if (wide) this.findings.push(`${what}: scrolls sideways`);
    for (const each of small) this.findings.push(`${what}: lower than 44 px: ${each}`);
  }
}
