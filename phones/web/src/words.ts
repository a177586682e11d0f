// The words that people read, from the catalogue of all faces, in the language that the person chose.

import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle';
import arCommon from '../../../faces/words/ar/common.ftl';
import arHistory from '../../../faces/words/ar/history.ftl';
import arKeys from '../../../faces/words/ar/keys.ftl';
import arLink from '../../../faces/words/ar/link.ftl';
import arPhone from '../../../faces/words/ar/phone.ftl';
import enCommon from '../../../faces/words/en/common.ftl';
import enHistory from '../../../faces/words/en/history.ftl';
import enKeys from '../../../faces/words/en/keys.ftl';
import enLink from '../../../faces/words/en/link.ftl';
import enPhone from '../../../faces/words/en/phone.ftl';
import frCommon from '../../../faces/words/fr/common.ftl';
import frHistory from '../../../faces/words/fr/history.ftl';
import frKeys from '../../../faces/words/fr/keys.ftl';
import frLink from '../../../faces/words/fr/link.ftl';
import frPhone from '../../../faces/words/fr/phone.ftl';

/** The words that are of this bundle. */
const CATALOGUE: Readonly<Record<string, readonly string[]>> = {
  en: [enCommon, enHistory, enKeys, enLink, enPhone],
  fr: [frCommon, frHistory, frKeys, frLink, frPhone],
  ar: [arCommon, arHistory, arKeys, arLink, arPhone],
};

/** By its tag (BCP 47). */
export type Language = string;

/** A language that a country adds to those of the bundle. Where it has no words of its own, it speaks English. */
interface Added {
  readonly tag: Language;
  readonly direction: 'ltr' | 'rtl';
  /** Messages, as Project Fluent writes them. */
  readonly words: string;
}

/** Where this browser remembers the choice. */
const REMEMBERED = 'language';
const RIGHT_TO_LEFT: readonly Language[] = ['ar'];

let offered: readonly Language[] = Object.keys(CATALOGUE);
let added: readonly Added[] = [];
let language: Language = 'en';
let bundle = load('en');

function load(chosen: Language): FluentBundle {
  const loaded = new FluentBundle(chosen);
  const own = added.find(({ tag }) => tag === chosen);
  for (const source of CATALOGUE[own === undefined ? chosen : 'en'] ?? []) loaded.addResource(new FluentResource(source));
  if (own !== undefined) loaded.addResource(new FluentResource(own.words), { allowOverrides: true });
  return loaded;
}

/** The languages that there are, in the country's order. */
export function languages(): readonly Language[] {
  return offered;
}

/** Takes what the country says of its languages. Those of the bundle keep their own words, whatever it says of them. */
export async function hearLanguages(): Promise<void> {
  try {
    const response = await fetch('/languages.json', { redirect: 'error', credentials: 'omit', signal: AbortSignal.timeout(3_000) });
    const said = (await response.json()) as { languages: Language[]; added: Added[] };
    added = said.added.filter(({ tag }) => CATALOGUE[tag] === undefined);
    const known = said.languages.filter((tag) => CATALOGUE[tag] !== undefined || added.some((each) => each.tag === tag));
    if (known.length > 0) offered = known;
  } catch {
    // Then it has those of the bundle.
  }
}

/** A message of the catalogue. That each is there in each language is what `faces/tests` checks. */
export function say(id: string, values?: Record<string, FluentVariable>): string {
  return sayIn(bundle, id, values);
}

function sayIn(from: FluentBundle, id: string, values?: Record<string, FluentVariable>): string {
  const pattern = from.getMessage(id)?.value;
  if (pattern === undefined || pattern === null) throw new Error(`the catalogue has no message ${id}`);
  return from.formatPattern(pattern, values);
}

/** A language in its own words. */
export function nameOf(other: Language): string {
  return sayIn(load(other), 'language-name');
}

export function spoken(): Language {
  return language;
}

/** Takes a language, for this page and for the next time. */
export function speak(chosen: Language): void {
  language = chosen;
  bundle = load(chosen);
  document.documentElement.lang = chosen;
  document.documentElement.dir = added.find(({ tag }) => tag === chosen)?.direction ?? (RIGHT_TO_LEFT.includes(chosen) ? 'rtl' : 'ltr');
  document.title = say('phone-name');
  try {
    localStorage.setItem(REMEMBERED, chosen);
  } catch {
    // A browser that keeps nothing asks again the next time.
  }
}

/** The language chosen before, else the first of the browser's that there is, else the country's first. */
export function preferred(): Language {
  const wanted = [remembered(), ...navigator.languages.map((tag) => tag.split('-')[0])];
  return wanted.flatMap((tag) => offered.filter((each) => each === tag))[0] ?? offered[0] ?? 'en';
}

function remembered(): string | undefined {
  try {
    return localStorage.getItem(REMEMBERED) ?? undefined;
  } catch {
    return undefined;
  }
}

/** An amount with exactly its digits, as the person writes numbers. The currency is named by its code: a sign may mean several. */
export function money({ amount, currency }: { readonly amount: string; readonly currency: string }): string {
  const digits = amount.split('.')[1]?.length ?? 0;
  const written = { style: 'currency', currency, currencyDisplay: 'code', minimumFractionDigits: digits, maximumFractionDigits: digits } as const;
  // At most fifteen digits, which a number holds exactly.
  return new Intl.NumberFormat(language, written).format(Number(amount));
}

/** A day, in the person's words and zone. */
export function day(seconds: number): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(seconds * 1000);
}

/** A moment: the time alone if it is today. */
export function moment(seconds: number, now: number): string {
  const [then, today] = [new Date(seconds * 1000), new Date(now * 1000)];
  const isToday = then.toDateString() === today.toDateString();
  return new Intl.DateTimeFormat(language, isToday ? { timeStyle: 'short' } : { dateStyle: 'medium', timeStyle: 'short' }).format(then);
}

/** A moment as evidence has it. */
export function utc(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

/** A country in the person's words. */
export function country(code: string): string {
  try {
    return new Intl.DisplayNames(language, { type: 'region' }).of(code) ?? code;
  } catch {
    return code;
  }
}
