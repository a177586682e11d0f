// What the person was asked, on all their phones: a list, and each by itself.

import { displayed, type Displayed } from '../protocol/answer.ts';
import type { PastSession } from '../protocol/history.ts';
import { country, moment, money, say, utc } from '../words.ts';
import type { App, View } from './app.ts';
import { deedName } from './deed.tsx';
import { openHistory, readOn } from './past.ts';
import { BackBar, Button, Details, Fact, Foreign, Notice, Screen, Text, Title, Waiting } from './parts.tsx';
import { doorName } from './request.tsx';

/** How it ended, or stands, as ids of the catalogue say it. */
type Outcome = 'signed' | 'logged-in' | 'done' | 'refused' | 'not-me' | 'wrong-code' | 'expired' | 'cancelled' | 'failed' | 'open';

const COLOUR: Readonly<Record<Outcome, string>> = {
  signed: 'success',
  'logged-in': 'info',
  done: 'success',
  refused: 'neutral',
  'not-me': 'danger',
  'wrong-code': 'danger',
  expired: 'neutral',
  cancelled: 'neutral',
  failed: 'warning',
  open: 'info',
};

function outcomeOf({ statement: { body }, state, problem }: PastSession): Outcome {
  switch (state) {
    case 'completed':
      return body.door === 'own' ? 'done' : body.purpose === 'signature' ? 'signed' : 'logged-in';
    case 'refused':
      return problem === 'not-mine' ? 'not-me' : problem === 'wrong-code' ? 'wrong-code' : 'refused';
    case 'expired':
    case 'cancelled':
    case 'failed':
      return state;
    default:
      return 'open';
  }
}

/** What was shown of it; nothing of what the person wanted themselves. */
function shownOf({ statement: { body } }: PastSession): Displayed | undefined {
  return body.door === 'own' ? undefined : displayed(body);
}

/** What it was for, in a line. */
function What({ past }: { past: PastSession }) {
  const { body } = past.statement;
  if (body.door === 'own') return <span class="quiet">{deedName(body.sign.deed)}</span>;
  const [document, ...more] = displayed(body).documents ?? [];
  return (
    <span class="quiet">
      {document?.document_name === undefined ? say(`purpose-${body.purpose}`) : <Foreign>{document.document_name}</Foreign>}
      {more.length > 0 && ` ${say('home-more', { count: more.length })}`}
    </span>
  );
}

function Outcomes({ past }: { past: PastSession }) {
  const outcome = outcomeOf(past);
  return (
    <span class="ds-tag" data-color={COLOUR[outcome]}>
      {say(`outcome-${outcome}`)}
    </span>
  );
}

export function History({ app, isBusy, hasFailed, back }: { app: App; isBusy: boolean; hasFailed: boolean; back: () => void }) {
  const { asked } = app;
  return (
    <Screen id="history" bar={<BackBar title={say('phone-name')} back={back} />}>
      <Title>{say('history-title')}</Title>
      <Text>{say('history-lead')}</Text>
      {asked !== undefined && asked.unacceptable > 0 && (
        <Notice colour="danger" title={say('history-unacceptable-title', { count: asked.unacceptable })} isLive>
          {say('history-unacceptable')}
        </Notice>
      )}
      {asked !== undefined && asked.entries.length === 0 && asked.unacceptable === 0 && <p class="ds-paragraph quiet">{say('history-empty')}</p>}
      {asked !== undefined && asked.entries.length > 0 && (
        <ul class="list">
          {asked.entries.map((past) => (
            <Entry key={past.statement.body.session} app={app} past={past} />
          ))}
        </ul>
      )}
      {isBusy && <Waiting>{say('history-loading')}</Waiting>}
      {hasFailed && (
        <>
          <Notice colour="warning" title={say('history-failed-title')} isLive>
            {say('history-failed')}
          </Notice>
          <Button kind="secondary" onClick={() => void (asked === undefined ? openHistory(app) : readOn(app))}>
            {say('result-try-again')}
          </Button>
        </>
      )}
      {!isBusy && !hasFailed && asked?.next !== undefined && (
        <Button kind="secondary" onClick={() => void readOn(app)}>
          {say('history-more')}
        </Button>
      )}
      <Text isQuiet>{say('history-missing')}</Text>
    </Screen>
  );
}

