// What came of a request. It stays until the person leaves it.

import type { WrongPins } from '../protocol/unlock.ts';
import { PURPOSES } from '../protocol/keys.ts';
import { moment, say } from '../words.ts';
import { wayBackOf } from '../phone/claims.ts';
import type { App, Ending, View } from './app.ts';
import { leadBack } from './flow.ts';
import { BackBar, Button, Foreign, Notice, Screen, Text } from './parts.tsx';

type Result = Extract<View, { name: 'result' }>;

const COLOUR: Readonly<Record<Ending, 'success' | 'info' | 'warning' | 'danger'>> = {
  signed: 'success',
  'logged-in': 'success',
  refused: 'info',
  'not-me': 'info',
  'wrong-code': 'info',
  late: 'warning',
  gone: 'warning',
  elsewhere: 'danger',
  unsure: 'warning',
  offline: 'warning',
  'lock-shut': 'warning',
  locked: 'danger',
  many: 'danger',
  failed: 'danger',
};

export function ResultScreen({ result, app, again, freeze, done }: { result: Result; app: App; again: () => void; freeze: () => void; done: () => void }) {
  const { ending, session } = result;
  const isOver = session.statement.body.expires_at <= app.now();
  // Somebody else is at it: the person may stop everything here and now.
  const leadsBack = wayBackOf(app.open, session.statement.body.session) !== undefined;
  const offersFreezing = ending === 'not-me' || ending === 'elsewhere' || ending === 'wrong-code';
  return (
    <Screen
      id={`result-${ending}`}
      bar={<BackBar title={say('phone-name')} />}
      actions={
        (ending === 'offline' || ending === 'lock-shut') && !isOver ? (
          <>
            <Button onClick={again}>{say('result-try-again')}</Button>
            <Button kind="secondary" onClick={done}>
              {say('result-done')}
            </Button>
          </>
        ) : (
          <>
            {leadsBack && <Button onClick={() => leadBack(app, session)}>{say('link-back', { domain: session.statement.body.relying_party.domain })}</Button>}
            <Button kind={leadsBack ? 'secondary' : 'primary'} onClick={done}>
              {say('result-done')}
            </Button>
            {offersFreezing && (
              <Button kind="secondary" colour="danger" onClick={freeze}>
                {say('keys-freeze')}
              </Button>
            )}
          </>
        )
      }
    >
      <div class="ds-alert" data-color={COLOUR[ending]}>
        <h1 class="ds-heading" data-size="xs">
          {say(`result-${ending}-title`)}
        </h1>
        <p class="ds-paragraph">{wordsOf(result, app)}</p>
        {result.reason !== undefined && (
          <p class="ds-paragraph">
            <Foreign lang="en">{result.reason}</Foreign>
          </p>
        )}
      </div>
      {offersFreezing && <Text>{say('result-freeze')}</Text>}
      {result.wrongPins !== undefined && <WrongPinsSince wrongPins={result.wrongPins} />}
    </Screen>
  );
}

function wordsOf({ ending, session, reason, until }: Result, app: App): string {
  const { name } = session.statement.body.relying_party;
  if (ending === 'failed') return reason === undefined ? say('result-failed-plain') : say('result-failed');
  if (ending === 'locked') return say('result-locked', { until: until === undefined ? '' : moment(until, app.now()) });
  return say(`result-${ending}`, { name });
}

/** Wrong PINs since the person was told last: their own, or somebody else's. */
function WrongPinsSince({ wrongPins }: { wrongPins: WrongPins }) {
  return (
    <>
      {PURPOSES.map((purpose) => {
        const { since_last_use: count, last_30_days: month } = wrongPins[purpose];
        return count === 0 ? null : (
          <Notice key={purpose} colour="warning" title={say('result-wrong-pins', { count, pin: say(`pin-${purpose}`) })}>
            {say('result-wrong-pins-month', { count: month })}
          </Notice>
        );
      })}
    </>
  );
}

export function Halted({ why, act }: { why: Extract<View, { name: 'halted' }>['why']; act: (() => void) | undefined }) {
  const word = why === 'tab' ? 'halted-tab-take' : 'halted-again';
  return (
    <Screen id={`halted-${why}`} bar={<BackBar title={say('phone-name')} />} actions={act === undefined ? undefined : <Button onClick={act}>{say(word)}</Button>}>
      <h1 class="ds-heading" data-size="sm">
        {say(`halted-${why}-title`)}
      </h1>
      <Text>{say(`halted-${why}`)}</Text>
    </Screen>
  );
}
