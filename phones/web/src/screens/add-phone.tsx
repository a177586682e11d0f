// Another phone of the person: what it takes, and the number that both must show then.

import encodeQR from 'qr';
import { useEffect, useState } from 'preact/hooks';
import { activationLine } from '../protocol/activation.ts';
import { comparisonCode } from '../protocol/comparison.ts';
import type { KeptDevice } from '../protocol/inquiry.ts';
import { addedPhones, noteTold } from '../phone/own.ts';
import { moment, say } from '../words.ts';
import type { App, View } from './app.ts';
import { openKeys, refreshKept, want } from './own.ts';
import { BackBar, Button, Notice, Screen, Text, Title } from './parts.tsx';

/** Between two looks for the new phone, in milliseconds. */
const LOOK_AGAIN = 3_000;

type AddView = Extract<View, { name: 'add-phone' }>;

export function AddPhone({ app, view: { activation, groups, before }, back }: { app: App; view: AddView; back: () => void }) {
  const added = app.kept?.find(({ device }) => !before.includes(device));
  useEffect(() => {
    if (added !== undefined) return;
    const looking = setInterval(() => void refreshKept(app), LOOK_AGAIN);
    return () => clearInterval(looking);
  }, [added?.device]);
  const leave = () => {
    activation.secret.fill(0);
    back();
  };
  if (added !== undefined) return <Arrived app={app} added={added} back={leave} />;
  return (
    <Screen id="add-phone" bar={<BackBar title={say('phone-name')} back={leave} />}>
      <Title>{say('add-phone-title')}</Title>
      <Text>{say('add-phone-lead')}</Text>
      <QrCode text={`${location.origin}/#${activationLine(activation)}`} />
      <Text>{say('add-phone-typed')}</Text>
      <p class="code ltr" style={{ fontSize: '1.25rem', letterSpacing: 'normal', overflowWrap: 'anywhere' }}>
        {groups.join(' ')}
      </p>
      <Notice colour="warning" title={say('add-phone-secret')} />
    </Screen>
  );
}

/** Both phones show one number, or somebody else was faster. */
function Arrived({ app, added, back }: { app: App; added: KeptDevice; back: () => void }) {
  const number = useComparison(added);
  const same = () => void noteTold(app.open, [added]).then(back);
  return (
    <Screen
      id="phone-arrived"
      bar={<BackBar title={say('phone-name')} />}
      actions={
        <>
          <Button onClick={same}>{say('phone-arrived-same')}</Button>
          <Button kind="secondary" colour="danger" onClick={() => void want(app, { type: 'end_device', device: added.device })}>
            {say('phone-arrived-other')}
          </Button>
        </>
      }
    >
      <Title>{say('phone-arrived-title')}</Title>
      <Text>{say('phone-arrived-lead')}</Text>
      <section class="ds-card" data-variant="tinted" data-color="brand">
        <p class="code">
          <span aria-hidden="true">{number}</span>
          <span class="ds-sr-only">{[...number].join(' ')}</span>
        </p>
      </section>
    </Screen>
  );
}

/** The number of a phone, by its certificates. */
function useComparison({ device, certificates }: KeptDevice): string {
  const [number, setNumber] = useState('');
  useEffect(() => {
    const of = (purpose: string) => certificates.find((each) => each.purpose === purpose)?.sha256;
    const [authentication, signature] = [of('authentication'), of('signature')];
    if (authentication !== undefined && signature !== undefined) void comparisonCode(authentication, signature).then(setNumber);
  }, [device]);
  return number;
}

/** Dark on light in every theme, with the margin that readers need. */
function QrCode({ text }: { text: string }) {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: 4 });
  const dark = rows.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return (
    <svg role="img" aria-label={say('add-phone-qr')} viewBox={`0 0 ${rows.length} ${rows.length}`} shapeRendering="crispEdges" style={{ inlineSize: '100%', maxInlineSize: '20rem', marginInline: 'auto', display: 'block' }}>
      <rect width="100%" height="100%" fill="#fff" />
      <path d={dark.join('')} fill="#000" />
    </svg>
  );
}

/** Said on every phone of the person, once. */
export function AddedPhones({ app }: { app: App }) {
  const added = app.kept === undefined ? [] : addedPhones(app.open, app.kept);
  const [first] = added;
  if (first === undefined) return null;
  const told = () => void noteTold(app.open, added).then(() => app.update({}));
  return (
    <section class="stack">
      <Notice colour="warning" title={say('phone-added-title')} isLive>
        {say('phone-added', { when: moment(first.enrolled_at, app.now()) })}
      </Notice>
      <div class="pair">
        <Button kind="secondary" onClick={told}>
          {say('phone-added-mine')}
        </Button>
        <Button kind="secondary" colour="danger" onClick={() => void openKeys(app)}>
          {say('phone-added-look')}
        </Button>
      </div>
    </section>
  );
}
