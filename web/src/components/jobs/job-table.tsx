import type { JobRow } from '@taskdeck/server/schemas/job';
import { Link } from '@tanstack/react-router';
import { memo, useState, type ReactNode } from 'react';
import { useNow } from '../../clock.ts';
import { formatCount, formatWhenExactly, NONE, shortId } from '../../format.ts';
import { percentOf, ProgressBar } from '../../ui/progress-bar.tsx';
import { badgeState } from '../../ui/badge-state.ts';
import { StateBadge } from '../../ui/state-badge.tsx';
import { hasEnded } from '../job/timeline.ts';
import { PriorityMark } from './priority-mark.tsx';
import './job-table.css';
import { RowBox, TableBox, useRowSelect, type RowSelect } from './select-boxes.tsx';
import type { Selection } from './use-selection.ts';
import { detailOf, tookWords, waitedWords } from './row-words.ts';

interface JobTableProps {
  readonly rows: readonly JobRow[];
  /** Names of workers by id; one that is gone is named by its id. */
  readonly workerNames: ReadonlyMap<string, string>;
  /** Jobs that came since and are not listed. */
  readonly fresh: number;
  readonly onShowFresh: () => void;
  /** null: nothing may be done to jobs here, so none can be chosen. */
  readonly selection: Selection | null;
}

/** Columns after `Job`: name, class, and whether it is a number. */
const COLUMNS = [
  ['Task', 'jobs-task', false],
  ['Queue', 'jobs-queue', false],
  ['Detail', 'jobs-detail', false],
  ['Worker', 'jobs-worker', false],
  ['Tries', 'jobs-tries', true],
  ['Waited', 'jobs-waited', true],
  ['Took', 'jobs-took', true],
  ['Submitted', 'jobs-when', true],
] as const;

/** Tags of a row; the others are counted. */
const SHOWN_TAGS = 2;

interface WordsProps {
  readonly words: (now: number) => string | null;
}

/** Words that change with the clock; only these cells tick. */
function Ticking({ words }: WordsProps) {
  return words(useNow()) ?? <span className="c-mute">{NONE}</span>;
}

/** The same for a job that ended, of which a long list is full: nothing of it changes any more. */
function Still({ words }: WordsProps) {
  const [now] = useState(() => Date.now());
  return words(now) ?? <span className="c-mute">{NONE}</span>;
}

interface DetailProps {
  readonly row: JobRow;
  /** Name of the worker that has or had it last. */
  readonly worker: string | null;
}

interface RowProps extends DetailProps {
  /** How the row is chosen; null: it can't be. */
  readonly select: RowSelect | null;
  readonly isSelected: boolean;
  /** The keyboard comes to its box. */
  readonly isStop: boolean;
}

function DetailCell({ row, worker }: DetailProps): ReactNode {
  const detail = detailOf(row, useNow());
  if (detail.kind === 'progress')
    return (
      <span className="row">
        <ProgressBar percent={percentOf(row.progress)} label={`Progress of ${shortId(row.id)}`} />
        {detail.message !== null && <span className="clip t2 jobs-message">{detail.message}</span>}
      </span>
    );
  if (detail.text === '' && worker !== null)
    // A phone has no column for the worker.
    return <span className="only-s t3">on {worker}</span>;
  return <span className={detail.kind === 'error' ? 'c-fail' : 't2'}>{detail.text}</span>;
}

const Row = memo(function Row({ row, worker, select, isSelected, isStop }: RowProps) {
  const state = badgeState(row);
  const Words = hasEnded(row.state) ? Still : Ticking;
  const quiet = state === 'completed' || state === 'cancelled' ? 'jobs-quiet' : '';
  return (
    <tr className={isSelected ? `${quiet} jobs-selected` : quiet}>
      {select && (
        <td className="jobs-box">
          <RowBox row={row} select={select} isSelected={isSelected} isStop={isStop} />
        </td>
      )}
      <td className="jobs-state">
        <StateBadge state={state} />
      </td>
      <td className="jobs-id">
        {/* The link covers its row: one stop for the keyboard, the whole row for a pointer. */}
        <Link className="mono" to="/jobs/$id" params={{ id: row.id }} title={row.id}>
          {shortId(row.id)}
        </Link>
      </td>
      <td className="jobs-task m">{row.task}</td>
      <td className="jobs-queue t2">
        <span className="row">
          <span className="clip">{row.queue}</span>
          <PriorityMark priority={row.priority} />
        </span>
      </td>
      <td className="jobs-detail">
        <span className="row">
          <span className="grow clip">
            <DetailCell row={row} worker={worker} />
          </span>
          {row.tags.slice(0, SHOWN_TAGS).map((tag) => (
            <span key={tag} className="tag plain">
              {tag}
            </span>
          ))}
          {row.tags.length > SHOWN_TAGS && (
            <span className="tag plain" title={row.tags.join(' ')}>
              +{row.tags.length - SHOWN_TAGS}
            </span>
          )}
        </span>
      </td>
      <td className="jobs-worker t2">{worker ?? <span className="c-mute">{NONE}</span>}</td>
      <td className="jobs-tries num t2">
        {row.attemptsMade + (row.state === 'active' ? 1 : 0)}/{row.maxAttempts}
      </td>
      <td className="jobs-waited num t2">
        <Words words={(now) => waitedWords(row, now)} />
      </td>
      <td className="jobs-took num">
        <Words words={(now) => tookWords(row, now)} />
      </td>
      <td className="jobs-when num t3">
        <Words words={(now) => formatWhenExactly(row.submittedAt, now)} />
      </td>
    </tr>
  );
});

/** Jobs, one a row; on a phone two lines a row. */
export function JobTable({ rows, workerNames, fresh, onShowFresh, selection }: JobTableProps) {
  const select = useRowSelect(selection);
  const stop = selection?.focus ?? rows[0]?.id;
  const columns = COLUMNS.length + (selection === null ? 2 : 3);
  return (
    <table className={selection === null ? 'table jobs' : 'table jobs jobs-choosable'}>
      <thead>
        <tr>
          {selection && (
            <th className="jobs-box">
              <TableBox selection={selection} listed={rows.length} />
            </th>
          )}
          <th className="jobs-state">State</th>
          <th className="jobs-id">Job</th>
          {COLUMNS.map(([name, className, isNumber]) => (
            <th key={name} className={isNumber ? `${className} num` : className}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {fresh > 0 && (
          <tr className="jobs-fresh">
            <td colSpan={columns}>
              <button type="button" onClick={onShowFresh}>
                {formatCount(fresh, 'new job')} · show {fresh === 1 ? 'it' : 'them'}
              </button>
            </td>
          </tr>
        )}
        {rows.map((row) => (
          <Row
            key={row.id}
            row={row}
            worker={
              row.worker === null ? null : (workerNames.get(row.worker) ?? shortId(row.worker))
            }
            select={selection === null ? null : select}
            isSelected={selection?.ids.has(row.id) === true}
            isStop={row.id === stop}
          />
        ))}
      </tbody>
    </table>
  );
}
