// What the person wants done about their own keys: the PIN that grants it, and what came of it.

import type { Octets } from '../formats/octets.ts';
import type { Deed, StatedWish } from '../protocol/wish.ts';
import { moment, say } from '../words.ts';
import type { App, View } from './app.ts';
import { nameOfPhone } from './keys.tsx';
import { BackBar, Button, Foreign, Screen, Text, Title, Waiting } from './parts.tsx';
import { PinEntry } from './pin.tsx';

/** A deed as ids of the catalogue name it. */
function idOf({ type }: Deed): string {
  return type.replace('_', '-');
}

/** Which PIN a deed is about, where it is about one. */
function pinIn(deed: Deed): { readonly pin: string } {
  return { pin: deed.type === 'change_pin' ? say(`pin-${deed.purpose}`) : '' };
}

/** What a deed is, in a line. */
export function deedName(deed: Deed): string {
  return say(`deed-${idOf(deed)}`, pinIn(deed));
}

/** The phone that a deed is about, as the person calls it. */
function phoneOf(app: App, deed: Deed): string | undefined {
  const device = 'device' in deed ? app.kept?.find(({ device: each }) => each === deed.device) : undefined;
  return device === undefined ? undefined : nameOfPhone(device);
}

export function Wishing() {
  return (
    <Screen id="wishing" bar={<BackBar title={say('phone-name')} />}>
      <Waiting>{say('pin-working')}</Waiting>
    </Screen>
  );
}

interface GrantProps {
  readonly app: App;
  readonly wish: StatedWish;
  readonly isBusy: boolean;
  readonly wrong: { readonly remaining: number | undefined } | undefined;
  readonly back: () => void;
  readonly enter: (pin: Octets) => void;
}

export function Grant({ app, wish: { deed, statement }, isBusy, wrong, back, enter }: GrantProps) {
  const about = phoneOf(app, deed);
  const bar = isBusy ? <BackBar title={say('phone-name')} /> : <BackBar title={say('phone-name')} back={back} />;
  return (
    <Screen id={`grant-${idOf(deed)}`} bar={bar}>
      <div class="centred">
        <Title size="xs">{say(`grant-${idOf(deed)}-title`, pinIn(deed))}</Title>
        {about !== undefined && (
          <p>
            <strong>
              <Foreign>{about}</Foreign>
            </strong>
          </p>
        )}
        <Text isQuiet>{say(`grant-${idOf(deed)}`)}</Text>
      </div>
      <PinEntry purpose={statement.body.purpose} submitWord={say('grant-submit')} hasLock={app.open.state.lock !== undefined} isBusy={isBusy} wrong={wrong} enter={enter} />
    </Screen>
  );
}

type DoneView = Extract<View, { name: 'done' }>;

export function Done({ app, view: { deed, failure, until }, again, back }: { app: App; view: DoneView; again: () => void; back: () => void }) {
  const word = failure === undefined ? `done-${idOf(deed)}` : `undone-${failure}`;
  const mayTryAgain = failure !== undefined && ['same', 'offline', 'lock-shut', 'late'].includes(failure);
  return (
    <Screen
      id={word}
      bar={<BackBar title={say('phone-name')} />}
      actions={
        <>
          {mayTryAgain && <Button onClick={again}>{say('result-try-again')}</Button>}
          <Button kind={mayTryAgain ? 'secondary' : 'primary'} onClick={back}>
            {say('done-back')}
          </Button>
        </>
      }
    >
      <div class="ds-alert" data-color={failure === undefined ? 'success' : 'warning'} role="status">
        <h1 class="ds-heading" data-size="xs">
          {failure === undefined ? say(`done-${idOf(deed)}-title`, pinIn(deed)) : say(`undone-${failure}-title`)}
        </h1>
        <p class="ds-paragraph">{failure === undefined ? say(`done-${idOf(deed)}`) : say(`undone-${failure}`, { until: until === undefined ? '' : moment(until, app.now()) })}</p>
      </div>
    </Screen>
  );
}
