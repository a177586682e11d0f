// Text that a person is shown: what it may contain, and how long it may be. Text is refused, never repaired: the relying
// party must see that the person would be shown something else than it wrote.

import type { Json } from '../formats/json.ts';
import { Refused } from './error.ts';
import type { Reader } from './wire.ts';

const LONGEST_SIGNED_TEXT = 4_000;
const MOST_MARKS = 4;

/** The table is part of the protocol, so it does not follow each version of Unicode: controls, format characters, white
 * space, fillers, private use, noncharacters, tags. */
const MISLEADING: readonly (readonly [number, number])[] = [
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x600, 0x605],
  [0x61c, 0x61c],
  [0x6dd, 0x6dd],
  [0x70f, 0x70f],
  [0x890, 0x891],
  [0x8e2, 0x8e2],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x2800, 0x2800],
  [0x3164, 0x3164],
  [0xe000, 0xf8ff],
  [0xfdd0, 0xfdef],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xffff],
  [0x110bd, 0x110bd],
  [0x110cd, 0x110cd],
  [0x13430, 0x1345f],
  [0x1bca0, 0x1bca3],
  [0x1d173, 0x1d17a],
  [0xe0000, 0x10ffff],
];

const COMBINING: readonly (readonly [number, number])[] = [
  [0x300, 0x36f],
  [0x483, 0x489],
  [0x1ab0, 0x1aff],
  [0x1dc0, 0x1dff],
  [0x20d0, 0x20ff],
  [0xfe20, 0xfe2f],
];

function within(table: readonly (readonly [number, number])[], code: number): boolean {
  return table.some(([first, last]) => code >= first && code <= last);
}

function misleads(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  const isOtherSpace = /\p{White_Space}/u.test(character) && character !== ' ';
  return isOtherSpace || /\p{Cc}/u.test(character) || within(MISLEADING, code) || (code & 0xfffe) === 0xfffe;
}

/** One joiner has a place that needs no knowledge of its neighbours: Bengali ra, joiner, virama, ya. All others this phone
 * refuses, since browsers do not tell the properties of characters by which they could be judged (§6, "Lines"). */
function joins(characters: readonly string[], at: number): boolean {
  return [characters[at - 1], characters[at], characters[at + 1], characters[at + 2]].join('') === '\u09b0\u200d\u09cd\u09af';
}

function checkCharacters(text: string, field: string, lineFeeds: boolean): void {
  const characters = [...text];
  let marks = 0;
  for (const [at, character] of characters.entries()) {
    const isFeed = lineFeeds && character === '\n';
    const code = character.codePointAt(0) ?? 0;
    if (!isFeed && misleads(character) && !joins(characters, at)) {
      const name = code.toString(16).toUpperCase().padStart(4, '0');
      throw new Refused(`${field} contains U+${name}, which could mislead a reader`);
    }
    marks = within(COMBINING, code) ? marks + 1 : 0;
    if (marks > MOST_MARKS) throw new Refused(`${field} has more than ${MOST_MARKS} combining marks in a row`);
  }
}

function checkLength(text: string, field: string, most: number): void {
  const count = [...text].length;
  if (count === 0) throw new Refused(`${field} must not be empty`);
  if (count > most) throw new Refused(`${field} has ${count} characters, at most ${most} are accepted`);
}

/** One line that a screen may show as it is, of at most so many characters. */
export function line(most: number): Reader<string> {
  return (value: Json, field: string) => {
    if (typeof value !== 'string') throw new Refused(`${field} is no text`);
    checkLength(value, field, most);
    if (value.startsWith(' ') || value.endsWith(' ')) throw new Refused(`${field} must not begin or end with a space`);
    checkCharacters(value, field, false);
    return value;
  };
}

/** A text that is itself signed, shown in full; lines end by LF. */
export function checkSignedText(text: string): void {
  checkLength(text, 'to_be_signed', LONGEST_SIGNED_TEXT);
  checkCharacters(text, 'to_be_signed', true);
}

export const countryLine = line(2);
export const nameLine = line(120);
export const textLine = line(200);
export const domainLine = line(253);
