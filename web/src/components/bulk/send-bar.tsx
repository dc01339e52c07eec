import { errorWords } from '../../errors.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorState, Note } from '../../ui/notices.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import './send-bar.css';
import type { Bulk } from './use-bulk.ts';

interface SendBarProps {
  readonly bulk: Bulk;
  /** Why it can't be sent as it is; null: it can. */
  readonly fault: string | null;
}

const isStop = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'AbortError';

/** Check or submit all rows, with progress; a submission can be stopped, what was queued before stays. */
export function SendBar({ bulk, fault }: SendBarProps) {
  const { sending, sent } = bulk;
  const isDryRun = sending.variables?.dryRun === true;
  const percent = Math.floor(sent * 100);
  return (
    <>
      <div className="bulk-send">
        <Button big disabled={fault !== null || sending.isPending} onClick={() => bulk.send(true)}>
          Check all rows
        </Button>
        <Button
          tone="primary"
          big
          disabled={fault !== null || sending.isPending}
          onClick={() => bulk.send(false)}
        >
          Submit all rows
        </Button>
        {sending.isPending ? (
          <>
            <span className="bulk-progress">
              <ProgressBar percent={percent} label={isDryRun ? 'Rows checked' : 'Rows submitted'} />
            </span>
            <Button tone="quiet" onClick={bulk.stop}>
              Stop
            </Button>
          </>
        ) : (
          <span className="small t3">{fault}</span>
        )}
        <span className="vh" aria-live="polite">
          {sending.isPending ? (isDryRun ? 'Checking' : 'Submitting') : ''}
        </span>
      </div>
      {isStop(sending.error) && (
        <Note tone="risk" icon="cancelled">
          <b>Stopped.</b>{' '}
          {isDryRun
            ? 'Nothing was submitted.'
            : 'What had been queued by then stays: find it in the jobs by its tag.'}
        </Note>
      )}
      {sending.error && !isStop(sending.error) && (
        <Failed error={sending.error} dryRun={isDryRun} />
      )}
    </>
  );
}

function Failed({ error, dryRun }: { readonly error: unknown; readonly dryRun: boolean }) {
  const words = errorWords(error);
  const isUnclear = words.code === 'OFFLINE' && !dryRun;
  return (
    <ErrorState
      error={
        isUnclear
          ? {
              ...words,
              detail:
                'The connection broke, or the file changed meanwhile. Rows may have been submitted: look for the tag in the jobs before you send it again.',
            }
          : words
      }
    />
  );
}
