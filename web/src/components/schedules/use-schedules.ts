import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { JobRow } from '../../api.ts';
import { useJobEvents } from '../../live-context.tsx';
import { useTRPC } from '../../trpc.ts';
import type { Schedule } from './schedule.ts';

/** Rows that are remembered: more than there can be schedules with a job under way. */
const REMEMBERED = 2_000;

function withRow(schedule: Schedule, rows: ReadonlyMap<string, JobRow>): Schedule {
  const { lastRun } = schedule;
  const row = lastRun === null ? undefined : rows.get(lastRun.jobId);
  if (lastRun === null || row === undefined) return schedule;
  const { state, error, startedAt, finishedAt } = row;
  return { ...schedule, lastRun: { ...lastRun, state, error, startedAt, finishedAt } };
}

/** All schedules, kept up to date: the list is fetched again when schedules change or run, and their jobs are followed by live events. */
export function useSchedules() {
  const query = useQuery(useTRPC().schedules.list.queryOptions());
  const [rows, setRows] = useState<ReadonlyMap<string, JobRow>>(new Map());
  useJobEvents((event) => {
    // A job often changes before the list that names it is here, and what was heard last is the newest.
    setRows((before) => {
      const kept = event.dropped || before.size > REMEMBERED ? [] : before;
      return new Map([...kept, ...event.rows.map((row) => [row.id, row] as const)]);
    });
    if (event.dropped) void query.refetch();
  });
  return { ...query, schedules: query.data?.items.map((schedule) => withRow(schedule, rows)) };
}
