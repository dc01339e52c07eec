import type { Submission } from '@taskdeck/server/schemas/job';
import { useState } from 'react';
import { CodeText } from '../code-text/code-text.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import './request-panel.css';
import { requestCurl, requestJson } from './request-text.ts';

const FORMATS = [
  { value: 'curl', label: 'curl' },
  { value: 'json', label: 'JSON' },
] as const;

interface RequestPanelProps {
  readonly submission: Submission;
  /** Names of the fields of its input that are not shown. */
  readonly secrets: ReadonlySet<string>;
}

/** What the form would send, for those who send it from elsewhere. */
export function RequestPanel({ submission, secrets }: RequestPanelProps) {
  const [format, setFormat] = useState<'curl' | 'json'>('curl');
  const text =
    format === 'curl'
      ? requestCurl(globalThis.location.origin, submission, secrets)
      : requestJson(submission, secrets);
  return (
    <section aria-label="The same request">
      <div className="row between request-head">
        <Segmented
          label="Format of the request"
          value={format}
          options={FORMATS}
          onChange={setFormat}
        />
        <CopyButton text={text} />
      </div>
      <CodeText label={`Request as ${format}`} text={text} />
    </section>
  );
}
