// While the phone becomes one, and when it has.

import type { Activation } from '../protocol/activation.ts';
import type { Enrolled } from '../phone/phone.ts';
import { day, say } from '../words.ts';
import type { MakingFailure } from './app.ts';
import { BackBar, Button, Foreign, Notice, Screen, Text, Title, Waiting } from './parts.tsx';
import { personOf } from './person.ts';

interface MakingProps {
  readonly failed: MakingFailure | undefined;
  /** Sends the same message again. */
  readonly again: () => void;
  /** Goes back to where the PINs are chosen. */
  readonly fromLink: (activation: Activation) => void;
  readonly startOver: () => void;
}

export function Making({ failed, again, fromLink, startOver }: MakingProps) {
  if (failed === undefined) {
    return (
      <Screen id="making" bar={<BackBar title={say('phone-name')} />}>
        <Title>{say('making-title')}</Title>
        <Waiting>{say('making-keys')}</Waiting>
      </Screen>
    );
  }
  const { why } = failed;
  const canTryAgain = why === 'unreachable' || why === 'unreached';
  const act = why === 'unreachable' ? again : why === 'unreached' ? () => fromLink(failed.activation) : startOver;
  return (
    <Screen id={`making-${why}`} bar={<BackBar title={say('phone-name')} />} actions={<Button onClick={act}>{say(canTryAgain ? 'making-again' : 'making-start-over')}</Button>}>
      <Title>{say('making-failed-title')}</Title>
      <Text>{say(WORDS[why])}</Text>
      {why === 'refused' && (
        <Text>
          <Foreign lang="en">{failed.reason}</Foreign>
        </Text>
      )}
      {!canTryAgain && <Text>{say('making-refused-next')}</Text>}
    </Screen>
  );
}

const WORDS = {
  unreachable: 'making-failed',
  unreached: 'making-unreached',
  'link-over': 'making-link-over',
  check: 'making-failed-check',
  refused: 'making-refused',
} as const;

export function Ready({ enrolled, comparison, done }: { enrolled: Enrolled; comparison: string; done: () => void }) {
  const { authentication, signature } = enrolled.certificates;
  const until = day(Math.min(authentication.notAfter, signature.notAfter));
  return (
    <Screen id="enrolled" bar={<BackBar title={say('phone-name')} />} actions={<Button onClick={done}>{say('enrolled-done')}</Button>}>
      <Title>{say('enrolled-title')}</Title>
      <Text>{say('enrolled-lead', { name: personOf(authentication), until })}</Text>
      {(['authentication', 'signature'] as const).map((purpose) => (
        <section key={purpose} class="ds-card stack" data-variant="tinted">
          <h2 class="ds-heading" data-size="2xs">
            {say(`enrolled-${purpose}`)}
          </h2>
          <Text>{say(`enrolled-${purpose}-text`)}</Text>
          <Text isQuiet>{say('certificates-until', { until: day(enrolled.certificates[purpose].notAfter) })}</Text>
        </section>
      ))}
      <section class="ds-card stack" data-variant="tinted" data-color="brand">
        <h2 class="ds-heading" data-size="2xs">
          {say('comparison-title')}
        </h2>
        <p class="code">
          <span aria-hidden="true">{comparison}</span>
          <span class="ds-sr-only">{[...comparison].join(' ')}</span>
        </p>
        <Text isQuiet>{say('comparison-text')}</Text>
      </section>
      <Notice colour="info" title={say('enrolled-keep')} />
    </Screen>
  );
}
