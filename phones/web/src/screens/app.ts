// What is on the screen now, and what the person has decided so far. The screens show it; `flow.ts` and `watch.ts` change it.

import type { Activation } from '../protocol/activation.ts';
import { allOf, type Choice } from '../protocol/answer.ts';
import type { PastSession } from '../protocol/history.ts';
import type { KeptDevice } from '../protocol/inquiry.ts';
import type { PinKeys, Purpose } from '../protocol/keys.ts';
import type { WrongPins } from '../protocol/unlock.ts';
import type { VerifiedSession } from '../protocol/verification.ts';
import type { Deed, StatedWish } from '../protocol/wish.ts';
import type { Pins } from '../phone/enrolment.ts';
import type { PastPage } from '../phone/history.ts';
import type { Enrolled, Phone } from '../phone/phone.ts';
import type { Waking } from '../phone/waking.ts';
import type { Octets } from '../formats/octets.ts';
import type { CodeProblem } from './enter-code.tsx';

/** How a request ended, or stands. */
export type Ending =
  | 'signed'
  | 'logged-in'
  | 'refused'
  | 'not-me'
  | 'wrong-code'
  | 'late'
  | 'gone'
  | 'elsewhere'
  | 'unsure'
  | 'offline'
  | 'lock-shut'
  | 'locked'
  | 'many'
  | 'failed';

/** Why there is no phone to use. */
export type Halt = 'blocked' | 'ended' | 'copied' | 'exhausted' | 'tab' | 'storage' | 'old' | 'damaged';

/** Why a wish was not done. */
export type Failure = 'unsure' | 'same' | 'no-further' | 'offline' | 'lock-shut' | 'late' | 'locked' | 'many' | 'not-frozen' | 'failed';

/** What a wish needs that no message says: what a new PIN becomes, the activation of another phone. */
export interface Given {
  readonly newPin?: PinKeys;
  readonly activation?: Activation;
}

/** Why there is no phone yet: `unreachable` keeps the keys that were made, the others keep nothing. */
export type MakingFailure =
  | { readonly why: 'unreachable' | 'link-over' | 'check' }
  | { readonly why: 'unreached'; readonly activation: Activation }
  | { readonly why: 'refused'; readonly reason: string };

/** What is at the location of a document, or stands in the request. */
export type Found =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'pdf' | 'other'; readonly file: Octets }
  | { readonly type: 'unreached' | 'differs' };

/** Why a device link led nowhere; `again` where another code may be scanned. */
export interface LinkFailure {
  readonly why: 'no-phone' | 'late' | 'over' | 'unknown' | 'wrong' | 'not-in-force' | 'often' | 'open' | 'locked' | 'offline' | 'failed';
  readonly again?: boolean;
  readonly reason?: string;
  readonly until?: number;
}

export type View =
  | { readonly name: 'opening' }
  | { readonly name: 'start' }
  | { readonly name: 'scan' }
  | { readonly name: 'activation'; readonly problem?: 'activation-wrong' | 'activation-other-service' }
  | { readonly name: 'code'; readonly problem?: CodeProblem; readonly isBusy?: boolean }
  | { readonly name: 'activation-found'; readonly activation: Activation }
  | { readonly name: 'choose'; readonly activation: Activation; readonly purpose: Purpose; readonly first?: Octets; readonly before?: Octets; readonly differs?: boolean }
  | { readonly name: 'protect'; readonly activation: Activation; readonly pins: Pins; readonly isBusy?: boolean; readonly hasFailed?: boolean }
  | { readonly name: 'making'; readonly failed?: MakingFailure }
  | { readonly name: 'enrolled'; readonly enrolled: Enrolled; readonly comparison: string }
  | { readonly name: 'home' }
  | { readonly name: 'scan-link' }
  | { readonly name: 'link'; readonly failure?: LinkFailure }
  | { readonly name: 'certificates' }
  | { readonly name: 'request'; readonly session: VerifiedSession; readonly isBusy?: boolean }
  | { readonly name: 'read'; readonly session: VerifiedSession; readonly at: number; readonly found?: Found }
  | { readonly name: 'pin'; readonly session: VerifiedSession; readonly isBusy?: boolean; readonly wrong?: { readonly remaining: number | undefined } }
  | { readonly name: 'result'; readonly session: VerifiedSession; readonly ending: Ending; readonly reason?: string; readonly until?: number; readonly wrongPins?: WrongPins }
  | { readonly name: 'keys'; readonly isBusy?: boolean; readonly hasFailed?: boolean }
  | { readonly name: 'history'; readonly isBusy?: boolean; readonly hasFailed?: boolean }
  | { readonly name: 'past'; readonly past: PastSession; readonly saving?: 'busy' | 'saved' | 'unproven' | 'offline' | 'failed' }
  | { readonly name: 'change-pin'; readonly purpose: Purpose; readonly first?: Octets; readonly differs?: boolean }
  | { readonly name: 'wishing' }
  | { readonly name: 'add-phone'; readonly activation: Activation; readonly groups: readonly string[]; readonly before: readonly string[] }
  | { readonly name: 'grant'; readonly wish: StatedWish; readonly given?: Given; readonly isBusy?: boolean; readonly wrong?: { readonly remaining: number | undefined } }
  | { readonly name: 'done'; readonly deed: Deed; readonly failure?: Failure; readonly until?: number }
  | { readonly name: 'halted'; readonly why: Halt };

