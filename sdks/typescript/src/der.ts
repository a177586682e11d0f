/** DER (X.690), read in its one form and written: as much as certificates, OCSP answers and signed attributes need. */

export const TAG = { boolean: 1, integer: 2, bits: 3, octets: 4, null: 5, oid: 6, enumerated: 10, sequence: 0x30, set: 0x31 } as const;

/** One element. */
export class Der {
  /** `bytes` are tag and length, too. */
  private constructor(readonly tag: number, readonly content: Buffer, readonly bytes: Buffer) {}

  /** Reads one element, behind which nothing stands. */
  static of(bytes: Buffer): Der {
    const [element, rest] = Der.#first(bytes);
    if (rest.length > 0) throw new Error('octets behind the last element');
    return element;
  }

  static #first(bytes: Buffer): [Der, Buffer] {
    const [tag, first] = [bytes[0], bytes[1]];
    if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) throw new Error('no element');
    const octets = first < 0x80 ? 0 : first & 0x7f;
    if (octets > 4 || first === 0x80 || bytes.length < 2 + octets) throw new Error('no length');
    const length = octets === 0 ? first : bytes.readUIntBE(2, octets);
    const isShortest = octets === 0 || (length >= 0x80 && length >= 2 ** (8 * (octets - 1)));
    const end = 2 + octets + length;
    if (!isShortest || end > bytes.length) throw new Error('a length in another form');
    return [new Der(tag, bytes.subarray(2 + octets, end), bytes.subarray(0, end)), bytes.subarray(end)];
  }

  /** The elements inside, whatever this is. */
  children(): Der[] {
    const found: Der[] = [];
    for (let rest = this.content; rest.length > 0; ) {
      const [element, next] = Der.#first(rest);
      found.push(element);
      rest = next;
    }
    return found;
  }

  /** The same, which must be of this kind. */
  as(tag: number): Der {
    if (this.tag !== tag) throw new Error(`tag ${this.tag}, expected ${tag}`);
    return this;
  }

  /** An object identifier, dotted. */
  oid(): string {
    const arcs: number[] = [];
    let arc = 0;
    for (const octet of this.as(TAG.oid).content) {
      arc = arc * 128 + (octet & 0x7f);
      if (octet < 0x80) {
        arcs.push(arc);
        arc = 0;
      }
    }
    const first = arcs.shift() ?? 0;
    const root = Math.min(Math.floor(first / 40), 2);
    return [root, first - 40 * root, ...arcs].join('.');
  }

  /** The octets of a BIT STRING; a key or a signature has only whole ones. */
  bits(unused = 0): Buffer {
    const content = this.as(TAG.bits).content;
    if (content.length === 0 || (content[0] ?? 8) > unused) throw new Error('no BIT STRING of whole octets');
    return content.subarray(1);
  }

  /** UTCTime or GeneralizedTime in whole seconds (RFC 5280, section 4.1.2.5), as seconds since 1970. */
  time(): number {
    const text = this.content.toString('latin1');
    const long = this.tag === 23 ? (Number(text.slice(0, 2)) < 50 ? '20' : '19') + text : text;
    const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(long);
    if (!parts || (this.tag !== 23 && this.tag !== 24)) throw new Error('no time');
    const [year, month, ...rest] = parts.slice(1).map(Number) as [number, number, number, number, number, number];
    return Date.UTC(year, month - 1, ...rest) / 1000;
  }
}

/** Writes an element. */
export function write(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  const hex = content.length.toString(16);
  const length = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, content]);
}

/** An object identifier. */
export function writeOid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const octets = [40 * first + second, ...rest].flatMap((arc) => {
    const groups = [arc % 128];
    for (let high = Math.floor(arc / 128); high > 0; high = Math.floor(high / 128)) groups.unshift(0x80 | (high % 128));
    return groups;
  });
  return write(TAG.oid, Buffer.from(octets));
}
