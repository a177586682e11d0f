// How every message is parsed and verified: its own `typ`, a size limit checked before anything is decoded, unknown and
// repeated members refused.

import { checkLowerS, parseJws, verifyJws, type Jws } from '../formats/jws.ts';
import { hashOf } from '../formats/octets.ts';
import type { PublicKey } from '../formats/p256.ts';
import { Refused } from './error.ts';
import type { Reader } from './wire.ts';

/** Which key the header may carry beside `alg` and `typ`. */
export type HeaderKey = 'none' | 'device-key' | 'certificates';

export interface MessageKind<T> {
  readonly typ: string;
  /** What errors call it. */
  readonly name: string;
  /** The longest compact form accepted, in octets. */
  readonly longest: number;
  readonly headerKey: HeaderKey;
  /** Must s of the signature be the lower of the two values that verify? */
  readonly lowerS: boolean;
  readonly read: Reader<T>;
}

/** A message that has been parsed and whose own rules hold. Its signature is not yet verified. */
export class Received<T> {
  private constructor(
    private readonly kind: MessageKind<T>,
    private readonly jws: Jws,
    /** What the sender claims. Nobody has verified it: use it to find the key, not to decide. */
    readonly claims: T,
    readonly sha256: string,
  ) {}

  static async parse<T>(kind: MessageKind<T>, compact: string): Promise<Received<T>> {
    if (compact.length > kind.longest) throw new Refused(`${kind.name} has ${compact.length} octets, at most ${kind.longest} are accepted`);
    const jws = parseJws(compact, kind.typ, kind.name);
    if (kind.lowerS) checkLowerS(jws, kind.name);
    const hasOther = (jws.jwk !== undefined && kind.headerKey !== 'device-key') || (jws.x5c.length > 0 && kind.headerKey !== 'certificates');
    if (hasOther) throw new Refused(`the header of ${kind.name} must carry no other key than its message allows`);
    return new Received(kind, jws, kind.read(jws.payload, kind.name), await hashOf(compact));
  }

  /** The certificates of the header, leaf first. */
  get headerCertificates() {
    return this.jws.x5c;
  }

  async verify(key: PublicKey): Promise<Verified<T>> {
    await verifyJws(this.jws, key, this.kind.name);
    return { body: this.claims, compact: this.jws.compact, sha256: this.sha256 };
  }
}

/** A message whose signature has been verified. */
export interface Verified<T> {
  readonly body: T;
  readonly compact: string;
  readonly sha256: string;
}
