// Another PIN for a key: chosen twice as at the beginning, then granted with the one that there is.

import type { Octets } from '../formats/octets.ts';
import { PURPOSES, type Purpose } from '../protocol/keys.ts';
import { say } from '../words.ts';
import type { App, View } from './app.ts';
import { ChoosePin, PinAgain } from './choose-pin.tsx';
import { changePin } from './own.ts';
import { Button, Text } from './parts.tsx';

/** Begins, or begins again. */
export function choosesNewPin(app: App, purpose: Purpose): void {
  app.show({ name: 'change-pin', purpose });
}

/** The ways to another PIN, on the card of this phone. */
export function PinsOfPhone({ app }: { app: App }) {
  return (
    <>
      <div class="pair">
        {PURPOSES.map((purpose) => (
          <Button key={purpose} kind="tertiary" onClick={() => choosesNewPin(app, purpose)}>
            {say('pins-change', { pin: say(`pin-${purpose}`) })}
          </Button>
        ))}
      </div>
      <Text isQuiet>{say('pins-forgotten')}</Text>
    </>
  );
}

type ChangeView = Extract<View, { name: 'change-pin' }>;

export function ChangePin({ app, view: { purpose, first, differs }, back }: { app: App; view: ChangeView; back: () => void }) {
  const again = (chosen: Octets) => app.show({ name: 'change-pin', purpose, first: chosen });
  if (first === undefined) {
    const asks = { title: say('change-title', { pin: say(`pin-${purpose}`) }), lead: say(`change-lead-${purpose}`) };
    return <ChoosePin key={purpose} purpose={purpose} before={undefined} differs={differs === true} asks={asks} back={back} chosen={again} />;
  }
  const leave = () => {
    first.fill(0);
    back();
  };
  const done = (isSame: boolean) => {
    if (isSame) return void changePin(app, purpose, first);
    first.fill(0);
    app.show({ name: 'change-pin', purpose, differs: true });
  };
  return <PinAgain key={`${purpose} again`} purpose={purpose} first={first} back={leave} done={done} />;
}