/** What is wrong while the phone is at rest. */
export interface Troubles {
  readonly isOffline: boolean;
  readonly hasWrongClock: boolean;
  /** Requests that failed a check since the last one that passed. */
  readonly unacceptable: number;
}

export class App {
  view: View = { name: 'opening' };
  phone: Phone | undefined;
  /** Requests that wait for the person, oldest first. */
  waiting: readonly VerifiedSession[] = [];
  troubles: Troubles = { isOffline: false, hasWrongClock: false, unacceptable: 0 };
  /** Whether the page's policy kept it from the address that a link named. */
  isForbidden = false;
  /** The person's phones and certificates, as they were told last. */
  kept: readonly KeptDevice[] | undefined;
  /** When the service was asked for them last, in milliseconds; never since the page was opened if there is nothing. */
  askedAt: number | undefined;
  /** What the person was asked, as far as they looked back. */
  asked: PastPage | undefined;
  /** Whether the browser promised to keep the phone. */
  isKept = true;
  /** Whether the person hears of requests while the page is closed; not known before it was asked. */
  waking: Waking | undefined;
  isWakingBusy = false;
  wakingFailed = false;
  /** What the person made of the documents of a request, and which of them are others than would be signed. */
  private readonly choices = new Map<string, { readonly choice: Choice; readonly differs: ReadonlySet<number> }>();
  private changed: () => void = () => {};

  /** Calls this whenever something is to be drawn anew. */
  whenChanged(changed: () => void): void {
    this.changed = changed;
  }

  show(view: View): void {
    this.view = view;
    this.changed();
  }

  update(change: Partial<Pick<App, 'waiting' | 'isKept' | 'kept' | 'asked' | 'waking' | 'isWakingBusy' | 'wakingFailed'>> & { troubles?: Partial<Troubles> }): void {
    const { troubles, ...rest } = change;
    Object.assign(this, rest);
    if (troubles !== undefined) this.troubles = { ...this.troubles, ...troubles };
    this.changed();
  }

  choiceOf({ statement, contents }: VerifiedSession): { readonly choice: Choice; readonly differs: ReadonlySet<number> } {
    const { session, sign } = statement.body;
    const all = allOf(sign);
    // The text of a request that has nothing else stands on its screen.
    const [only, ...more] = contents;
    const choice = only?.type === 'text' && more.length === 0 ? { ...all, opened: [true] } : all;
    return this.choices.get(session) ?? { choice, differs: new Set() };
  }

  /** Strikes a document out, or takes it back. */
  strike(session: VerifiedSession, at: number, isSigned: boolean): void {
    const { choice, differs } = this.choiceOf(session);
    this.choices.set(session.statement.body.session, { choice: { ...choice, signed: replaced(choice.signed, at, isSigned) }, differs });
    this.changed();
  }

  forgetChoice(session: string): void {
    this.choices.delete(session);
  }

  /** Notes that the person has a document before them, or that another lies in its place, which is never signed. */
  noteRead(session: VerifiedSession, at: number, isIt: boolean): void {
    const { choice, differs } = this.choiceOf(session);
    const next = isIt ? { choice: { ...choice, opened: replaced(choice.opened, at, true) }, differs } : { choice: { ...choice, signed: replaced(choice.signed, at, false) }, differs: new Set([...differs, at]) };
    this.choices.set(session.statement.body.session, next);
  }

  /** The phone that has been opened. */
  get open(): Phone {
    if (this.phone === undefined) throw new Error('no screen is shown before the phone is open');
    return this.phone;
  }

  now(): number {
    return Math.floor(Date.now() / 1000);
  }
}

function replaced(all: readonly boolean[], at: number, value: boolean): boolean[] {
  return all.map((each, place) => (place === at ? value : each));
}
