import { Textarea } from '@mantine/core';
import '@mantine/core/styles/Input.css';
import '../inputs.css';
import '../schema-form/field-input.css';
import { useId, useState } from 'react';
import { formatBytes } from '../../format.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Note } from '../../ui/notices.tsx';
import { Panel } from '../../ui/panel.tsx';
import './source-panel.css';
import { MAX_BYTES } from './source.ts';
import type { Bulk } from './use-bulk.ts';

const ACCEPT = '.csv,.tsv,.tab,.ndjson,.jsonl,.json,.txt,text/csv,application/json';

/** Choose a file, drop one, or paste rows. */
export function SourcePanel({ bulk }: { readonly bulk: Bulk }) {
  const { source, reading } = bulk;
  const id = useId();
  const [isOver, setOver] = useState(false);
  const [pasted, setPasted] = useState('');
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file) bulk.choose(file, file.name);
  };
  return (
    <Panel title="Which rows?" className="bulk-source">
      <div
        className={`bulk-drop${isOver ? ' over' : ''}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer.files);
        }}
      >
        <input
          id={`${id}-file`}
          className="vh"
          type="file"
          accept={ACCEPT}
          aria-describedby={`${id}-help`}
          onChange={(event) => {
            take(event.currentTarget.files);
            // So that the same file, edited, can be chosen again.
            event.currentTarget.value = '';
          }}
        />
        {/* The browser's own control says "no file chosen" once its value is emptied. */}
        <span className="row wrap">
          <label htmlFor={`${id}-file`} className={buttonClass()}>
            Choose a file
          </label>
          <span className="t2">or drop one here</span>
        </span>
        <p id={`${id}-help`} className="small t3">
          CSV with a header that names the fields, NDJSON, or a JSON array; at most 100,000 rows and
          64 MB. Nothing is submitted yet.
        </p>
        <output className="small">
          {source && (
            <>
              <b>{source.name ?? 'Pasted rows'}</b>, {formatBytes(source.body.size)}
            </>
          )}
        </output>
      </div>
      <details className="bulk-paste rule">
        <summary>Paste rows</summary>
        <label className="field-label" htmlFor={`${id}-text`}>
          Rows
        </label>
        <Textarea
          id={`${id}-text`}
          rows={6}
          spellCheck={false}
          classNames={{ input: 'field-input' }}
          placeholder={'durationMs,steps\n500,5\n1000,10'}
          value={pasted}
          onChange={(event) => setPasted(event.currentTarget.value)}
        />
        <Button
          disabled={pasted.trim() === ''}
          onClick={() => bulk.choose(new Blob([pasted], { type: 'text/plain' }), null)}
        >
          Take these rows
        </Button>
      </details>
      {reading.error && (
        <Note tone="fail" icon="failed">
          <b>The file could not be read.</b> It may have been moved or changed; choose it again.
        </Note>
      )}
      {source && source.body.size > MAX_BYTES && (
        <Note tone="fail" icon="failed">
          <b>That is more than 64 MB.</b> Split it, and submit the parts one after the other.
        </Note>
      )}
    </Panel>
  );
}
