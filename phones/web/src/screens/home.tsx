// The phone at rest: whose it is, until when, what waits, what happened last.

import { displayed } from '../protocol/answer.ts';
import { isFrozen } from '../protocol/inquiry.ts';
import type { Purpose } from '../protocol/keys.ts';
import type { VerifiedSession } from '../protocol/verification.ts';
import type { Outcome, Past } from '../phone/state.ts';
import { country, day, moment, say } from '../words.ts';
import { AddedPhones } from './add-phone.tsx';
import type { App } from './app.ts';
import { hasCamera } from './camera.ts';
import { openKeys } from './own.ts';
import { openHistory } from './past.ts';
import { Button, Foreign, HomeBar, Notice, Screen, Title } from './parts.tsx';
import { personOf } from './person.ts';
import { WakingOffer } from './waking.tsx';

const COLOUR: Readonly<Record<Outcome, string>> = { signed: 'success', 'logged-in': 'info', refused: 'neutral', 'not-me': 'danger', 'wrong-code': 'danger' };

export function Home({ app, look, redraw }: { app: App; look: (session: VerifiedSession) => void; redraw: () => void }) {
  const { certificates } = app.open.identity;
  const end = Math.min(certificates.authentication.notAfter, certificates.signature.notAfter);
  const isOver = end < app.now();
  const title = country(app.open.acceptedKeyList.body.country);
  return (
    <Screen
      id="home"
      bar={<HomeBar title={title} redraw={redraw} />}
      actions={
        hasCamera() ? (
          <Button kind="secondary" onClick={() => app.show({ name: 'scan-link' })}>
            {say('link-scan')}
          </Button>
        ) : undefined
      }
    >
      <section class="ds-card stack" data-variant="tinted">
        <Title>
          <Foreign>{personOf(certificates.authentication)}</Foreign>
        </Title>
        <p class="ds-paragraph">{say(isOver ? 'home-ended' : 'home-lead', { until: day(end) })}</p>
      </section>
      {app.kept !== undefined && isFrozen(app.kept) && (
        <Notice colour="info" title={say('keys-frozen-title')} isLive>
          {say('keys-frozen')}
        </Notice>
      )}
      <AddedPhones app={app} />
      <Trouble app={app} />
      <Requests app={app} look={look} />
      <WakingOffer app={app} />
      <Mine app={app} />
      <section class="stack">
        <h2 class="ds-heading" data-size="xs">
          {say('home-past-title')}
        </h2>
        <PastList past={app.open.state.past} now={app.now()} />
      </section>
    </Screen>
  );
}

/** Everything that is the person's own, in one place. */
function Mine({ app }: { app: App }) {
  return (
    <nav class="stack" aria-labelledby="mine">
      <h2 class="ds-heading" data-size="xs" id="mine">
        {say('mine-title')}
      </h2>
      <Button kind="secondary" onClick={() => void openHistory(app)}>
        {say('history-title')}
      </Button>
      <Button kind="secondary" onClick={() => void openKeys(app)}>
        {say('keys-title')}
      </Button>
      <Button kind="secondary" onClick={() => app.show({ name: 'certificates' })}>
        {say('home-certificates')}
      </Button>
    </nav>
  );
}

function Trouble({ app: { troubles, isKept } }: { app: App }) {
  return (
    <>
      {troubles.isOffline && (
        <Notice colour="warning" title={say('home-offline-title')} isLive>
          {say('home-offline')}
        </Notice>
      )}
      {troubles.hasWrongClock && (
        <Notice colour="danger" title={say('home-clock-title')} isLive>
          {say('home-clock')}
        </Notice>
      )}
      {troubles.unacceptable > 0 && (
        <Notice colour="danger" title={say('home-unacceptable-title')} isLive>
          {say('home-unacceptable')}
        </Notice>
      )}
      {!isKept && (
        <Notice colour="info" title={say('home-keep-title')}>
          {say('home-keep')}
        </Notice>
      )}
    </>
  );
}

function Requests({ app, look }: { app: App; look: (session: VerifiedSession) => void }) {
  const { waiting, troubles } = app;
  if (waiting.length === 0) {
    return troubles.isOffline || troubles.hasWrongClock ? null : (
      <Notice colour="success" title={say('home-nothing-title')} isLive>
        {say('home-nothing')}
      </Notice>
    );
  }
  return (
    <section role="status">
      <h2 class="ds-heading" data-size="xs">
        {say('home-waiting-title', { count: waiting.length })}
      </h2>
      <ul class="list">
        {waiting.map((session) => {
          const { body } = session.statement;
          const shown = displayed(body);
          const [document, ...more] = shown.documents ?? [];
          return (
            <li key={body.session}>
              <span>
                <strong>
                  <Foreign>{shown.name}</Foreign>
                </strong>
                <br />
                <What name={document?.document_name} more={more.length} purpose={body.purpose} />
              </span>
              <Button label={`${say('home-look')}: ${shown.name}`} onClick={() => look(session)}>
                {say('home-look')}
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** What was asked: the first document by its name, and how many more there are. */
function What({ name, more, purpose }: { name: string | undefined; more: number; purpose: Purpose }) {
  return (
    <span class="quiet">
      {name === undefined ? say(`purpose-${purpose}`) : <Foreign>{name}</Foreign>}
      {more > 0 && ` ${say('home-more', { count: more })}`}
    </span>
  );
}

function PastList({ past, now }: { past: readonly Past[]; now: number }) {
  if (past.length === 0) return <p class="ds-paragraph quiet tight">{say('home-past-empty')}</p>;
  return (
    <ul class="list">
      {past.map((each) => (
        <li key={`${each.at} ${each.name}`}>
          <span>
            <strong>
              <Foreign>{each.name}</Foreign>
            </strong>
            <br />
            <What name={each.document} more={each.more ?? 0} purpose={each.purpose} />
          </span>
          <span class="ds-tag" data-color={COLOUR[each.outcome]}>
            {say(`outcome-${each.outcome}`)}
          </span>
          <time class="quiet" dateTime={new Date(each.at * 1000).toISOString()}>
            {moment(each.at, now)}
          </time>
        </li>
      ))}
    </ul>
  );
}
