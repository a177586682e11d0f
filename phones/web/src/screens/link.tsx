// Coming by a device link: it is claimed, and the request opens; or the person is told why not.

import { hostOf } from '../protocol/address.ts';
import { parseLink, type DeviceLink } from '../protocol/device-link.ts';
import type { VerifiedSession } from '../protocol/verification.ts';
import { callbackOf } from '../protocol/verification.ts';
import { PROBLEM } from '../protocol/reply.ts';
import { claim } from '../phone/claims.ts';
import { endsThePhone, ServiceRefused, Unreachable } from '../phone/error.ts';
import { poll } from '../phone/polling.ts';
import { moment, say } from '../words.ts';
import type { App, LinkFailure, View } from './app.ts';
import { halt, look } from './flow.ts';
import { BackBar, Button, Foreign, Notice, Screen, Text, Title, Waiting } from './parts.tsx';

/** How often what was claimed is asked for, before it is taken for gone, and how long between, in milliseconds. */
const [LOOKS, PAUSE] = [10, 300];

/** The link in a QR code or an address. Of something else nothing is taken. */
export function takeLink(app: App, written: string): boolean {
  let link: DeviceLink;
  try {
    link = parseLink(written);
  } catch {
    return false;
  }
  void follow(app, link);
  return true;
}

/** Whether the line behind the # of an address is a link. */
export function isLink(line: string): boolean {
  return line.startsWith('sign-link:');
}

async function follow(app: App, link: DeviceLink): Promise<void> {
  if (app.phone?.enrolled === undefined) return app.show({ name: 'link', failure: { why: 'no-phone' } });
  app.show({ name: 'link' });
  try {
    await claim(app.open, link);
    const session = await fetched(app, link.session);
    if (session?.statement.body.link?.way !== link.way) return app.show({ name: 'link', failure: { why: 'failed' } });
    look(app, session);
  } catch (error) {
    if (endsThePhone(error)) return halt(app, error);
    app.show({ name: 'link', failure: failureOf(error, link) });
  }
}

/** It is fetched here, or by the watch that always goes on. */
async function fetched(app: App, wanted: string): Promise<VerifiedSession | undefined> {
  for (let looks = 0; looks < LOOKS; looks += 1) {
    const { sessions } = await poll(app.open, 0);
    app.update({ waiting: [...app.waiting, ...sessions] });
    const found = app.waiting.find(({ statement }) => statement.body.session === wanted);
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  return undefined;
}

const FAILURES: Readonly<Record<string, LinkFailure['why']>> = {
  [PROBLEM.linkLate]: 'late',
  [PROBLEM.linkOver]: 'over',
  [PROBLEM.linkUnknown]: 'unknown',
  [PROBLEM.linkWrong]: 'wrong',
  [PROBLEM.certificateNotInForce]: 'not-in-force',
  [PROBLEM.askedTooOften]: 'often',
  [PROBLEM.requestOpen]: 'open',
  [PROBLEM.tooManyRequestsOpen]: 'open',
  [PROBLEM.tooManyClaims]: 'often',
  [PROBLEM.pinLocked]: 'locked',
};

function failureOf(error: unknown, link: DeviceLink): LinkFailure {
  const again = link.way === 'qr';
  if (error instanceof Unreachable) return { why: 'offline', again };
  if (!(error instanceof ServiceRefused)) return { why: 'failed', again };
  const { slug, title, lockedUntil } = error.problem;
  const why = FAILURES[slug] ?? 'failed';
  return { why, again, ...(why === 'failed' && title !== '' ? { reason: title } : {}), ...(lockedUntil === undefined ? {} : { until: lockedUntil }) };
}

export function LinkScreen({ view, app }: { view: Extract<View, { name: 'link' }>; app: App }) {
  const { failure } = view;
  if (failure === undefined) {
    return (
      <Screen id="link" bar={<BackBar title={say('phone-name')} />}>
        <Title>{say('link-title')}</Title>
        <Waiting>{say('link-wait')}</Waiting>
      </Screen>
    );
  }
  const hasNoPhone = failure.why === 'no-phone';
  return (
    <Screen
      id={`link-${failure.why}`}
      bar={<BackBar title={say('phone-name')} />}
      actions={
        <>
          {failure.again === true && <Button onClick={() => app.show({ name: 'scan-link' })}>{say('link-scan-again')}</Button>}
          <Button kind={failure.again === true ? 'secondary' : 'primary'} onClick={() => app.show({ name: hasNoPhone ? 'start' : 'home' })}>
            {say(hasNoPhone ? 'link-set-up' : 'result-done')}
          </Button>
        </>
      }
    >
      <Title>{say(`link-${failure.why}-title`)}</Title>
      <Text>{say(`link-${failure.why}`, { until: failure.until === undefined ? '' : moment(failure.until, app.now()) })}</Text>
      {failure.reason !== undefined && (
        <p class="ds-paragraph">
          <Foreign lang="en">{failure.reason}</Foreign>
        </p>
      )}
    </Screen>
  );
}

/** How the person came here, in the place of a code. */
export function CameBy({ session }: { session: VerifiedSession }) {
  const { link, relying_party: asker } = session.statement.body;
  if (link === undefined) return null;
  const callback = callbackOf(session);
  return (
    <Notice colour={link.way === 'qr' ? 'warning' : 'info'} title={say(link.way === 'qr' ? 'link-by-code-title' : 'link-by-page-title')}>
      {callback === undefined ? say('link-by-code', { domain: asker.domain }) : say('link-by-page', { host: hostOf(callback) })}
    </Notice>
  );
}
