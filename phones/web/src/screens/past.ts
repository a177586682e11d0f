// What the person does with what they were asked: looks through it, and keeps evidence of it.

import { endsThePhone, Unreachable } from '../phone/error.ts';
import { evidenceOf, historyOf } from '../phone/history.ts';
import type { PastSession } from '../protocol/history.ts';
import { utf8 } from '../formats/octets.ts';
import type { App } from './app.ts';
import { saveFile } from './file.ts';
import { halt } from './flow.ts';

/** Shows the newest page. */
export async function openHistory(app: App): Promise<void> {
  app.update({ asked: undefined });
  await readOn(app);
}

/** Reads the next page, behind what is there. */
export async function readOn(app: App): Promise<void> {
  const before = app.asked;
  app.show({ name: 'history', isBusy: true });
  const { view } = app;
  try {
    const page = await historyOf(app.open, before?.next);
    app.update({
      asked: {
        entries: [...(before?.entries ?? []), ...page.entries],
        unacceptable: (before?.unacceptable ?? 0) + page.unacceptable,
        next: page.next,
      },
    });
    if (app.view === view) app.show({ name: 'history' });
  } catch (error) {
    if (endsThePhone(error)) return halt(app, error);
    if (app.view === view) app.show({ name: 'history', hasFailed: true });
  }
}

/** Saves everything about one of them as a file. */
export async function keep(app: App, past: PastSession): Promise<void> {
  app.show({ name: 'past', past, saving: 'busy' });
  try {
    const { file, isProven } = await evidenceOf(app.open, past);
    saveFile(utf8(file), `${past.statement.body.session}.json`, 'application/json');
    app.show({ name: 'past', past, saving: isProven ? 'saved' : 'unproven' });
  } catch (error) {
    if (endsThePhone(error)) return halt(app, error);
    app.show({ name: 'past', past, saving: error instanceof Unreachable ? 'offline' : 'failed' });
  }
}
