// A request: who asks, the code, what and for what. What has not been on the screen cannot be signed.

import { useEffect, useRef, useState } from 'preact/hooks';
import { hex } from '../formats/octets.ts';
import { displayed, unread, type RefusalReason } from '../protocol/answer.ts';
import { choicesOf } from '../protocol/statement.ts';
import type { VerifiedSession } from '../protocol/verification.ts';
import { country, money, say, utc } from '../words.ts';
import { CodeCard, toChoices } from './code.tsx';
import { canBeRead, Documents, ends, OneToRead, type DocumentsProps } from './documents.tsx';
import { CameBy } from './link.tsx';
import { BackBar, Button, Details, Fact, Foreign, Notice, Screen } from './parts.tsx';
import { initials } from './person.ts';

interface RequestProps extends DocumentsProps {
  readonly title: string;
  readonly now: () => number;
  readonly later: () => void;
  readonly goOn: () => void;
  readonly refuse: (reason: RefusalReason) => void;
}

export function Request({ title, now, later, goOn, refuse, ...documents }: RequestProps) {
  const { session, isBusy } = documents;
  const { body } = session.statement;
  const [hasSeenAll, end] = useSeen();
  const [chosen, choose] = useState<string>();
  const mustChoose = choicesOf(body) !== undefined && chosen === undefined;
  // Whoever took another number for the right one looks at another request: no PIN is asked for.
  const signs = () => (chosen === undefined || chosen === body.code.value ? goOn() : refuse('wrong_code'));
  return (
    <Screen
      id="request"
      bar={<BackBar title={title} back={later} />}
      actions={
        <>
          {hasSeenAll && mustChoose ? (
            <Button kind="secondary" onClick={toChoices}>
              {say('request-choose-first')}
            </Button>
          ) : hasSeenAll ? (
            <GoOn {...documents} goOn={signs} />
          ) : (
            <Button kind="secondary" onClick={() => end.current?.scrollIntoView({ block: 'end' })}>
              {say('request-rest')}
            </Button>
          )}
          <div class="pair">
            <Button kind="secondary" isBusy={isBusy} onClick={() => refuse('declined')}>
              {say('request-refuse')}
            </Button>
            <Button kind="secondary" colour="danger" isBusy={isBusy} onClick={() => refuse('not_mine')}>
              {say('request-not-me')}
            </Button>
          </div>
        </>
      }
    >
      <Asker session={session} />
      <CodeCard session={session} isBusy={isBusy} chosen={chosen} choose={choose} differs={() => refuse('wrong_code')} />
      <CameBy session={session} />
      <Facts {...documents} />
      <div class="end" ref={end} />
      <TimeLeft until={body.expires_at} now={now} />
      <More session={session} />
      {isBusy && <p role="status">{say('request-wait')}</p>}
    </Screen>
  );
}

/** To the PIN, unless something must be read first; nowhere, if nothing is left that may be signed. */
function GoOn({ session, choice, isBusy, open, goOn }: DocumentsProps & { goOn: () => void }) {
  const { purpose, sign } = session.statement.body;
  const count = choice.signed.filter(Boolean).length;
  const [first] = unread(choice, sign);
  if (count === 0) return null;
  if (first !== undefined) {
    return (
      <Button isBusy={isBusy} onClick={() => open(first)}>
        {choice.signed.length === 1 ? say('request-read') : say('request-read-first', { number: first + 1 })}
      </Button>
    );
  }
  return (
    <Button isBusy={isBusy} onClick={goOn}>
      {choice.signed.length === 1 ? say(`request-sign-${purpose}`) : say('request-sign-documents', { count })}
    </Button>
  );
}

/** Whether the end of the facts has been on the screen. */
function useSeen() {
  const end = useRef<HTMLDivElement>(null);
  const [hasSeen, setSeen] = useState(false);
  useEffect(() => {
    const mark = end.current;
    if (mark === null) return undefined;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) setSeen(true);
    });
    observer.observe(mark);
    return () => observer.disconnect();
  }, []);
  return [hasSeen, end] as const;
}

