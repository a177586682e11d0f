// What screens are built from.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { languages, nameOf, say, speak, spoken } from '../words.ts';

/** A screen: its bar, its one column, and what can be done at its foot. A new screen takes the focus. */
export function Screen({ id, bar, children, actions }: { id: string; bar: ComponentChildren; children: ComponentChildren; actions?: ComponentChildren }) {
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [id]);
  return (
    <div class="screen">
      <header class="bar">
        <Emblem />
        {bar}
      </header>
      <main ref={main} tabIndex={-1} data-screen={id}>
        {children}
      </main>
      {actions !== undefined && <footer class="actions">{actions}</footer>}
    </div>
  );
}

/** The country's. It says nothing that the name beside it does not say. */
export function Emblem() {
  return <img src="/emblem.svg" alt="" />;
}

/** The name of the service's country, and the choice of a language. */
export function HomeBar({ title, redraw }: { title: string; redraw: () => void }) {
  const choose = (event: Event) => {
    speak((event.currentTarget as HTMLSelectElement).value);
    redraw();
  };
  return (
    <>
      <strong>{title}</strong>
      <select class="ds-input" aria-label={say('language')} value={spoken()} onChange={choose}>
        {languages().map((language) => (
          <option key={language} value={language} lang={language}>
            {nameOf(language)}
          </option>
        ))}
      </select>
    </>
  );
}

export function BackBar({ title, back }: { title: string; back?: () => void }) {
  return (
    <>
      <strong>{title}</strong>
      {back !== undefined && (
        <Button kind="tertiary" onClick={back}>
          {say('back')}
        </Button>
      )}
    </>
  );
}

interface ButtonProps {
  readonly kind?: 'primary' | 'secondary' | 'tertiary';
  readonly colour?: 'danger' | 'neutral';
  readonly isBusy?: boolean;
  readonly submits?: boolean;
  readonly label?: string;
  readonly class?: string;
  readonly onClick?: () => void;
  readonly children: ComponentChildren;
}

export function Button({ kind = 'primary', colour, isBusy = false, submits = false, label, onClick, children, class: more }: ButtonProps) {
  return (
    <button
      class={more === undefined ? 'ds-button' : `ds-button ${more}`}
      type={submits ? 'submit' : 'button'}
      data-variant={kind}
      data-color={colour}
      aria-label={label}
      aria-disabled={isBusy || undefined}
      onClick={isBusy ? undefined : onClick}
    >
      {children}
    </button>
  );
}

/** Text of somebody else, in its own language and direction. */
export function Foreign({ children, lang }: { children: string; lang?: string | undefined }) {
  return (
    <bdi lang={lang} dir="auto">
      {children}
    </bdi>
  );
}

/** Colour never alone: the word says it too. */
export function Notice({ colour, title, children, isLive = false }: { colour: 'success' | 'info' | 'warning' | 'danger'; title: string; children?: ComponentChildren; isLive?: boolean }) {
  return (
    <div class="ds-alert" data-color={colour} role={isLive ? 'status' : undefined}>
      <h2 class="ds-heading" data-size="2xs">
        {title}
      </h2>
      {children !== undefined && (
        <p class="ds-paragraph" data-size="sm">
          {children}
        </p>
      )}
    </div>
  );
}

export function Title({ children, size = 'sm' }: { children: ComponentChildren; size?: 'sm' | 'xs' }) {
  return (
    <h1 class="ds-heading" data-size={size}>
      {children}
    </h1>
  );
}

export function Text({ children, isQuiet = false }: { children: ComponentChildren; isQuiet?: boolean }) {
  return <p class={isQuiet ? 'ds-paragraph quiet' : 'ds-paragraph'}>{children}</p>;
}

/** Waiting: a skeleton at once, words with it. */
export function Waiting({ children }: { children: string }) {
  return (
    <div class="stack" role="status">
      <span class="ds-skeleton" data-variant="rectangle" aria-hidden="true" style={{ blockSize: '4rem' }} />
      <span class="ds-skeleton" data-variant="text" aria-hidden="true" />
      <p class="ds-paragraph quiet">{children}</p>
    </div>
  );
}

/** Facts of specialists, complete, behind one line that opens. */
export function Details({ title, facts }: { title: string; facts: readonly (readonly [string, string | undefined])[] }) {
  return (
    <details class="ds-details">
      <summary>{title}</summary>
      <div>
        <dl class="facts">
          {facts.map(([name, value]) =>
            value === undefined ? null : (
              <Fact key={name} name={name}>
                <code class="ltr">{value}</code>
              </Fact>
            ),
          )}
        </dl>
      </div>
    </details>
  );
}

export function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
