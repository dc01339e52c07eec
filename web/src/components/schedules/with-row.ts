import type { JobRow } from '../../api.ts';
import type { Schedule } from './schedule.ts';

/** A list may be this much older than its arrival: the server answers all who ask within a second alike. */
const LIST_AGE_MS = 1_500;

/** A job's row as a live event brought it, and when, in epoch ms. */
export interface HeardRow {
  readonly row: Pick<JobRow, 'state' | 'error' | 'startedAt' | 'finishedAt'>;
  readonly at: number;
}

/**
 * The schedule with what was heard of the job of its last run, unless the list that came at `listedAt`, epoch ms, is newer. A job often changes
 * before the list that names it is here.
 */
export function withRow(
  schedule: Schedule,
  heard: ReadonlyMap<string, HeardRow>,
  listedAt: number,
): Schedule {
  const { lastRun } = schedule;
  const news = lastRun === null ? undefined : heard.get(lastRun.jobId);
  if (lastRun === null || news === undefined || news.at < listedAt - LIST_AGE_MS) return schedule;
  const { state, error, startedAt, finishedAt } = news.row;
  return { ...schedule, lastRun: { ...lastRun, state, error, startedAt, finishedAt } };
}
