// What the person does, one step after the other: enrolling, and a request from its screen to its end.

import type { Octets } from '../formats/octets.ts';
import { parseActivation, type Activation } from '../protocol/activation.ts';
import type { RefusalReason } from '../protocol/answer.ts';
import { readCode, type ActivationCode } from '../protocol/activation-code.ts';
import { comparisonCode } from '../protocol/comparison.ts';
import { isPdf } from '../protocol/document.ts';
import { OutOfTime, Refused } from '../protocol/error.ts';
import type { Purpose } from '../protocol/keys.ts';
import { PROBLEM } from '../protocol/reply.ts';
import type { WrongPins } from '../protocol/unlock.ts';
import type { VerifiedSession } from '../protocol/verification.ts';
import { enrol, resumeEnrolment, typedActivation, type OpenLock, type Pins } from '../phone/enrolment.ts';
import { wayBackOf } from '../phone/claims.ts';
import { AlreadyAnswered, endsThePhone, LockNotOpened, ServiceRefused, SignedElsewhere, slugOf, Unreachable } from '../phone/error.ts';
import { hasAnswered } from '../phone/polling.ts';
import { readDocument } from '../phone/reading.ts';
import { refuse, sign, tellShown } from '../phone/signing.ts';
import { browserPush } from '../storage/push.ts';
import { day, say } from '../words.ts';
import type { App, Ending, Found, Halt, MakingFailure } from './app.ts';
import { resume } from './waking.tsx';

/** The line that the officer gave, typed or in a link. */
export function takeLine(app: App, line: string): void {
  if (!takeCode(app, line)) app.show({ name: 'activation', problem: 'activation-wrong' });
}

/** The line or the link in a QR code. Of another code nothing is taken. */
export function takeCode(app: App, text: string): boolean {
  let activation: Activation;
  try {
    // In a link the line stands behind its #.
    activation = parseActivation(text.slice(text.indexOf('#') + 1));
  } catch {
    return false;
  }
  app.show({ name: 'activation-found', activation });
  return true;
}

/** The short code, group by group. The service's address is the one that this page is for. */
export async function takeTyped(app: App, groups: readonly string[]): Promise<void> {
  app.show({ name: 'code', isBusy: true });
  let code: ActivationCode;
  try {
    code = readCode(groups);
  } catch {
    return app.show({ name: 'code', problem: 'code-slip' });
  }
  try {
    app.show({ name: 'activation-found', activation: await typedActivation(app.open, code) });
  } catch (error) {
    app.show({ name: 'code', problem: error instanceof Refused ? 'code-other-service' : 'making-unreached' });
  }
}

/** PIN 1 twice, PIN 2 twice, the device's lock where there is one, then the keys. */
export function choosePins(app: App, activation: Activation): void {
  app.show({ name: 'choose', activation, purpose: 'authentication' });
}

/** A PIN was entered the second time. */
export function chosenTwice(app: App, activation: Activation, purpose: Purpose, first: Octets, before: Octets | undefined, isSame: boolean): void {
  if (!isSame) {
    first.fill(0);
    return app.show({ name: 'choose', activation, purpose, differs: true, ...(before === undefined ? {} : { before }) });
  }
  if (purpose === 'authentication') return app.show({ name: 'choose', activation, purpose: 'signature', before: first });
  if (before === undefined) return choosePins(app, activation);
  void offerLock(app, activation, { authentication: before, signature: first });
}

async function offerLock(app: App, activation: Activation, pins: Pins): Promise<void> {
  const isThere = await app.open.environment.deviceLock.isThere().catch(() => false);
  if (!isThere) return make(app, activation, pins);
  app.show({ name: 'protect', activation, pins });
}

/** Lets the device's lock keep a secret that joins the keys; in the person's passwords it is listed under the day. */
export async function protect(app: App, activation: Activation, pins: Pins): Promise<void> {
  app.show({ name: 'protect', activation, pins, isBusy: true });
  let openLock: OpenLock;
  try {
    openLock = await app.open.environment.deviceLock.make(`${say('phone-name')}, ${day(app.now())}`);
  } catch {
    return app.show({ name: 'protect', activation, pins, hasFailed: true });
  }
  await make(app, activation, pins, openLock);
  openLock.secret.fill(0);
}

