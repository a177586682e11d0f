// JSON as this protocol has it: a member stands once, numbers are integers of any size, and nothing follows the value.
// JSON.parse drops a repeated member without a word and rounds what is above 2^53, so it is not used for messages.

import { Refused } from '../protocol/error.ts';

export type Json = null | boolean | bigint | string | Json[] | JsonObject;
export type JsonObject = Map<string, Json>;

/** Deeper ones are not of this protocol, and would end the stack. */
const DEEPEST = 32;

export function parseJson(text: string, what: string): Json {
  const reader = new Reader(text, what);
  const value = reader.value(0);
  reader.end();
  return value;
}

class Reader {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly what: string,
  ) {}

  value(depth: number): Json {
    if (depth > DEEPEST) throw this.malformed('it is too deep');
    this.space();
    switch (this.text[this.at]) {
      case '{':
        return this.object(depth);
      case '[':
        return this.array(depth);
      case '"':
        return this.string();
      case 't':
        return this.word('true', true);
      case 'f':
        return this.word('false', false);
      case 'n':
        return this.word('null', null);
      default:
        return this.integer();
    }
  }

  end(): void {
    this.space();
    if (this.at !== this.text.length) throw this.malformed('something follows it');
  }

  private object(depth: number): JsonObject {
    const members: JsonObject = new Map();
    this.at += 1;
    if (this.skips('}')) return members;
    do {
      this.space();
      if (this.text[this.at] !== '"') throw this.malformed('a member has no name');
      const name = this.string();
      if (members.has(name)) throw this.malformed(`the member ${name.slice(0, 40)} stands twice`);
      if (!this.skips(':')) throw this.malformed('a member has no value');
      members.set(name, this.value(depth + 1));
    } while (this.skips(','));
    if (!this.skips('}')) throw this.malformed('an object does not end');
    return members;
  }

  private array(depth: number): Json[] {
    const elements: Json[] = [];
    this.at += 1;
    if (this.skips(']')) return elements;
    do elements.push(this.value(depth + 1));
    while (this.skips(','));
    if (!this.skips(']')) throw this.malformed('an array does not end');
    return elements;
  }

  /** The extent of a string is found here; JSON.parse reads its escapes. */
  private string(): string {
    const token = /"(?:[^"\\\u0000-\u001f]|\\.)*"/y;
    token.lastIndex = this.at;
    const found = token.exec(this.text)?.[0];
    if (found === undefined) throw this.malformed('a string does not end');
    this.at += found.length;
    let text: unknown;
    try {
      text = JSON.parse(found);
    } catch {
      throw this.malformed('a string has an unknown escape');
    }
    if (typeof text !== 'string' || /\p{Surrogate}/u.test(text)) throw this.malformed('a string has half a character');
    return text;
  }

  private integer(): bigint {
    const token = /-?(?:0|[1-9][0-9]{0,19})(?![0-9.eE])/y;
    token.lastIndex = this.at;
    const found = token.exec(this.text)?.[0];
    if (found === undefined) throw this.malformed(`unexpected at character ${this.at + 1}`);
    this.at += found.length;
    return BigInt(found);
  }

  private word<T extends Json>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) throw this.malformed(`unexpected at character ${this.at + 1}`);
    this.at += word.length;
    return value;
  }

  private skips(character: string): boolean {
    this.space();
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  private space(): void {
    while (' \t\n\r'.includes(this.text[this.at] ?? 'x')) this.at += 1;
  }

  private malformed(reason: string): Refused {
    return new Refused(`${this.what} is not the expected JSON: ${reason}`);
  }
}

/** What can be written: plain objects whose absent members are undefined. */
export type Writable = null | boolean | number | bigint | string | readonly Writable[] | { readonly [name: string]: Writable | undefined };

/** Without white space, members in the order in which they stand. */
export function writeJson(value: Writable): string {
  if (typeof value === 'bigint') return value.toString();
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${(value as readonly Writable[]).map(writeJson).join(',')}]`;
  const members = Object.entries(value as { readonly [name: string]: Writable | undefined });
  const written = members.flatMap(([name, member]) => (member === undefined ? [] : [`${JSON.stringify(name)}:${writeJson(member)}`]));
  return `{${written.join(',')}}`;
}
