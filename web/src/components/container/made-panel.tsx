import type { ContainerDetail } from '../../api.ts';
import { Id } from '../../ui/copy.tsx';
import { KeyValue } from '../../ui/key-value.tsx';
import { Panel } from '../../ui/panel.tsx';
import { checkWords } from './health-words.ts';
import { dependsWords, restartPolicyWords } from './wiring-words.ts';

interface MadePanelProps {
  readonly image: string;
  readonly facts: NonNullable<ContainerDetail['facts']>;
}

/** As Docker writes digests: the first 12 digits. */
const shortDigest = (digest: string): string => digest.replace(/^sha256:/, '').slice(0, 12);

/** What it is made of, which changes only with the container itself. */
export function MadePanel({ image, facts }: MadePanelProps) {
  const { imageId, healthCheck } = facts;
  return (
    <Panel title="Made of">
      <KeyValue
        items={[
          { key: 'Image', value: <span className="mono">{image}</span> },
          {
            key: 'Image’s digest',
            value:
              imageId === null ? (
                <span className="t3">can’t tell</span>
              ) : (
                <Id value={imageId} short={shortDigest(imageId)} what="digest of the image" />
              ),
          },
          { key: 'Restarts', value: restartPolicyWords(facts) },
          {
            key: 'Health check',
            value:
              healthCheck === null ? <span className="t3">none</span> : checkWords(healthCheck),
          },
          {
            key: 'Waits for',
            value: dependsWords(facts) ?? <span className="t3">nothing</span>,
          },
        ]}
      />
    </Panel>
  );
}
