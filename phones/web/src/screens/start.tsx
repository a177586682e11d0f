// A phone that is none yet: how to begin, the line from the officer, and what the link said.

import { useEffect, useRef } from 'preact/hooks';
import type { Activation } from '../protocol/activation.ts';
import { say } from '../words.ts';
import { hasCamera } from './camera.ts';
import { Button, HomeBar, BackBar, Screen, Text, Title } from './parts.tsx';

interface StartProps {
  readonly scan: () => void;
  readonly enterCode: () => void;
  readonly enterLine: () => void;
  readonly redraw: () => void;
}

export function Start({ scan, enterCode, enterLine, redraw }: StartProps) {
  return (
    <Screen
      id="start"
      bar={<HomeBar title={say('phone-name')} redraw={redraw} />}
      actions={
        <>
          {hasCamera() && <Button onClick={scan}>{say('start-scan')}</Button>}
          <Button kind={hasCamera() ? 'secondary' : 'primary'} onClick={enterCode}>
            {say('start-code')}
          </Button>
          <Button kind="tertiary" onClick={enterLine}>
            {say('start-enter')}
          </Button>
        </>
      }
    >
      <Title>{say('start-title')}</Title>
      <Text>{say('start-lead')}</Text>
      <Text>{say('start-needs')}</Text>
      <Text isQuiet>{say('start-once')}</Text>
    </Screen>
  );
}

interface LineProps {
  readonly problem: 'activation-wrong' | 'activation-other-service' | undefined;
  readonly back: () => void;
  readonly take: (line: string) => void;
}

export function EnterLine({ problem, back, take }: LineProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const summary = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (problem !== undefined) summary.current?.focus();
  }, [problem]);
  const submit = (event: Event) => {
    event.preventDefault();
    take(field.current?.value ?? '');
  };
  const toField = (event: Event) => {
    event.preventDefault();
    field.current?.focus();
  };
  return (
    <Screen
      id="activation"
      bar={<BackBar title={say('phone-name')} back={back} />}
      actions={
        <button class="ds-button" type="submit" form="line">
          {say('activation-continue')}
        </button>
      }
    >
      {problem !== undefined && (
        <div class="ds-error-summary" ref={summary} tabIndex={-1}>
          <h2 class="ds-heading" data-size="2xs">
            {say('errors-title')}
          </h2>
          <ul class="ds-list">
            <li>
              <a class="ds-link" data-color="neutral" href="#activation" onClick={toField}>
                {say(problem)}
              </a>
            </li>
          </ul>
        </div>
      )}
      <Title>{say('activation-title')}</Title>
      <form id="line" noValidate onSubmit={submit}>
        <div class="ds-field">
          <label class="ds-label" for="activation" data-weight="medium">
            {say('activation-label')}
          </label>
          <p data-field="description" id="activation-help">
            {say('activation-help')}
          </p>
          <textarea
            class="ds-input ltr"
            id="activation"
            ref={field}
            rows={6}
            dir="ltr"
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            aria-invalid={problem !== undefined || undefined}
            aria-describedby={problem === undefined ? 'activation-help' : 'activation-help activation-problem'}
          />
          {problem !== undefined && (
            <p class="ds-validation-message" data-color="danger" id="activation-problem">
              {say(problem)}
            </p>
          )}
        </div>
      </form>
    </Screen>
  );
}

export function LinkFound({ activation, begin, redraw }: { activation: Activation; begin: () => void; redraw: () => void }) {
  return (
    <Screen id="activation-found" bar={<HomeBar title={say('phone-name')} redraw={redraw} />} actions={<Button onClick={begin}>{say('activation-begin')}</Button>}>
      <Title>{say('activation-found-title')}</Title>
      <Text>{say('activation-found', { host: new URL(activation.baseUrl).host })}</Text>
      <Text isQuiet>{say('start-needs')}</Text>
    </Screen>
  );
}