export async function make(app: App, activation: Activation, pins: Pins, openLock?: OpenLock): Promise<void> {
  app.show({ name: 'making' });
  app.isForbidden = false;
  await becomes(app, () => enrol(app.open, activation, pins, openLock), activation);
  pins.authentication.fill(0);
  pins.signature.fill(0);
}

/** Sends the enrolment again that had no answer. */
export async function makeAgain(app: App): Promise<void> {
  app.show({ name: 'making' });
  await becomes(app, () => resumeEnrolment(app.open), undefined);
}

async function becomes(app: App, step: () => ReturnType<typeof resumeEnrolment>, activation: Activation | undefined): Promise<void> {
  try {
    const enrolled = await step();
    const { authentication, signature } = enrolled.certificates;
    app.show({ name: 'enrolled', enrolled, comparison: await comparisonCode(authentication.sha256, signature.sha256) });
    void resume(app);
  } catch (error) {
    if (app.isForbidden) return app.show({ name: 'activation', problem: 'activation-other-service' });
    app.show({ name: 'making', failed: failureOf(app, error, activation) });
  }
}

/** What an officer has to give anew, by the names of problems. */
const LINK_OVER: readonly string[] = [
  PROBLEM.activationUsed,
  PROBLEM.activationExpired,
  PROBLEM.activationCancelled,
  PROBLEM.activationEnded,
  PROBLEM.activationUnknown,
  PROBLEM.activationWrong,
];

function failureOf(app: App, error: unknown, activation: Activation | undefined): MakingFailure {
  if (error instanceof Unreachable) return app.open.isNew && activation !== undefined ? { why: 'unreached', activation } : { why: 'unreachable' };
  if (!(error instanceof ServiceRefused)) return { why: 'check' };
  const { slug, title } = error.problem;
  return LINK_OVER.includes(slug) || title === '' ? { why: 'link-over' } : { why: 'refused', reason: title };
}

/** Forgets a phone that is none (any more). */
export async function startOver(app: App): Promise<void> {
  await browserPush.end().catch(() => {});
  await app.open.forget();
  app.askedAt = undefined;
  app.update({ waiting: [], kept: undefined });
  app.show({ name: 'start' });
}

/** Shows a request; the service is told that it is seen, which decides nothing. */
export function look(app: App, session: VerifiedSession): void {
  app.show({ name: 'request', session });
  tellShown(app.open, session).catch(() => {});
}

/** Shows a document: the text of the request, or the file at its location, if it is exactly what would be signed. */
export async function read(app: App, session: VerifiedSession, at: number): Promise<void> {
  app.show({ name: 'read', session, at });
  const { view } = app;
  const found = await findDocument(app, session, at);
  // A screen that the person has left is not shown again.
  if (app.view !== view) return;
  if (found.type === 'text' || found.type === 'differs') app.noteRead(session, at, found.type === 'text');
  app.show({ name: 'read', session, at, found });
}

/** The longest text that is shown, in octets; a longer one is saved. */
const LONGEST_TEXT = 256 * 1024;

async function findDocument(app: App, session: VerifiedSession, at: number): Promise<Found> {
  const content = session.contents[at];
  if (content?.type === 'text') return { type: 'text', text: content.text };
  try {
    const file = await readDocument(app.open, session, at);
    if (isPdf(file)) return { type: 'pdf', file };
    const text = file.length > LONGEST_TEXT ? undefined : asText(file);
    return text === undefined ? { type: 'other', file } : { type: 'text', text };
  } catch (error) {
    return { type: error instanceof Refused ? 'differs' : 'unreached' };
  }
}

/** UTF-8 in which nothing is hidden and nothing turns the direction of what is read. */
function asText(file: Octets): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(file);
    return /[\p{Cf}\p{Co}\p{Cn}]|(?![\n\r\t])\p{Cc}/u.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

