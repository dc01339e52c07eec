import { Link } from '@tanstack/react-router';
import type { JobRow, Worker } from '../../api.ts';
import { useNow } from '../../clock.ts';
import { formatCount, formatSince, shortId } from '../../format.ts';
import { percentOf, ProgressBar } from '../../ui/progress-bar.tsx';
import { freeSlots } from './worker-words.ts';
import './slots.css';

/** More free slots than this are one cell with their number. */
const FREE_CELLS = 4;

interface SlotsProps {
  worker: Worker;
  /** Rows of running jobs by id, for their progress; a job that is not in it shows none. */
  rows: ReadonlyMap<string, JobRow>;
}

/** A worker as many cells as its concurrency: a job with its time, or free. */
export function Slots({ worker, rows }: SlotsProps) {
  const now = useNow();
  const free = freeSlots(worker);
  return (
    <ul className="slots" aria-label="Slots">
      {worker.running.map((job) => {
        const row = rows.get(job.id);
        const percent = percentOf(row?.progress ?? null);
        return (
          <li key={job.id} className="slot">
            <Link to="/jobs/$id" params={{ id: job.id }}>
              <span className="row between">
                <span className="clip">{job.task}</span>
                <span className="small t3 nw">
                  {worker.state === 'lost' ? "can't tell" : formatSince(job.since, now)}
                </span>
              </span>
              <ProgressBar percent={percent} label={`Progress of ${job.task}`} withValue={false} />
              <span className="row between small t3">
                <span className="mono micro clip">{shortId(job.id)}</span>
                <span className="nw">{percent === null ? '' : `${percent} %`}</span>
              </span>
            </Link>
          </li>
        );
      })}
      {free > FREE_CELLS ? (
        <li className="slot free">{formatCount(free, 'slot')} free</li>
      ) : (
        Array.from({ length: free }, (_, i) => (
          <li key={`free-${i}`} className="slot free">
            free
          </li>
        ))
      )}
      {worker.state !== 'running' && worker.running.length === 0 && (
        <li className="slot free">
          {worker.state === 'lost' ? 'nothing was running' : 'takes nothing new'}
        </li>
      )}
    </ul>
  );
}
