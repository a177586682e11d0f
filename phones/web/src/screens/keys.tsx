// The person's phones and certificates: how each stands, and what can be done about it.

import { useState } from 'preact/hooks';
import { isEnded, isFrozen, type KeptCertificate, type KeptDevice } from '../protocol/inquiry.ts';
import { LONGEST_NAME } from '../protocol/wish.ts';
import { day, moment, say } from '../words.ts';
import type { App } from './app.ts';
import { PinsOfPhone } from './change-pin.tsx';
import { addPhone, openKeys, want } from './own.ts';
import { BackBar, Button, Foreign, Notice, Screen, Text, Title, Waiting } from './parts.tsx';

const COLOUR: Readonly<Record<KeptCertificate['standing'], string>> = { good: 'success', frozen: 'info', suspended: 'warning', revoked: 'danger' };

export function Keys({ app, isBusy, hasFailed, back }: { app: App; isBusy: boolean; hasFailed: boolean; back: () => void }) {
  const { kept } = app;
  const own = app.open.identity.device;
  const isOwn = ({ device }: KeptDevice) => device === own;
  return (
    <Screen id="keys" bar={<BackBar title={say('phone-name')} back={back} />} actions={kept === undefined ? undefined : <KeysActions app={app} kept={kept} />}>
      <Title>{say('keys-title')}</Title>
      {hasFailed && (
        <Notice colour="warning" title={say('keys-failed-title')} isLive>
          {say('keys-failed')}
        </Notice>
      )}
      {hasFailed && (
        <Button kind="secondary" onClick={() => void openKeys(app)}>
          {say('result-try-again')}
        </Button>
      )}
      {isBusy && kept === undefined && <Waiting>{say('keys-loading')}</Waiting>}
      {kept !== undefined && isFrozen(kept) && (
        <Notice colour="info" title={say('keys-frozen-title')} isLive>
          {say('keys-frozen')}
        </Notice>
      )}
      {[...(kept ?? [])]
        .sort((one, other) => Number(isOwn(other)) - Number(isOwn(one)))
        .map((device) => (
          <OnePhone key={device.device} app={app} device={device} isOwn={isOwn(device)} />
        ))}
    </Screen>
  );
}

function KeysActions({ app, kept }: { app: App; kept: readonly KeptDevice[] }) {
  return (
    <>
      <Freezing app={app} kept={kept} />
      <Button kind="secondary" onClick={() => void addPhone(app)}>
        {say('add-phone')}
      </Button>
    </>
  );
}

/** One tap, no PIN: whoever did not start something has no time to lose. */
function Freezing({ app, kept }: { app: App; kept: readonly KeptDevice[] }) {
  return isFrozen(kept) ? (
    <Button onClick={() => void want(app, { type: 'unfreeze' })}>{say('keys-unfreeze')}</Button>
  ) : (
    <Button kind="secondary" colour="danger" onClick={() => void want(app, { type: 'freeze' })}>
      {say('keys-freeze')}
    </Button>
  );
}

/** What the person calls a phone. */
export function nameOfPhone({ name, enrolled_at: since }: KeptDevice): string {
  return name ?? say('keys-unnamed', { since: day(since) });
}

function OnePhone({ app, device, isOwn }: { app: App; device: KeptDevice; isOwn: boolean }) {
  const [isNaming, setNaming] = useState(false);
  const called = nameOfPhone(device);
  const isOver = isEnded(device);
  return (
    <section class="ds-card stack" data-variant={isOwn ? 'tinted' : undefined}>
      <h2 class="ds-heading" data-size="2xs">
        <Foreign>{called}</Foreign>
      </h2>
      <Text isQuiet>
        {isOwn && (
          <>
            {say('keys-this')}
            <br />
          </>
        )}
        {isOver ? say('keys-ended') : device.used_at === undefined ? say('keys-never-used') : say('keys-used', { when: moment(device.used_at, app.now()) })}
      </Text>
      {!isOver && (
        <ul class="list">
          {device.certificates.map((certificate) => (
            <OneCertificate key={certificate.sha256} certificate={certificate} />
          ))}
        </ul>
      )}
      {isNaming && <Naming called={device.name ?? ''} save={(name) => void want(app, { type: 'name_device', device: device.device, name })} />}
      {isOwn && !isOver && !isNaming && <PinsOfPhone app={app} />}
      {!isOver && !isNaming && (
        <div class="pair">
          <Button kind="tertiary" label={`${say('keys-name')}: ${called}`} onClick={() => setNaming(true)}>
            {say('keys-name')}
          </Button>
          {!isOwn && (
            <Button kind="tertiary" colour="danger" label={`${say('keys-end')}: ${called}`} onClick={() => void want(app, { type: 'end_device', device: device.device })}>
              {say('keys-end')}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}

function OneCertificate({ certificate: { purpose, standing, not_after: until } }: { certificate: KeptCertificate }) {
  return (
    <li>
      <span>
        {say(`enrolled-${purpose}`)}
        <br />
        <span class="quiet">{say('certificates-until', { until: day(until) })}</span>
      </span>
      <span class="ds-tag" data-color={COLOUR[standing]}>
        {say(`standing-${standing}`)}
      </span>
    </li>
  );
}

function Naming({ called, save }: { called: string; save: (name: string) => void }) {
  const [name, setName] = useState(called);
  const submit = (event: Event) => {
    event.preventDefault();
    const wanted = name.trim().replaceAll(/\s+/g, ' ');
    if (wanted !== '') save(wanted);
  };
  return (
    <form class="stack" noValidate onSubmit={submit}>
      <div class="ds-field">
        <label class="ds-label" for="name" data-weight="medium">
          {say('keys-name-label')}
        </label>
        <input class="ds-input" id="name" autocomplete="off" maxLength={LONGEST_NAME} value={name} onInput={(event) => setName(event.currentTarget.value)} />
      </div>
      <Button kind="secondary" submits>
        {say('keys-name-save')}
      </Button>
    </form>
  );
}
