// The PIN: says once more who, what and the code, how many tries are left, and that nobody ever asks for it.

import type { Octets } from '../formats/octets.ts';
import { displayed } from '../protocol/answer.ts';
import type { Purpose } from '../protocol/keys.ts';
import { shortestPin } from '../protocol/pin.ts';
import type { VerifiedSession } from '../protocol/verification.ts';
import { money, say } from '../words.ts';
import { Pad } from './pad.tsx';
import { BackBar, Foreign, Screen, Title } from './parts.tsx';
import { initials } from './person.ts';

interface PinProps {
  readonly session: VerifiedSession;
  /** How many documents are signed, where there are several. */
  readonly count: number | undefined;
  /** Whether the device asks for its own lock next. */
  readonly hasLock: boolean;
  readonly isBusy: boolean;
  readonly wrong: { readonly remaining: number | undefined } | undefined;
  readonly back: () => void;
  readonly enter: (pin: Octets) => void;
}

export function EnterPin({ session, count, hasLock, isBusy, wrong, back, enter }: PinProps) {
  const { body } = session.statement;
  const { purpose } = body;
  const shown = displayed(body);
  const paid = shown.payment === undefined ? undefined : say('pin-summary-payment', { amount: money(shown.payment), payee: shown.payment.payee });
  const document = count === undefined ? shown.documents?.[0]?.document_name : say('pin-documents', { count });
  const facts = [paid, document ?? shown.text ?? shown.domain, shown.code === undefined ? undefined : say('pin-summary-code', { code: shown.code })];
  return (
    <Screen id="pin" bar={isBusy ? <BackBar title={say(`request-sign-${purpose}`)} /> : <BackBar title={say(`request-sign-${purpose}`)} back={back} />}>
      <div class="asker">
        <span class="mark" aria-hidden="true">
          {initials(shown.name)}
        </span>
        <div>
          <p>
            <strong>
              <Foreign>{shown.name}</Foreign>
            </strong>
          </p>
          <p class="quiet">
            {facts
              .filter((fact) => fact !== undefined)
              .map((fact, at) => (
                <span key={fact}>
                  {at > 0 && ' · '}
                  <Foreign>{fact}</Foreign>
                </span>
              ))}
          </p>
        </div>
      </div>
      <div class="centred">
        <Title size="xs">{say(`pin-title-${purpose}`)}</Title>
      </div>
      <PinEntry purpose={purpose} submitWord={say(`pin-submit-${purpose}`)} hasLock={hasLock} isBusy={isBusy} wrong={wrong} enter={enter} />
    </Screen>
  );
}

interface EntryProps extends Pick<PinProps, 'hasLock' | 'isBusy' | 'wrong' | 'enter'> {
  readonly purpose: Purpose;
  readonly submitWord: string;
}

/** The digits, and what is to be said beside them. */
export function PinEntry({ purpose, submitWord, hasLock, isBusy, wrong, enter }: EntryProps) {
  return (
    <>
      {wrong !== undefined && !isBusy && (
        <p class="ds-validation-message" data-color="danger" role="alert">
          {wrong.remaining === undefined || wrong.remaining === 0
            ? say('pin-wrong-last', { pin: say(`pin-${purpose}`) })
            : say('pin-wrong', { pin: say(`pin-${purpose}`), remaining: wrong.remaining })}
        </p>
      )}
      {isBusy && (
        <p class="centred" role="status">
          {say('pin-working')}
        </p>
      )}
      <Pad shortest={shortestPin(purpose)} submitWord={submitWord} isBusy={isBusy} submit={enter} />
      <p class="ds-paragraph quiet centred" data-size="sm">
        {hasLock && (
          <>
            {say('pin-lock-next')}
            <br />
          </>
        )}
        {say('pin-never')}
      </p>
    </>
  );
}
