// The officer's QR code, read with the camera. A camera that may not be used leads to the two other ways.

import { useEffect, useRef, useState } from 'preact/hooks';
import { say } from '../words.ts';
import { seenCodes } from './camera.ts';
import { BackBar, Button, Notice, Screen, Text, Title } from './parts.tsx';

interface ScanProps {
  /** Takes what a code says, if it is an activation; says whether it was. */
  readonly take: (text: string) => boolean;
  readonly enterLine: () => void;
  readonly back: () => void;
}

export function Scan({ take, enterLine, back }: ScanProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<'asking' | 'looking' | 'other' | 'refused'>('asking');
  const [round, setRound] = useState(0);
  useEffect(() => {
    const { current } = video;
    if (current === null) return undefined;
    const ends = new AbortController();
    current.onplaying = () => setState('looking');
    const look = async () => {
      for await (const text of seenCodes(current, ends.signal)) {
        if (ends.signal.aborted || take(text)) return;
        setState('other');
      }
    };
    look().catch(() => {
      if (!ends.signal.aborted) setState('refused');
    });
    return () => ends.abort();
  }, [round]);
  const again = () => {
    setState('asking');
    setRound(round + 1);
  };
  const byHand = (
    <Button kind={state === 'refused' ? 'primary' : 'secondary'} onClick={enterLine}>
      {say('start-enter')}
    </Button>
  );
  return (
    <Screen
      id={state === 'refused' ? 'scan-refused' : 'scan'}
      bar={<BackBar title={say('phone-name')} back={back} />}
      actions={
        <>
          {byHand}
          {state === 'refused' && (
            <Button kind="secondary" onClick={again}>
              {say('scan-again')}
            </Button>
          )}
        </>
      }
    >
      <Title>{say(state === 'refused' ? 'scan-refused-title' : 'scan-title')}</Title>
      {state === 'refused' ? <Text>{say('scan-refused')}</Text> : <Text>{say('scan-lead')}</Text>}
      <p class="ds-paragraph" role="status" hidden={state !== 'asking'}>
        {state === 'asking' ? say('scan-asking') : ''}
      </p>
      {state === 'other' && (
        <Notice colour="warning" title={say('scan-other-title')} isLive>
          {say('scan-other')}
        </Notice>
      )}
      <video class="camera" ref={video} hidden={state === 'refused'} muted playsInline aria-label={say('scan-picture')} />
    </Screen>
  );
}
