import { formatBytes } from '../../format.ts';
import { CopyButton } from '../../ui/copy.tsx';
import { EmptyState } from '../../ui/notices.tsx';
import { Panel } from '../../ui/panel.tsx';
import { CodeText } from '../code-text/code-text.tsx';
import { readable, type StoredJson } from './foreign.ts';

interface JsonPanelProps {
  readonly title: string;
  readonly json: StoredJson | null;
  /** Said where there is none. */
  readonly none: string;
}

/** JSON of another program, as Redis holds it. */
export function JsonPanel({ title, json, none }: JsonPanelProps) {
  const text = json && readable(json);
  return (
    <Panel title={title} aside={text !== null && <CopyButton text={text} />}>
      {text === null && <EmptyState title={none} />}
      {text !== null && (
        <div className="foreign-code">
          <CodeText label={`${title} as JSON`} text={text} maxRows={16} />
          {json?.truncated === true && (
            <p className="small t3">
              The first 256 KiB of {formatBytes(json.bytes)}; Redis has the rest.
            </p>
          )}
        </div>
      )}
    </Panel>
  );
}
