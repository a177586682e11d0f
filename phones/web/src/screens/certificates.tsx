// What this phone can do: both certificates in plain words, and all of them for specialists.

import { useEffect, useState } from 'preact/hooks';
import { comparisonCode } from '../protocol/comparison.ts';
import { PURPOSES } from '../protocol/keys.ts';
import { day, say, utc } from '../words.ts';
import type { App } from './app.ts';
import { BackBar, Button, Details, Screen, Text, Title } from './parts.tsx';
import { personOf } from './person.ts';
import { WakingState } from './waking.tsx';

export function Certificates({ app, back }: { app: App; back: () => void }) {
  const { certificates, device } = app.open.identity;
  const { lock, baseUrl } = app.open.state;
  const [comparison, setComparison] = useState<string>();
  useEffect(() => {
    const { authentication, signature } = certificates;
    void comparisonCode(authentication.sha256, signature.sha256).then(setComparison);
  }, [certificates]);
  return (
    <Screen
      id="certificates"
      bar={<BackBar title={say('phone-name')} back={back} />}
      actions={
        <Button kind="secondary" onClick={back}>
          {say('result-done')}
        </Button>
      }
    >
      <Title>{say('certificates-title')}</Title>
      {PURPOSES.map((purpose) => {
        const certificate = certificates[purpose];
        return (
          <section key={purpose} class="stack">
            <h2 class="ds-heading" data-size="2xs">
              {say(`enrolled-${purpose}`)}
            </h2>
            <Text>{say(`enrolled-${purpose}-text`)}</Text>
            <Text isQuiet>
              {say('certificates-for', { name: personOf(certificate) })}
              <br />
              {say('certificates-until', { until: day(certificate.notAfter) })}
            </Text>
            <Details
              title={say('details-for-specialists')}
              facts={[
                [say('certificates-issuer'), certificate.issuerAttribute('commonName')],
                [say('certificates-person'), certificate.subjectAttribute('serialNumber')],
                [say('certificates-serial'), certificate.serial],
                [say('certificates-from'), utc(certificate.notBefore)],
                [say('certificates-to'), utc(certificate.notAfter)],
                [say('certificates-sha256'), certificate.sha256],
              ]}
            />
          </section>
        );
      })}
      {lock !== undefined && (
        <section class="stack">
          <h2 class="ds-heading" data-size="2xs">
            {say('certificates-lock-title')}
          </h2>
          <Text>{say('certificates-lock')}</Text>
        </section>
      )}
      <WakingState app={app} />
      <Details
        title={say('certificates-device')}
        facts={[
          [say('certificates-device'), device],
          [say('certificates-comparison'), comparison],
          [say('certificates-service'), baseUrl],
        ]}
      />
    </Screen>
  );
}
