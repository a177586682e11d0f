// What a person pays by signing: an amount and who gets it (§6), as the relying party says.

import { nameLine } from './display.ts';
import { matching, object } from './wire.ts';

export const payment = object({
  amount: matching(/^(0|[1-9][0-9]{0,11})(\.[0-9]{1,3})?$/, 'decimal text such as 1250.00'),
  currency: matching(/^[A-Z]{3}$/, 'three upper-case letters'),
  payee: nameLine,
});

export type Payment = ReturnType<typeof payment>;

export function isSamePayment(one: Payment | undefined, other: Payment | undefined): boolean {
  return one?.amount === other?.amount && one?.currency === other?.currency && one?.payee === other?.payee;
}
