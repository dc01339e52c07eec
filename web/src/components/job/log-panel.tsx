import { TextInput } from '@mantine/core';
import '@mantine/core/styles/Input.css';
import '../inputs.css';
import { useState } from 'react';
import { errorWords } from '../../errors.ts';
import { formatCount, formatNumber } from '../../format.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/notices.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useRecover } from '../use-recover.ts';
import type { Job } from './job.ts';
import { LogLines } from './log-lines.tsx';
import { matchingLines } from './log-match.ts';
import './log-panel.css';
import { hasEnded } from './timeline.ts';
import { useJobLog } from './use-job-log.ts';

/** From how many lines on a search is worth its room. */
const SEARCHABLE = 5;

function NoLines({ job }: { readonly job: Job }) {
  if (hasEnded(job.state)) return <EmptyState title="The task wrote no lines" />;
  return (
    <EmptyState title="No lines yet">
      {job.state === 'active'
        ? 'What the task writes shows up here at once.'
        : 'They come when a worker runs it.'}
    </EmptyState>
  );
}

/** What the task wrote while it ran, over all attempts: live, searchable, to be kept as a file. */
export function LogPanel({ job }: { readonly job: Job }) {
  const { lines, isPending, error, retry } = useJobLog(job.id, job.logLines);
  const [search, setSearch] = useState('');
  const [follows, setFollows] = useState(true);
  useRecover(retry);
  const isOver = hasEnded(job.state);
  const found = matchingLines(lines, search);
  const isSearching = search.trim() !== '';
  const first = lines[0]?.n ?? 1;
  return (
    <Panel
      title={
        <>
          Log{' '}
          {lines.length > 0 && <span className="t3 log-count">{formatNumber(job.logLines)}</span>}
        </>
      }
      className="log-panel"
      aside={
        lines.length > 0 && (
          <>
            {!isOver && (
              <Button tone="quiet" aria-pressed={follows} onClick={() => setFollows(!follows)}>
                <i className={follows ? 'log-dot on' : 'log-dot'} /> Follow
              </Button>
            )}
            <a className={buttonClass('quiet')} href={`/api/tasks/${job.id}/log.txt`} download>
              <Icon name="download" /> Download
            </a>
          </>
        )
      }
    >
      {error !== null && <ErrorState error={errorWords(error)} onRetry={retry} />}
      {isPending && error === null && job.logLines > 0 && <Skeleton lines={5} lineHeight={18} />}
      {job.logLines === 0 && lines.length === 0 && <NoLines job={job} />}
      {lines.length >= SEARCHABLE && (
        <div className="log-search">
          <TextInput
            type="search"
            aria-label="Find in the log"
            placeholder="Find in the log"
            value={search}
            leftSection={<Icon name="search" />}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
          <span className="small t3" aria-live="polite">
            {isSearching && `${formatNumber(found.length)} of ${formatCount(lines.length, 'line')}`}
          </span>
        </div>
      )}
      {first > 1 && !isSearching && (
        <p className="log-gone small t3">
          {first === 2 ? 'The first line is' : `The first ${formatNumber(first - 1)} lines are`} not
          kept any more: only the newest 1,000 are.
        </p>
      )}
      {isSearching && found.length === 0 && (
        <EmptyState title={`No line with “${search.trim()}”`} />
      )}
      {found.length > 0 && (
        <LogLines
          lines={found}
          search={search}
          attempts={job.attempts.length > 1}
          follows={follows && !isOver && !isSearching}
          onLeaveEnd={() => setFollows(false)}
        />
      )}
    </Panel>
  );
}
