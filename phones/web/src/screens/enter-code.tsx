// Typing the short code: six groups, each told at once if it has a slip.

import { useEffect, useRef, useState } from 'preact/hooks';
import { GROUP_CHARACTERS, GROUPS, isGroup, tidied } from '../protocol/activation-code.ts';
import { say } from '../words.ts';
import { BackBar, Button, Screen, Text, Title } from './parts.tsx';

export type CodeProblem = 'code-slip' | 'code-other-service' | 'making-unreached';

interface CodeProps {
  readonly problem: CodeProblem | undefined;
  readonly isBusy: boolean;
  readonly back: () => void;
  readonly enterLine: () => void;
  readonly take: (groups: readonly string[]) => void;
}

const NUMBERS = Array.from({ length: GROUPS }, (_, at) => at + 1);

export function EnterCode({ problem, isBusy, back, enterLine, take }: CodeProps) {
  const [groups, setGroups] = useState<readonly string[]>(NUMBERS.map(() => ''));
  const [asked, setAsked] = useState(false);
  const fields = useRef<(HTMLInputElement | null)[]>([]);
  const alert = useRef<HTMLParagraphElement>(null);
  const hasSlip = (number: number) => {
    const group = groups[number - 1] ?? '';
    return (group.length === GROUP_CHARACTERS || asked) && !isGroup(number, group);
  };
  const slips = NUMBERS.filter(hasSlip);
  useEffect(() => {
    if (problem !== undefined) alert.current?.focus();
  }, [problem]);

  /** What is typed or pasted fills its group, and those behind it with what is too much. */
  const type = (number: number, typed: string) => {
    const next = [...groups];
    let rest = tidied(typed);
    let at = number - 1;
    do {
      next[at] = rest.slice(0, GROUP_CHARACTERS);
      rest = rest.slice(GROUP_CHARACTERS);
      at += 1;
    } while (rest !== '' && at < GROUPS);
    setGroups(next);
    // On to the next group, unless this one has to be looked at once more.
    const last = next[at - 1] ?? '';
    if (last.length === GROUP_CHARACTERS && isGroup(at, last)) fields.current[at]?.focus();
  };
  const goBack = (event: KeyboardEvent, number: number) => {
    if (event.key === 'Backspace' && (groups[number - 1] ?? '') === '') fields.current[number - 2]?.focus();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (isBusy) return;
    setAsked(true);
    const wrong = NUMBERS.find((number) => !isGroup(number, groups[number - 1] ?? ''));
    if (wrong !== undefined) return fields.current[wrong - 1]?.focus();
    take(groups);
  };
  return (
    <Screen
      id="code"
      bar={<BackBar title={say('phone-name')} back={back} />}
      actions={
        <>
          <button class="ds-button" type="submit" form="typed" aria-disabled={isBusy || undefined}>
            {say('activation-continue')}
          </button>
          <Button kind="tertiary" onClick={enterLine}>
            {say('code-line-instead')}
          </Button>
        </>
      }
    >
      <Title>{say('code-title')}</Title>
      <Text>{say('code-lead')}</Text>
      {problem !== undefined && !isBusy && (
        <p class="ds-validation-message" data-color="danger" role="alert" ref={alert} tabIndex={-1}>
          {say(problem)}
        </p>
      )}
      <form id="typed" class="groups" noValidate onSubmit={submit}>
        {NUMBERS.map((number) => (
          <div key={number} class="ds-field">
            <label class="ds-label" for={`group-${number}`} data-weight="medium">
              {say('code-group', { number })}
            </label>
            <input
              class="ds-input ltr group"
              id={`group-${number}`}
              ref={(field) => {
                fields.current[number - 1] = field;
              }}
              value={groups[number - 1]}
              dir="ltr"
              autocomplete="off"
              autocapitalize="characters"
              spellcheck={false}
              aria-invalid={hasSlip(number) || undefined}
              aria-describedby={hasSlip(number) ? 'slips' : undefined}
              onInput={(event) => type(number, event.currentTarget.value)}
              onKeyDown={(event) => goBack(event, number)}
            />
          </div>
        ))}
      </form>
      <p class="ds-validation-message" data-color="danger" id="slips" role="status">
        {slips.length > 0 && say('code-slips', { groups: slips.join(', ') })}
      </p>
      {isBusy && <p role="status">{say('request-wait')}</p>}
    </Screen>
  );
}
