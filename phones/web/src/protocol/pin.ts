// PINs: PIN 1 opens the authentication key, PIN 2 the signing key. The rules are the phone's: nobody else ever sees a PIN.
//
// A PIN is octets (digits in ASCII) and never a string, so that it can be wiped.

import type { Octets } from '../formats/octets.ts';
import type { Purpose } from './keys.ts';

/** Why a newly chosen PIN is refused. */
export type PinProblem = 'malformed' | 'short' | 'sequence' | 'repetition' | 'date' | 'related';

export const LONGEST_PIN = 12;

export function shortestPin(purpose: Purpose): number {
  return purpose === 'signature' ? 5 : 4;
}

/** Checks a newly chosen PIN. One that opens a key is never checked against these rules, so that they can change. */
export function pinProblem(pin: Octets, purpose: Purpose): PinProblem | undefined {
  if (pin.length > LONGEST_PIN || !pin.every((octet) => octet >= 0x30 && octet <= 0x39)) return 'malformed';
  if (pin.length < shortestPin(purpose)) return 'short';
  const digits = Array.from(pin, (octet) => octet - 0x30);
  if (isSequence(digits)) return 'sequence';
  if (isRepetition(digits)) return 'repetition';
  return isDate(digits) ? 'date' : undefined;
}

/** Checks both newly chosen PINs against each other. */
export function pinsProblem(authentication: Octets, signature: Octets): PinProblem | undefined {
  return contains(authentication, signature) || contains(signature, authentication) ? 'related' : undefined;
}

function contains(whole: Octets, part: Octets): boolean {
  const places = Array.from({ length: Math.max(0, whole.length - part.length + 1) }, (_, at) => at);
  return places.some((at) => part.every((octet, offset) => whole[at + offset] === octet));
}

/** Each digit is the one before plus (or minus) one, 9 being followed by 0. */
function isSequence(digits: readonly number[]): boolean {
  const all = (step: number) => digits.every((digit, at) => at === 0 || ((digits[at - 1] ?? 0) + step) % 10 === digit);
  return all(1) || all(9);
}

/** The digits are one shorter group, two or more times. */
function isRepetition(digits: readonly number[]): boolean {
  const groups = Array.from({ length: Math.floor(digits.length / 2) }, (_, at) => at + 1);
  return groups.some((group) => digits.length % group === 0 && digits.every((digit, at) => digit === digits[at % group]));
}

/** A year of 1900 to 2099, or a date in one of the usual orders of day, month and year. */
function isDate(digits: readonly number[]): boolean {
  const number = (from: number, to: number) => digits.slice(from, to).reduce((value, digit) => value * 10 + digit, 0);
  const isDay = (day: number, month: number) => day >= 1 && day <= 31 && month >= 1 && month <= 12;
  const dayAndMonth = (at: number) => {
    const [first, second] = [number(at, at + 2), number(at + 2, at + 4)];
    return isDay(first, second) || isDay(second, first);
  };
  const century = (at: number) => number(at, at + 4) >= 1900 && number(at, at + 4) <= 2099;
  switch (digits.length) {
    case 4:
      return century(0);
    case 6:
      return dayAndMonth(0) || dayAndMonth(2);
    case 8:
      return (dayAndMonth(0) && century(4)) || (dayAndMonth(4) && century(0));
    default:
      return false;
  }
}
