// Digits: twelve buttons, and the keys of a keyboard. What is entered is octets that are wiped; it is in no field of the page,
// so that no browser offers to remember it.

import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Octets } from '../formats/octets.ts';
import { LONGEST_PIN } from '../protocol/pin.ts';
import { say } from '../words.ts';
import { Button } from './parts.tsx';

const ZERO = 0x30;

interface PadProps {
  readonly shortest: number;
  readonly submitWord: string;
  /** Whether the way on stands below the digits, where it has room for more than a word. */
  readonly isWide?: boolean;
  readonly isBusy?: boolean;
  /** Looks at what is entered so far; it must not keep it. */
  readonly whenChanged?: (digits: Octets) => void;
  /** Gets the digits, to be wiped by who gets them. */
  readonly submit: (digits: Octets) => void;
}

export function Pad({ shortest, submitWord, isWide = false, isBusy = false, whenChanged, submit }: PadProps) {
  const digits = useRef(new Uint8Array(LONGEST_PIN));
  const [count, setCount] = useState(0);
  const length = useRef(0);

  const become = (next: number) => {
    length.current = next;
    setCount(next);
    whenChanged?.(digits.current.slice(0, next));
  };
  const enter = (digit: number) => {
    if (isBusy || length.current === LONGEST_PIN) return;
    digits.current[length.current] = ZERO + digit;
    become(length.current + 1);
  };
  const remove = () => {
    if (isBusy || length.current === 0) return;
    digits.current[length.current - 1] = 0;
    become(length.current - 1);
  };
  const finish = () => {
    if (isBusy || length.current === 0) return;
    const entered = digits.current.slice(0, length.current);
    digits.current.fill(0);
    become(0);
    submit(entered);
  };

  const keys = useRef<(event: KeyboardEvent) => void>(() => {});
  keys.current = (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (/^[0-9]$/.test(event.key)) enter(Number(event.key));
    else if (event.key === 'Backspace') remove();
    else if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement)) finish();
    else return;
    event.preventDefault();
  };
  // At once, so that no digit is lost to who types fast.
  useLayoutEffect(() => {
    const heard = (event: KeyboardEvent) => keys.current(event);
    const entered = digits.current;
    document.addEventListener('keydown', heard);
    return () => {
      document.removeEventListener('keydown', heard);
      entered.fill(0);
    };
  }, []);

  return (
    <>
      <div class="pin" role="status" aria-label={say('pin-count', { count })}>
        {Array.from({ length: Math.max(shortest, count) }, (_, at) => (
          <i key={at} class={at < count ? 'on' : ''} />
        ))}
      </div>
      <div class="pad" role="group" aria-label={say('pin-digits')}>
        {[1, 2, 3, 4, 5, 6, 7, 8, 9].map((digit) => (
          <Button key={digit} kind="secondary" colour="neutral" isBusy={isBusy} onClick={() => enter(digit)}>
            {String(digit)}
          </Button>
        ))}
        <Button kind="tertiary" colour="neutral" isBusy={isBusy} label={say('pin-delete')} onClick={remove}>
          ⌫
        </Button>
        <Button kind="secondary" colour="neutral" isBusy={isBusy} onClick={() => enter(0)}>
          0
        </Button>
        {!isWide && (
          <Button class="word" isBusy={isBusy} onClick={finish}>
            {submitWord}
          </Button>
        )}
      </div>
      {isWide && (
        <Button isBusy={isBusy} onClick={finish}>
          {submitWord}
        </Button>
      )}
    </>
  );
}
