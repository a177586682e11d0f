// Choosing a PIN, with a meter that says why one is weak, and entering it once more.

import { useState } from 'preact/hooks';
import { same, type Octets } from '../formats/octets.ts';
import type { Purpose } from '../protocol/keys.ts';
import { pinProblem, pinsProblem, shortestPin, type PinProblem } from '../protocol/pin.ts';
import { say } from '../words.ts';
import { Pad } from './pad.tsx';
import { BackBar, Screen, Text, Title } from './parts.tsx';

/** From so many digits on a PIN is called strong. */
const STRONG = 7;

interface ChooseProps {
  readonly purpose: Purpose;
  /** PIN 1, while PIN 2 is chosen. */
  readonly before: Octets | undefined;
  readonly differs: boolean;
  /** What the screen asks for, where it is not the first PIN of a new phone. */
  readonly asks?: { readonly title: string; readonly lead: string };
  readonly back: () => void;
  readonly chosen: (pin: Octets) => void;
}

type Strength = { readonly level: 0 | 1 | 2 | 3; readonly words: string };

function strength(pin: Octets, purpose: Purpose, before: Octets | undefined): Strength {
  if (pin.length === 0) return { level: 0, words: '' };
  const problem = problemOf(pin, purpose, before);
  if (problem === 'short') return { level: 1, words: say('pin-weak-short', { missing: shortestPin(purpose) - pin.length }) };
  if (problem !== undefined) return { level: 1, words: say(`pin-weak-${problem}`) };
  return pin.length >= STRONG ? { level: 3, words: say('pin-strong') } : { level: 2, words: say('pin-good') };
}

function problemOf(pin: Octets, purpose: Purpose, before: Octets | undefined): PinProblem | undefined {
  return pinProblem(pin, purpose) ?? (before === undefined ? undefined : pinsProblem(before, pin));
}

export function ChoosePin({ purpose, before, differs, asks, back, chosen }: ChooseProps) {
  const [{ level, words }, setStrength] = useState<Strength>({ level: 0, words: '' });
  const pin = say(`pin-${purpose}`);
  const look = (digits: Octets) => {
    // The words stay when the digits are taken away to be judged.
    if (digits.length > 0) setStrength(strength(digits, purpose, before));
    digits.fill(0);
  };
  const submit = (digits: Octets) => {
    if (problemOf(digits, purpose, before) === undefined) return chosen(digits);
    setStrength(strength(digits, purpose, before));
    return digits.fill(0);
  };
  return (
    <Screen id={`choose-${purpose}`} bar={<BackBar title={pin} back={back} />}>
      <Title>{asks?.title ?? say(`choose-title-${purpose}`)}</Title>
      <Text>{asks?.lead ?? say(`choose-lead-${purpose}`)}</Text>
      {differs && level === 0 && (
        <p class="ds-validation-message" data-color="danger" role="alert">
          {say('choose-differs', { pin })}
        </p>
      )}
      <div class="stack">
        <meter min={0} max={3} low={1.5} high={2.5} optimum={3} value={level} aria-label={say('pin-strength')} aria-valuetext={words || say('pin-count', { count: 0 })} />
        <p class={level === 1 ? 'ds-validation-message' : 'ds-paragraph'} data-color={level === 1 ? 'danger' : undefined} data-size="sm" role="status" style={{ minBlockSize: '3em' }}>
          {words}
        </p>
      </div>
      <Pad shortest={shortestPin(purpose)} submitWord={say('choose-next', { pin })} isWide whenChanged={look} submit={submit} />
    </Screen>
  );
}

interface AgainProps {
  readonly purpose: Purpose;
  readonly first: Octets;
  readonly back: () => void;
  readonly done: (isSame: boolean) => void;
}

export function PinAgain({ purpose, first, back, done }: AgainProps) {
  const pin = say(`pin-${purpose}`);
  const submit = (digits: Octets) => {
    const isSame = same(digits, first);
    digits.fill(0);
    done(isSame);
  };
  return (
    <Screen id={`again-${purpose}`} bar={<BackBar title={pin} back={back} />}>
      <Title>{say('choose-again-title', { pin })}</Title>
      <Text>{say('choose-again-lead')}</Text>
      <Pad shortest={first.length} submitWord={say('choose-same', { pin })} isWide submit={submit} />
    </Screen>
  );
}
