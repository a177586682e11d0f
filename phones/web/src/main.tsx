// Begins: looks whether this browser can be a phone, opens the one that it keeps, and shows it.

import { render } from 'preact';
import { httpDoor, httpEvents, ownService } from './phone/door.ts';
import { Phone } from './phone/phone.ts';
import { App } from './screens/app.ts';
import { takeLine } from './screens/flow.ts';
import { frameFetching } from './screens/frames.ts';
import { isLink, takeLink } from './screens/link.tsx';
import { Screens } from './screens/screens.tsx';
import { leaveWords, resume } from './screens/waking.tsx';
import { tidy, watch } from './screens/watch.ts';
import { openDatabase } from './storage/database.ts';
import { deviceLock } from './storage/device-lock.ts';
import { takeTurn, type Turn } from './storage/one-tab.ts';
import { hearLanguages, preferred, speak } from './words.ts';

/** How long to wait before the same bytes are sent again, in milliseconds. */
const PAUSE = 1_000;

const app = new App();

function draw(): void {
  const place = document.getElementById('phone');
  if (place === null) return;
  leaveWords();
  render(<Screens app={app} redraw={draw} take={() => void begin(true)} />, place);
}

/** What this phone is built on and cannot do without. */
function isAble(): boolean {
  return isSecureContext && 'subtle' in crypto && 'locks' in navigator && 'indexedDB' in self && 'any' in AbortSignal && 'DisplayNames' in Intl;
}

async function begin(takes: boolean): Promise<void> {
  const turn = await takeTurn(takes);
  if (turn === undefined) return app.show({ name: 'halted', why: 'tab' });
  void giveUpWhenLost(turn);
  let storage: Awaited<ReturnType<typeof openDatabase>>;
  try {
    storage = await openDatabase();
  } catch {
    return app.show({ name: 'halted', why: 'storage' });
  }
  try {
    app.phone = await Phone.open({ door: httpDoor, events: httpEvents, storage, deviceLock, address: ownService, fetching: frameFetching, now: () => app.now(), pause: PAUSE });
  } catch {
    return app.show({ name: 'halted', why: 'damaged' });
  }
  app.update({ waiting: [] });
  showFirst();
  void resume(app);
  void navigator.storage?.persist?.().then((isKept) => app.update({ isKept }));
}

function showFirst(): void {
  const line = lineOfAddress();
  if (line !== undefined && isLink(line) && app.phone?.hasOutstandingEnrolment !== true) {
    if (!takeLink(app, line)) app.show({ name: 'link', failure: { why: 'wrong' } });
    return;
  }
  if (app.phone?.enrolled !== undefined) return app.show({ name: 'home' });
  if (app.phone?.hasOutstandingEnrolment === true) return app.show({ name: 'making', failed: { why: 'unreachable' } });
  if (line !== undefined) return takeLine(app, line);
  app.show({ name: 'start' });
}

/** The line of a link stands behind its #, which browsers send to nobody. It is a secret, so it leaves the address at once. */
function lineOfAddress(): string | undefined {
  const line = location.hash.slice(1);
  if (line === '') return undefined;
  history.replaceState(null, '', location.pathname);
  return line;
}

async function giveUpWhenLost(turn: Turn): Promise<void> {
  await turn.lost;
  app.phone = undefined;
  app.show({ name: 'halted', why: 'tab' });
}

/** The page and its parts are kept for the next start, also without a connection. */
async function keepForNextTime(): Promise<void> {
  const policy = window.trustedTypes?.createPolicy('worker', { createScriptURL: () => '/service-worker.js' });
  const address = policy === undefined ? '/service-worker.js' : policy.createScriptURL('');
  await navigator.serviceWorker?.register(address as string, { updateViaCache: 'none' });
}

document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
  if (effectiveDirective === 'connect-src') app.isForbidden = true;
});
await hearLanguages();
speak(preferred());
app.whenChanged(draw);
// What the page says where no script runs has done its part.
document.getElementById('phone')?.replaceChildren();
draw();
if (isAble()) {
  void begin(false);
  void watch(app);
  void tidy(app);
} else {
  app.show({ name: 'halted', why: 'old' });
}
// A link that is opened in this very window counts: an activation as long as there is no phone in it, another one while nothing is at stake.
addEventListener('hashchange', () => {
  if (isLink(location.hash.slice(1)) && ['home', 'start', 'link', 'scan-link', 'result'].includes(app.view.name)) return showFirst();
  if (app.phone?.isNew === true && ['start', 'scan', 'code', 'activation', 'activation-found'].includes(app.view.name)) showFirst();
});
void keepForNextTime().catch(() => {});
