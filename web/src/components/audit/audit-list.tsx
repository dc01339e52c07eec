import { Link } from '@tanstack/react-router';
import { errorWords } from '../../errors.ts';
import { formatClock, formatNumber } from '../../format.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/notices.tsx';
import { Panel } from '../../ui/panel.tsx';
import './audit-list.css';
import { AuditRow } from './audit-row.tsx';
import { csvAddress, type AuditSearch } from './audit-search.ts';
import { useAudit } from './use-audit.ts';

const HEADS = ['Time', 'Who', 'What', 'Outcome', 'From', 'Request'] as const;

function Nothing({ search }: { search: AuditSearch }) {
  if (Object.values(search).every((value) => value === undefined))
    return (
      <EmptyState title="Nothing was changed yet">
        Who signs in, and who changes what or tries to, is written down here from now on.
      </EmptyState>
    );
  return (
    <EmptyState
      title="Nothing that is kept matches"
      action={
        <Link className={buttonClass()} to="/audit">
          Show all
        </Link>
      }
    >
      Names and ids must be whole, as they were written down.
    </EmptyState>
  );
}

/** What was changed, newest first; older pages are a button away. */
export function AuditList({ search }: { readonly search: AuditSearch }) {
  const audit = useAudit(search);
  const { entries, isPending, isFetching, hasOlder } = audit;
  const isEmpty = !isPending && entries.length === 0;
  const aside = (
    <>
      <span className="nw" aria-live="polite">
        {isPending ? 'reading…' : `read ${formatClock(audit.readAt)}`}
      </span>
      <Button onClick={audit.readAgain} disabled={isFetching}>
        <Icon name="retry" /> <span className="hide-s">Read again</span>
        <span className="only-s vh">Read again</span>
      </Button>
      <a className={buttonClass()} href={csvAddress(audit.filter)} download>
        <Icon name="download" /> CSV
      </a>
    </>
  );
  return (
    <Panel title="Newest first" aside={aside} className="au-panel">
      {audit.error && <ErrorState error={errorWords(audit.error)} onRetry={audit.retry} />}
      {isPending && !audit.error && <Skeleton lines={10} />}
      {isEmpty && !hasOlder && !audit.error && <Nothing search={search} />}
      {entries.length > 0 && (
        <div className="au-head" aria-hidden="true">
          {HEADS.map((head) => (
            <span key={head} className={head === 'From' ? 'au-from' : undefined}>
              {head}
            </span>
          ))}
        </div>
      )}
      <ol className="au-rows">
        {entries.map((entry) => (
          <AuditRow key={entry.id} entry={entry} search={search} now={audit.readAt} />
        ))}
      </ol>
      {!isPending && (hasOlder || entries.length > 0) && (
        <div className="au-foot small t3">
          {hasOlder
            ? `${entries.length === 0 ? 'None among the newest' : `${formatNumber(entries.length)} shown`}`
            : 'That is all that is kept of it'}
          {hasOlder && (
            <Button onClick={audit.readOlder} disabled={isFetching}>
              {isFetching ? 'Reading…' : 'Older'}
            </Button>
          )}
        </div>
      )}
    </Panel>
  );
}
