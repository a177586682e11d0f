// A QR code, read with the camera: the officer's, or one that an e-service shows on another screen. A camera that may not be used leads to the two other ways.

import { useEffect, useRef, useState } from 'preact/hooks';
import { say } from '../words.ts';
import { seenCodes } from './camera.ts';
import { BackBar, Button, Notice, Screen, Text, Title } from './parts.tsx';

interface ScanProps {
  /** Whether it is the code of an e-service. */
  readonly isLink: boolean;
  /** Takes what a code says, if it is what is looked for; says whether it was. */
  readonly take: (text: string) => boolean;
  readonly enterLine?: () => void;
  readonly back: () => void;
}

export function Scan({ isLink, take, enterLine, back }: ScanProps) {
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
  const about = isLink ? 'link-scan' : 'scan';
  const byHand = enterLine !== undefined && (
    <Button kind={state === 'refused' ? 'primary' : 'secondary'} onClick={enterLine}>
      {say('start-enter')}
    </Button>
  );
  return (
    <Screen
      id={state === 'refused' ? `${about}-refused` : about}
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
      <Title>{say(state === 'refused' ? 'scan-refused-title' : isLink ? 'link-scan-title' : 'scan-title')}</Title>
      {state === 'refused' ? <Text>{say(isLink ? 'link-scan-refused' : 'scan-refused')}</Text> : <Text>{say(isLink ? 'link-scan-lead' : 'scan-lead')}</Text>}
      <p class="ds-paragraph" role="status" hidden={state !== 'asking'}>
        {state === 'asking' ? say('scan-asking') : ''}
      </p>
      {state === 'other' && (
        <Notice colour="warning" title={say('scan-other-title')} isLive>
          {say(isLink ? 'link-scan-other' : 'scan-other')}
        </Notice>
      )}
      <video class="camera" ref={video} hidden={state === 'refused'} muted playsInline aria-label={say('scan-picture')} />
    </Screen>
  );
}
