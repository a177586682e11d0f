// One document, as it would be signed.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { Octets } from '../formats/octets.ts';
import type { VerifiedSession } from '../protocol/verification.ts';
import { say, spoken } from '../words.ts';
import type { App, Found } from './app.ts';
import { nameOf } from './documents.tsx';
import { saveFile } from './file.ts';
import { frameOf, tellFrame } from './frames.ts';
import { BackBar, Button, Foreign, Notice, Screen, Title, Waiting } from './parts.tsx';

interface ReadProps {
  readonly app: App;
  readonly session: VerifiedSession;
  readonly at: number;
  readonly found: Found | undefined;
  readonly again: () => void;
  readonly back: () => void;
  /** The person has it before them. */
  readonly isShown: () => void;
}

export function Read({ session, at, found, again, back, isShown }: ReadProps) {
  const name = nameOf(session, at);
  const isUnreached = found?.type === 'unreached';
  return (
    <Screen
      id={`read-${found?.type ?? 'waiting'}`}
      bar={<BackBar title={say('read-title')} back={back} />}
      actions={
        <>
          {isUnreached && <Button onClick={again}>{say('result-try-again')}</Button>}
          <Button kind={isUnreached ? 'secondary' : 'primary'} onClick={back}>
            {say('read-back')}
          </Button>
        </>
      }
    >
      <Title size="xs">
        <Foreign>{name}</Foreign>
      </Title>
      <Body found={found} name={name} lang={session.statement.body.display.language} isShown={isShown} />
    </Screen>
  );
}

function Body({ found, name, lang, isShown }: { found: Found | undefined; name: string; lang: string | undefined; isShown: () => void }) {
  switch (found?.type) {
    case undefined:
      return <Waiting>{say('read-waiting')}</Waiting>;
    case 'unreached':
      return (
        <Notice colour="warning" title={say('read-unreached-title')} isLive>
          {say('read-unreached')}
        </Notice>
      );
    case 'differs':
      return (
        <Notice colour="danger" title={say('read-differs-title')} isLive>
          {say('read-differs')}
        </Notice>
      );
    case 'text':
      return (
        <>
          <Exact />
          <pre class="letter" lang={lang} dir="auto">
            {found.text}
          </pre>
        </>
      );
    case 'pdf':
      return (
        <>
          <Exact />
          <Pdf file={found.file} name={name} isShown={isShown} />
          <Save file={found.file} name={name} type="application/pdf" />
        </>
      );
    case 'other':
      return (
        <>
          <Exact />
          <p class="ds-paragraph">{say('read-other')}</p>
          <Save file={found.file} name={name} type="application/octet-stream" taken={isShown} />
        </>
      );
  }
}

function Exact() {
  return <p class="ds-paragraph quiet">{say('read-exact')}</p>;
}

/** pdf.js in a frame that has no origin and no network. */
function Pdf({ file, name, isShown }: { file: Octets; name: string; isShown: () => void }) {
  const place = useRef<HTMLDivElement>(null);
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => {
    const frame = frameOf('/reader.html');
    frame.title = name;
    frame.style.cssText = 'inline-size: 100%; block-size: 70vh; border: 0; display: block;';
    frame.addEventListener('load', () => {
      const copy = file.slice().buffer;
      const port = tellFrame(frame, { file: copy, lang: spoken(), page: say('read-page') }, [copy]);
      port.onmessage = ({ data }: MessageEvent<unknown>) => (data === 'shown' ? isShown() : setFailed(true));
    });
    place.current?.append(frame);
    return () => frame.remove();
  }, [file]);
  return (
    <>
      {hasFailed && (
        <Notice colour="warning" title={say('read-broken-title')} isLive>
          {say('read-other')}
        </Notice>
      )}
      <div ref={place} />
    </>
  );
}

function Save({ file, name, type, taken }: { file: Octets; name: string; type: string; taken?: () => void }) {
  const save = () => {
    saveFile(file, name, type);
    taken?.();
  };
  return (
    <Button kind="secondary" onClick={save}>
      {say('read-save')}
    </Button>
  );
}
