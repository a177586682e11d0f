// Whether the device's own lock shall protect the keys too. Offered where there is one; without it the phone works as well.

import { say } from '../words.ts';
import { BackBar, Button, Notice, Screen, Text, Title } from './parts.tsx';

interface ProtectProps {
  readonly isBusy: boolean;
  readonly hasFailed: boolean;
  readonly back: () => void;
  readonly protect: () => void;
  readonly without: () => void;
}

export function Protect({ isBusy, hasFailed, back, protect, without }: ProtectProps) {
  return (
    <Screen
      id="protect"
      bar={<BackBar title={say('phone-name')} back={back} />}
      actions={
        <>
          <Button isBusy={isBusy} onClick={protect}>
            {say('protect-with')}
          </Button>
          <Button kind="secondary" isBusy={isBusy} onClick={without}>
            {say('protect-without')}
          </Button>
        </>
      }
    >
      <Title>{say('protect-title')}</Title>
      {hasFailed && (
        <Notice colour="warning" title={say('protect-failed-title')} isLive>
          {say('protect-failed')}
        </Notice>
      )}
      <Text>{say('protect-lead')}</Text>
      <Text>{say('protect-lost')}</Text>
      <Text isQuiet>{say('protect-pins')}</Text>
      {isBusy && <p role="status">{say('protect-wait')}</p>}
    </Screen>
  );
}
