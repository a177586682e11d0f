// What the person does about their own keys, one step after the other.

import type { Octets } from '../formats/octets.ts';
import { OutOfTime } from '../protocol/error.ts';
import { groupsOf } from '../protocol/activation-code.ts';
import type { Purpose } from '../protocol/keys.ts';
import { PROBLEM } from '../protocol/reply.ts';
import type { Deed, StatedWish } from '../protocol/wish.ts';
import { endsThePhone, LockNotOpened, SamePin, ServiceRefused, Unreachable } from '../phone/error.ts';
import { changesPin, givesActivation, grant, keysOf, newPinKeys, wish } from '../phone/own.ts';
import { hasAnswered } from '../phone/polling.ts';
import type { App, Failure, Given } from './app.ts';
import { halt } from './flow.ts';

/** Shows the person's phones and certificates as they are now. */
export async function openKeys(app: App): Promise<void> {
  app.show({ name: 'keys', isBusy: true });
  await readKeys(app);
}

async function readKeys(app: App): Promise<void> {
  const { view } = app;
  try {
    const kept = await keysOf(app.open);
    app.update({ kept });
    if (app.view === view) app.show({ name: 'keys' });
  } catch (error) {
    if (endsThePhone(error)) return halt(app, error);
    if (app.view === view) app.show({ name: 'keys', hasFailed: true });
  }
}

/** Learns how the person's keys stand, while the phone is at rest; what fails is tried again when it is looked at. */
export async function refreshKept(app: App): Promise<void> {
  const kept = await keysOf(app.open).catch(() => undefined);
  if (kept !== undefined) app.update({ kept });
}

/** Asks for something to be done. What takes a PIN goes on at its screen. */
export async function want(app: App, deed: Deed, given: Given = {}): Promise<void> {
  app.show({ name: 'wishing' });
  try {
    const stated = await wish(app.open, deed);
    if (stated !== undefined) return app.show({ name: 'grant', wish: stated, given });
    await done(app, deed, given);
  } catch (error) {
    failed(app, deed, error);
  }
}

/** A new PIN was chosen: it is wished for, and granted with the one that there is. */
export async function changePin(app: App, purpose: Purpose, chosen: Octets): Promise<void> {
  app.show({ name: 'wishing' });
  const newPin = await newPinKeys(app.open, purpose, chosen);
  chosen.fill(0);
  await want(app, await changesPin(app.open, purpose, newPin), { newPin });
}

/** Another phone is to become the person's. */
export async function addPhone(app: App): Promise<void> {
  app.show({ name: 'wishing' });
  const { activation, deed } = await givesActivation(app.open);
  await want(app, deed, { activation });
}

/** A PIN was entered for a wish. */
export async function grantIt(app: App, stated: StatedWish, pin: Octets, given: Given): Promise<void> {
  const { newPin } = given;
  const at = { name: 'grant', wish: stated, given } as const;
  app.show({ ...at, isBusy: true });
  try {
    await grant(app.open, stated, pin, newPin);
    newPin?.wrapPart.fill(0);
    await done(app, stated.deed, given);
  } catch (error) {
    if (error instanceof ServiceRefused && error.problem.slug === PROBLEM.pinWrong) {
      return app.show({ ...at, wrong: { remaining: error.problem.remaining } });
    }
    newPin?.wrapPart.fill(0);
    // An answer that was written down may have arrived.
    const isUnsure = newPin !== undefined && error instanceof Unreachable && hasAnswered(app.open, stated.statement.body.session);
    failed(app, stated.deed, error, isUnsure ? 'unsure' : failureOf(error));
  } finally {
    pin.fill(0);
  }
}

async function done(app: App, deed: Deed, { activation }: Given): Promise<void> {
  await refreshKept(app);
  if (activation !== undefined) {
    const before = (app.kept ?? []).map(({ device }) => device);
    return app.show({ name: 'add-phone', activation, groups: await groupsOf(activation), before });
  }
  app.show(deed.type === 'name_device' ? { name: 'keys' } : { name: 'done', deed });
}

function failed(app: App, deed: Deed, error: unknown, failure: Failure = failureOf(error)): void {
  if (endsThePhone(error)) return halt(app, error);
  const until = error instanceof ServiceRefused ? error.problem.lockedUntil : undefined;
  app.show({ name: 'done', deed, failure, ...(until === undefined ? {} : { until }) });
}

function failureOf(error: unknown): Failure {
  if (error instanceof Unreachable) return 'offline';
  if (error instanceof LockNotOpened) return 'lock-shut';
  if (error instanceof SamePin) return 'same';
  if (error instanceof OutOfTime) return 'late';
  if (!(error instanceof ServiceRefused)) return 'failed';
  switch (error.problem.slug) {
    case PROBLEM.pinLocked:
      return 'locked';
    case PROBLEM.sessionExpired:
    case PROBLEM.sessionOver:
      return 'late';
    case PROBLEM.tooManyUnlocks:
    case PROBLEM.tooManyMessages:
    case PROBLEM.tooManyWishes:
      return 'many';
    case PROBLEM.noFurtherPhone:
      return 'no-further';
    case PROBLEM.notFrozen:
      return 'not-frozen';
    default:
      return 'failed';
  }
}
