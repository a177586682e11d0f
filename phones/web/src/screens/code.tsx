// The verification code: to be compared, or to be found among three.

import { choicesOf } from '../protocol/statement.ts';
import type { VerifiedSession } from '../protocol/verification.ts';
import { say } from '../words.ts';
import { Button, Notice } from './parts.tsx';

interface CodeProps {
  readonly session: VerifiedSession;
  readonly isBusy: boolean;
  /** The number that the person chose among three, if there are three and one was chosen. */
  readonly chosen: string | undefined;
  readonly choose: (code: string) => void;
  /** The person sees another number. */
  readonly differs: () => void;
}

export function CodeCard({ session, isBusy, chosen, choose, differs }: CodeProps) {
  const { code, purpose } = session.statement.body;
  const choices = choicesOf(session.statement.body);
  if (code.value === undefined) {
    return <Notice colour="warning" title={say(purpose === 'signature' ? 'request-no-code' : 'request-no-code-authentication')} />;
  }
  return (
    <section class="ds-card" data-variant="tinted" data-color="brand">
      {choices === undefined ? <Compared code={code.value} /> : <Choices choices={choices} isBusy={isBusy} chosen={chosen} choose={choose} />}
      <Button kind="tertiary" isBusy={isBusy} onClick={differs}>
        {say(choices === undefined ? 'request-other-number' : 'request-none-of-these')}
      </Button>
    </section>
  );
}

function Compared({ code }: { code: string }) {
  return (
    <>
      <p class="ds-paragraph tight">{say('request-code')}</p>
      <p class="code">
        <span aria-hidden="true">{code}</span>
        <span class="ds-sr-only">{[...code].join(' ')}</span>
      </p>
      <p class="ds-paragraph quiet tight" data-size="sm">
        {say('request-code-warning')}
      </p>
    </>
  );
}

/** Three numbers, of which the other screen shows one. Which it is nobody learns here before the person goes on. */
function Choices({ choices, isBusy, chosen, choose }: { choices: readonly string[] } & Pick<CodeProps, 'isBusy' | 'chosen' | 'choose'>) {
  return (
    <fieldset class="ds-fieldset" id="choices">
      <legend class="ds-label" data-weight="medium">
        {say('request-choose')}
      </legend>
      <p class="ds-paragraph quiet tight" data-size="sm">
        {say('request-choose-warning')}
      </p>
      {choices.map((code) => (
        <div key={code} class="ds-field">
          <input class="ds-input" type="radio" name="code" id={`code-${code}`} checked={chosen === code} disabled={isBusy} onChange={() => choose(code)} />
          <label class="ds-label code" for={`code-${code}`}>
            <span aria-hidden="true">{code}</span>
            <span class="ds-sr-only">{[...code].join(' ')}</span>
          </label>
        </div>
      ))}
    </fieldset>
  );
}

/** Shows the person where a number has yet to be chosen. */
export function toChoices(): void {
  const first = document.querySelector<HTMLInputElement>('#choices input');
  first?.focus();
  first?.scrollIntoView({ block: 'center' });
}
