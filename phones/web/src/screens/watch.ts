// What happens while the person does nothing: requests are fetched, ended ones leave the screen, answers are confirmed.

import { PROBLEM } from '../protocol/reply.ts';
import type { VerifiedSession } from '../protocol/verification.ts';
import { endsThePhone, slugOf, Unreachable } from '../phone/error.ts';
import type { Phone } from '../phone/phone.ts';
import { Ear } from '../phone/listening.ts';
import { isStillOpen, poll } from '../phone/polling.ts';
import { deliverOutstanding } from '../phone/signing.ts';
import { clearNotifications } from '../storage/push.ts';
import type { App } from './app.ts';
import { forget, halt, look } from './flow.ts';
import { refreshKept } from './own.ts';

/** How long one poll waits, in seconds. */
const WAIT = 25;
/** After a failure the pause doubles up to here, in milliseconds. */
const LONGEST_PAUSE = 30_000;
const SHORTEST_PAUSE = 1_000;
/** How often it is asked how the person's phones and certificates stand, in milliseconds. */
const ASK_AGAIN = 600_000;
/** How often it is asked whether the request on the screen is still open, in milliseconds. */
const LOOK_AGAIN = 4_000;

/** Fetches what waits, as long as the page lives and is seen. */
export async function watch(app: App): Promise<never> {
  const ear = new Ear(() => performance.now());
  let pause = SHORTEST_PAUSE;
  for (;;) {
    await seen();
    const { phone } = app;
    if (phone?.enrolled === undefined || app.view.name === 'halted') {
      await sleep(SHORTEST_PAUSE);
      continue;
    }
    try {
      await fetchOnce(app, phone, ear);
      pause = SHORTEST_PAUSE;
    } catch (error) {
      // What another window has taken away, or nobody sees, is nobody's trouble.
      if (app.phone !== phone || document.hidden) continue;
      if (endsThePhone(error)) {
        halt(app, error);
        continue;
      }
      app.update({ troubles: { isOffline: error instanceof Unreachable, hasWrongClock: slugOf(error) === PROBLEM.pollTimes } });
      await Promise.race([sleep(pause), connected()]);
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    }
  }
}

async function fetchOnce(app: App, phone: Phone, ear: Ear): Promise<void> {
  const began = Date.now();
  // After a failure the first answer comes at once, so that nobody is called offline for the length of a wait.
  const isDoubted = app.troubles.isOffline || app.troubles.hasWrongClock;
  await deliverOutstanding(phone);
  const hidden = whenHidden();
  const isTime = isDoubted || (await ear.hears(phone, hidden, () => app.phone === phone));
  await deliverOutstanding(phone);
  const { sessions, unacceptable } = await poll(phone, isTime ? 0 : WAIT, hidden);
  if (app.phone !== phone) return;
  const failed = sessions.length > 0 ? 0 : app.troubles.unacceptable + unacceptable.length;
  app.update({ troubles: { isOffline: false, hasWrongClock: false, unacceptable: failed } });
  arrived(app, sessions);
  void clearNotifications().catch(() => {});
  // A phone that was added is told of also where the page stays open.
  if (app.askedAt === undefined || began - app.askedAt > ASK_AGAIN) {
    app.askedAt = began;
    void refreshKept(app);
  }
  // A door that does not wait must not make the phone ask without end.
  if (sessions.length === 0 && !isDoubted && Date.now() - began < SHORTEST_PAUSE) await sleep(SHORTEST_PAUSE);
}

/** One request opens by itself when the phone is at rest; of several the person chooses. */
function arrived(app: App, sessions: readonly VerifiedSession[]): void {
  if (sessions.length === 0) return;
  app.update({ waiting: [...app.waiting, ...sessions] });
  const [only, ...more] = app.waiting;
  if (app.view.name === 'home' && only !== undefined && more.length === 0) look(app, only);
}

/** Takes requests away that are over: late ones everywhere, and the one on the screen when it was ended elsewhere. */
export async function tidy(app: App): Promise<never> {
  for (;;) {
    await sleep(LOOK_AGAIN);
    await seen();
    for (const session of app.waiting) if (isLate(app, session) && !isShown(app, session)) forget(app, session);
    const { view } = app;
    const isIdle = view.name === 'read' || ((view.name === 'request' || view.name === 'pin') && view.isBusy !== true);
    if (!isIdle) continue;
    const { session } = view;
    const ending = isLate(app, session) ? 'late' : (await isGone(app, session)) ? 'gone' : undefined;
    if (ending === undefined || app.view !== view) continue;
    forget(app, session);
    app.show({ name: 'result', session, ending });
  }
}

function isLate(app: App, { statement }: VerifiedSession): boolean {
  return statement.body.expires_at <= app.now();
}

function isShown({ view }: App, session: VerifiedSession): boolean {
  return 'session' in view && view.session === session;
}

/** Nobody is told that a request is gone because the connection is. */
async function isGone(app: App, { statement }: VerifiedSession): Promise<boolean> {
  try {
    return !(await isStillOpen(app.open, statement.body.session));
  } catch {
    return false;
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Settles when the browser has a connection again. */
function connected(): Promise<void> {
  return new Promise((resolve) => {
    addEventListener('online', () => resolve(), { once: true });
  });
}

/** Settles when the page is seen. */
function seen(): Promise<void> {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) => {
    document.addEventListener('visibilitychange', () => resolve(), { once: true });
  });
}

/** Ends a wait when the page is hidden, so that a phone in a pocket is quiet. */
function whenHidden(): AbortSignal {
  const controller = new AbortController();
  document.addEventListener('visibilitychange', () => controller.abort(), { once: true });
  return controller.signal;
}