function Entry({ app, past }: { app: App; past: PastSession }) {
  const { body } = past.statement;
  const name = shownOf(past)?.name ?? say('history-own');
  return (
    <li>
      <span>
        <strong>
          <Foreign>{name}</Foreign>
        </strong>
        <br />
        <What past={past} />
        <br />
        <time class="quiet" dateTime={utc(body.issued_at)}>
          {moment(body.issued_at, app.now())}
        </time>
      </span>
      <Outcomes past={past} />
      <Button kind="tertiary" label={`${say('home-look')}: ${name}, ${moment(body.issued_at, app.now())}`} onClick={() => app.show({ name: 'past', past })}>
        {say('home-look')}
      </Button>
    </li>
  );
}

type PastView = Extract<View, { name: 'past' }>;

export function Past({ app, view: { past, saving }, keep, back }: { app: App; view: PastView; keep: () => void; back: () => void }) {
  const { body, sha256 } = past.statement;
  const shown = shownOf(past);
  return (
    <Screen
      id="past"
      bar={<BackBar title={say('phone-name')} back={back} />}
      actions={
        <Button kind="secondary" isBusy={saving === 'busy'} onClick={keep}>
          {say('past-save')}
        </Button>
      }
    >
      <Title>
        <Foreign>{shown?.name ?? say('history-own')}</Foreign>
      </Title>
      <p>
        <Outcomes past={past} />
      </p>
      {saving !== undefined && saving !== 'busy' && (
        <Notice colour={saving === 'saved' ? 'success' : 'warning'} title={say(`past-${saving}-title`)} isLive>
          {say(`past-${saving}`)}
        </Notice>
      )}
      <dl class="facts">
        {body.door !== 'own' && (
          <Fact name={say('past-asker')}>
            <bdi class="ltr">{body.relying_party.domain}</bdi>, {country(body.relying_party.country)} ·{' '}
            {body.door === 'native' ? say('request-signed-by') : say('request-vouched-by', { door: doorName(body.door) })}
          </Fact>
        )}
        <Fact name={say('past-for')}>
          {body.door === 'own' ? deedName(body.sign.deed) : say(`purpose-${body.purpose}`)}
        </Fact>
        {shown?.payment !== undefined && (
          <Fact name={say('request-pay')}>
            <bdi>{money(shown.payment)}</bdi>, <Foreign>{shown.payment.payee}</Foreign>
          </Fact>
        )}
        {shown?.text !== undefined && (
          <Fact name={say('request-says')}>
            <Foreign lang={body.door === 'own' ? undefined : body.display.language}>{shown.text}</Foreign>
          </Fact>
        )}
        {(shown?.documents ?? []).map(({ document_name: name }, at) =>
          name === undefined ? null : (
            <Fact key={at} name={say('request-document')}>
              <Foreign>{name}</Foreign>
            </Fact>
          ),
        )}
        <Fact name={say('past-phone')}>{body.device === app.open.identity.device ? say('keys-this') : past.phone === undefined ? say('past-other-phone') : <Foreign>{past.phone}</Foreign>}</Fact>
        <Fact name={say('past-asked')}>{moment(body.issued_at, app.now())}</Fact>
        {past.endedAt !== undefined && <Fact name={say('past-ended')}>{moment(past.endedAt, app.now())}</Fact>}
      </dl>
      <Text isQuiet>{say('past-save-text')}</Text>
      <Details
        title={say('details-for-specialists')}
        facts={[
          [say('detail-session'), body.session],
          [say('detail-request'), body.request_sha256],
          [say('detail-statement'), sha256],
          [say('past-receipt'), past.receipt?.sha256],
          [say('past-certificate'), body.certificate_sha256],
          [say('past-device'), body.device],
        ]}
      />
    </Screen>
  );
}
