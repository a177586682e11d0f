// Whether the person hears of requests while the page is closed.

import { beginWaking, endWaking, resumeWaking } from '../phone/waking.ts';
import { browserPush, keepWords } from '../storage/push.ts';
import { say, spoken } from '../words.ts';
import type { App } from './app.ts';
import { Button, Notice, Text } from './parts.tsx';

export function WakingOffer({ app }: { app: App }) {
  if (app.waking !== 'off') return null;
  return (
    <section class="ds-card stack">
      <h2 class="ds-heading" data-size="2xs">
        {say('waking-title')}
      </h2>
      <Text>{say('waking-text')}</Text>
      {app.wakingFailed && <Notice colour="warning" title={say('waking-failed-title')} isLive>{say('waking-failed')}</Notice>}
      <Button kind="secondary" isBusy={app.isWakingBusy} onClick={() => void change(app, () => beginWaking(app.open, browserPush))}>
        {say(app.isWakingBusy ? 'waking-busy' : 'waking-begin')}
      </Button>
    </section>
  );
}

/** Where it is ended again. */
export function WakingState({ app }: { app: App }) {
  if (app.waking === 'none' || app.waking === undefined) return null;
  const end = async () => {
    await endWaking(app.open, browserPush);
    return 'off' as const;
  };
  return (
    <section class="stack">
      <h2 class="ds-heading" data-size="2xs">
        {say('waking-title')}
      </h2>
      <Text>{say(`waking-is-${app.waking}`)}</Text>
      {app.waking === 'on' && (
        <Button kind="secondary" isBusy={app.isWakingBusy} onClick={() => void change(app, end)}>
          {say('waking-end')}
        </Button>
      )}
    </section>
  );
}

/** Each time the phone is opened. That it fails takes nothing away: the next start tries again. */
export async function resume(app: App): Promise<void> {
  if (app.phone?.enrolled === undefined) return;
  try {
    app.update({ waking: await resumeWaking(app.open, browserPush) });
  } catch {
    app.update({ waking: undefined });
  }
}

async function change(app: App, work: () => Promise<App['waking']>): Promise<void> {
  app.update({ isWakingBusy: true, wakingFailed: false });
  try {
    app.update({ isWakingBusy: false, waking: await work() });
  } catch {
    app.update({ isWakingBusy: false, wakingFailed: true });
  }
}

let kept: string | undefined;

/** The service worker has no catalogue: what it says is left to it in the language that is spoken now. */
export function leaveWords(): void {
  if (kept === spoken()) return;
  kept = spoken();
  const { lang, dir } = document.documentElement;
  void keepWords({ title: say('notification-title'), body: say('notification-text'), lang, dir }).catch(() => {});
}
