// What the phone remembers, as one record. Every change is written as a whole, and takes the place of the record before.
//
// In it no PIN, no proof key, no share of the service, no seed, no secret of the device's lock, and no signing key but encrypted ones.

import type { Octets } from '../formats/octets.ts';
import type { StatementKeyPin } from '../protocol/key-list.ts';
import type { Purpose } from '../protocol/keys.ts';
import type { UnlockMemory } from '../protocol/memory.ts';
import type { LockState } from '../storage/device-lock.ts';
import type { DeviceKey, WrappedKey } from './key.ts';

export const VERSION = 1;

export interface State {
  readonly version: typeof VERSION;
  /** The service's address, from the activation. */
  readonly baseUrl: string;
  readonly statementKeyPin: StatementKeyPin;
  /** The accepted key list, compact. */
  readonly keyList: string;
  readonly keyListNumber: bigint;
  readonly deviceKey: DeviceKey;
  readonly keys: Readonly<Record<Purpose, KeyState>>;
  /** The device's lock, whose secret joins the wrap keys, if the person wanted that. */
  readonly lock?: LockState;
  readonly unlocks: UnlockMemory;
  /** An enrolment that has no answer yet, to be sent again. */
  readonly enrolment?: string;
  readonly enrolled?: EnrolledState;
  /** Whether the person wants to be woken when something waits. */
  readonly isWoken?: boolean;
  /** Sessions that this phone has answered, until nobody asks for them any more. */
  readonly answered: readonly AnsweredState[];
  /** Phones that were added after this one, of which the person was told. */
  readonly toldOf?: readonly string[];
  /** What the person did last on this phone, newest first. */
  readonly past: readonly Past[];
}

export interface KeyState {
  readonly point: Octets;
  readonly salt: Octets;
  readonly iterations: number;
  readonly clientShare: Octets;
  readonly epoch: bigint;
  readonly wrappedKey: WrappedKey;
  /** The same key under the PIN that was to take the place of that one, or that this one took the place of: an unlock shows which PIN
   * the service knows, and after a restore it may know the one before again. */
  readonly otherKey?: WrappedKey;
}

export interface EnrolledState {
  readonly device: string;
  /** DER. */
  readonly certificates: Readonly<Record<Purpose, Octets>>;
}

export interface AnsweredState {
  readonly session: string;
  readonly expiresAt: number;
  /** The answer, as long as the phone does not know that it arrived, and what it then has done at somebody else's wish. */
  readonly outstanding?: { readonly message: string; readonly past?: Past };
  /** Where the person is led back to. */
  readonly wayBack?: string;
}

export type Outcome = 'signed' | 'logged-in' | 'refused' | 'not-me' | 'wrong-code';

export interface Past {
  readonly name: string;
  readonly purpose: Purpose;
  /** The name of the first document, and how many more there were. */
  readonly document?: string;
  readonly more?: number;
  readonly outcome: Outcome;
  /** Seconds since 1970. */
  readonly at: number;
}

/** How long after its end an answered session is remembered, in seconds. */
const REMEMBERED = 600;
/** How many things done are remembered. */
const MOST_PAST = 20;

export function withPast(state: State, past: Past): State {
  return { ...state, past: [past, ...state.past].slice(0, MOST_PAST) };
}

export function withAnswer(state: State, answer: AnsweredState, now: number): State {
  const kept = state.answered.filter((past) => now - past.expiresAt < REMEMBERED);
  return { ...state, answered: [...kept, answer] };
}

export function withKey(state: State, purpose: Purpose, change: Partial<KeyState>): State {
  return { ...state, keys: { ...state.keys, [purpose]: { ...state.keys[purpose], ...change } } };
}