export async function refuseIt(app: App, session: VerifiedSession, reason: RefusalReason): Promise<void> {
  app.show({ name: 'request', session, isBusy: true });
  try {
    await refuse(app.open, session, reason);
    ends(app, session, { declined: 'refused', not_mine: 'not-me', wrong_code: 'wrong-code' }[reason] as Ending);
  } catch (error) {
    explain(app, session, error);
  }
}

export async function enterPin(app: App, session: VerifiedSession, pin: Octets): Promise<void> {
  app.show({ name: 'pin', session, isBusy: true });
  try {
    await sign(app.open, session, pin, app.choiceOf(session).choice);
    ends(app, session, session.statement.body.purpose === 'signature' ? 'signed' : 'logged-in');
    leadBack(app, session);
  } catch (error) {
    explain(app, session, error);
  } finally {
    pin.fill(0);
  }
}

/** Back to the page that the person came from, if it was on this device. */
export function leadBack(app: App, { statement }: VerifiedSession): void {
  const address = wayBackOf(app.open, statement.body.session);
  if (address !== undefined) location.assign(address);
}

function ends(app: App, session: VerifiedSession, ending: Ending, more: { reason?: string; until?: number } = {}): void {
  const wrongPins = app.open.wrongPins;
  app.open.wrongPins = undefined;
  forget(app, session);
  app.show({ name: 'result', session, ending, ...more, ...(hasNew(wrongPins) ? { wrongPins } : {}) });
}

function hasNew(wrongPins: WrongPins | undefined): wrongPins is WrongPins {
  return wrongPins !== undefined && wrongPins.authentication.since_last_use + wrongPins.signature.since_last_use > 0;
}

/** It does not wait any more. */
export function forget(app: App, session: VerifiedSession): void {
  const over = session.statement.body.session;
  app.forgetChoice(over);
  app.update({ waiting: app.waiting.filter(({ statement }) => statement.body.session !== over) });
}

/** What went wrong, in the words of a person. Whatever it is, no signature left this phone, unless it says otherwise. */
function explain(app: App, session: VerifiedSession, error: unknown): void {
  if (endsThePhone(error)) return halt(app, error);
  if (error instanceof SignedElsewhere) return ends(app, session, 'elsewhere');
  if (error instanceof AlreadyAnswered) return ends(app, session, 'gone');
  if (error instanceof OutOfTime) return ends(app, session, 'late');
  if (error instanceof LockNotOpened) return app.show({ name: 'result', session, ending: 'lock-shut' });
  if (error instanceof Unreachable) {
    if (hasAnswered(app.open, session.statement.body.session)) return ends(app, session, 'unsure');
    return app.show({ name: 'result', session, ending: 'offline' });
  }
  if (!(error instanceof ServiceRefused)) return ends(app, session, 'failed');
  const { slug, remaining, lockedUntil, title } = error.problem;
  switch (slug) {
    case PROBLEM.pinWrong:
      return app.show({ name: 'pin', session, wrong: { remaining } });
    case PROBLEM.pinLocked:
      return ends(app, session, 'locked', lockedUntil === undefined ? {} : { until: lockedUntil });
    case PROBLEM.tooManyUnlocks:
    case PROBLEM.tooManyMessages:
      return ends(app, session, 'many');
    case PROBLEM.sessionExpired:
      return ends(app, session, 'late');
    case PROBLEM.sessionOver:
    case PROBLEM.sessionUnknown:
      return ends(app, session, 'gone');
    default:
      return ends(app, session, 'failed', title === '' ? {} : { reason: title });
  }
}

/** The service has ended this phone. */
export function halt(app: App, error: unknown): void {
  void browserPush.end().catch(() => {});
  const halts: Readonly<Record<string, Halt>> = { [PROBLEM.phoneCopied]: 'copied', [PROBLEM.pinExhausted]: 'exhausted', [PROBLEM.deviceEnded]: 'ended' };
  app.show({ name: 'halted', why: halts[slugOf(error) ?? ''] ?? 'blocked' });
}