/** The registered name first, never the request's own words. */
function Asker({ session }: { session: VerifiedSession }) {
  const { relying_party: asker, purpose, door } = session.statement.body;
  const badge = door === 'native' ? say('request-signed-by') : say('request-vouched-by', { door: doorName(door) });
  return (
    <div class="asker">
      <span class="mark" aria-hidden="true">
        {initials(asker.name)}
      </span>
      <div>
        <h1 class="ds-heading" data-size="sm">
          {say(`request-title-${purpose}`, { name: asker.name })}
        </h1>
        <p class="quiet">
          <bdi class="ltr">{asker.domain}</bdi> · {badge}
        </p>
      </div>
    </div>
  );
}

/** The name of the protocol through which somebody asked, as people know it. */
export function doorName(door: string): string {
  return say(`door-${door.replaceAll('_', '-')}`);
}

function Facts(props: DocumentsProps) {
  const { session } = props;
  const { body } = session.statement;
  const [content, ...more] = session.contents;
  const isOne = more.length === 0;
  const shown = displayed(body);
  const name = isOne ? shown.documents?.[0]?.document_name : undefined;
  const door = body.door === 'native' ? undefined : doorName(body.door);
  return (
    <>
      {shown.payment !== undefined && (
        <section class="payment">
          <h2 class="ds-heading" data-size="2xs">
            {say('request-pay')}
          </h2>
          <p class="amount">
            <bdi>{money(shown.payment)}</bdi>
          </p>
          <p class="tight">
            {say('request-payee')} <Foreign lang={body.display.language}>{shown.payment.payee}</Foreign>
          </p>
        </section>
      )}
      <dl class="facts">
        {body.purpose === 'authentication' && <Fact name={say('request-purpose')}>{say('request-purpose-authentication', { domain: shown.domain })}</Fact>}
        {name !== undefined && (
          <Fact name={say('request-document')}>
            <strong>
              <Foreign>{name}</Foreign>
            </strong>
          </Fact>
        )}
        {shown.text !== undefined && (
          <Fact name={say('request-says')}>
            <Foreign lang={body.display.language}>{shown.text}</Foreign>
          </Fact>
        )}
        <Fact name={say('request-country')}>{country(body.relying_party.country)}</Fact>
      </dl>
      {isOne ? <OneToRead {...props} /> : <Documents {...props} />}
      {isOne && content?.type === 'text' && (
        <section class="stack">
          <h2 class="ds-heading" data-size="2xs">
            {say('request-text-title')}
          </h2>
          <pre class="letter" lang={body.display.language} dir="auto">
            {content.text}
          </pre>
        </section>
      )}
      {door !== undefined && (
        <Notice colour="warning" title={say('request-vouched-title')}>
          {say('request-vouched', { door })}
        </Notice>
      )}
      {isOne && (content?.type === 'digest' || content?.type === 'heard_digest') && !canBeRead(session, 0) && (
        <Notice colour="warning" title={say('request-digest-only-title')}>
          {say('request-digest-only')}
        </Notice>
      )}
    </>
  );
}

/** In words, without ticking: looked at four times a minute, and told to nobody who does not look. */
function TimeLeft({ until, now }: { until: number; now: () => number }) {
  const [left, setLeft] = useState(until - now());
  useEffect(() => {
    const clock = setInterval(() => setLeft(until - now()), 15_000);
    return () => clearInterval(clock);
  }, [until]);
  const minutes = Math.round(left / 60);
  return <p class="ds-paragraph quiet">{minutes < 1 ? say('request-left-little') : say('request-left-minutes', { minutes })}</p>;
}

/** First and last eight digits of the document's digest, to be compared by eye, and everything else that was checked. */
function More({ session }: { session: VerifiedSession }) {
  const { body, sha256 } = session.statement;
  const [document, ...more] = displayed(body).documents ?? [];
  return (
    <Details
      title={say('request-more')}
      facts={[
        [say('request-digest'), document?.document_sha256 === undefined || more.length > 0 ? undefined : ends(document.document_sha256)],
        [say('detail-relying-party'), body.relying_party.id],
        [say('detail-certificate-of-asker'), body.relying_party.certificate_sha256],
        [say('detail-signed-digest'), session.digests.map(hex).join(' ')],
        [say('detail-request'), body.request_sha256],
        [say('detail-statement'), sha256],
        [say('detail-session'), body.session],
        [say('detail-until'), utc(body.expires_at)],
      ]}
    />
  );
}
