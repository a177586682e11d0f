// What a phone remembers of its unlocks, so that it can prove that the last one answered was its own
// (docs/protocol/phone.md §8). All of it is values that are replaced and never changed, as storage wants them.

import { hex, sha256 } from '../formats/octets.ts';
import type { PublicKey } from '../formats/p256.ts';
import type { Purpose } from './keys.ts';

/** How many of the unlocks that it sent last a phone remembers, whatever came of them. */
export const REMEMBERED = 8;

/** An unlock that was sent, or is about to be. */
export interface OutstandingUnlock {
  readonly purpose: Purpose;
  readonly name: string;
  /** Its compact form, to be sent again. */
  readonly message: string;
}

interface LastUnlocks {
  /** The last one whose share this phone took. */
  readonly opened?: string;
  /** The last one that was answered and whose share this phone could not take any more. */
  readonly lost?: string;
}

/** Written down before an unlock is sent, with the shares. The ephemeral private key is never written: a copy of the phone
 * cannot open a reply that the phone itself has lost. */
export interface UnlockMemory {
  /** The last ones that were sent, oldest first. */
  readonly sent: readonly string[];
  /** The one of which this phone does not know what came: its bytes are sent again before another one is made. */
  readonly outstanding?: OutstandingUnlock;
  readonly authentication: LastUnlocks;
  readonly signature: LastUnlocks;
}

export const NO_UNLOCKS: UnlockMemory = { sent: [], authentication: {}, signature: {} };

/** SHA-256 of the point of its ephemeral key. */
export async function unlockName(ephemeralKey: PublicKey): Promise<string> {
  return hex(await sha256(ephemeralKey.point));
}

/** The names that the next unlock gives, at most twelve, each once. */
export function names({ sent, authentication, signature }: UnlockMemory): string[] {
  const kept = [authentication.opened, authentication.lost, signature.opened, signature.lost];
  return [...new Set([...kept.filter((name) => name !== undefined), ...sent])];
}

/** An unlock is about to be sent. */
export function begin(memory: UnlockMemory, unlock: OutstandingUnlock): UnlockMemory {
  return { ...memory, sent: [...memory.sent, unlock.name].slice(-REMEMBERED), outstanding: unlock };
}

/** The share that answers the outstanding unlock was taken. */
export function opened(memory: UnlockMemory): UnlockMemory {
  const { outstanding, ...rest } = memory;
  if (outstanding === undefined) return memory;
  return { ...rest, [outstanding.purpose]: { ...rest[outstanding.purpose], opened: outstanding.name } };
}

/** The outstanding unlock has a reply that this phone cannot open any more: answered with a share, or refused. Refusals are
 * not signed, so the name of a refused unlock stays among the last ones. */
export function resolved(memory: UnlockMemory, wasAnswered: boolean): UnlockMemory {
  const { outstanding, ...rest } = memory;
  if (outstanding === undefined || !wasAnswered) return rest;
  return { ...rest, [outstanding.purpose]: { ...rest[outstanding.purpose], lost: outstanding.name } };
}
