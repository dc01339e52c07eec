import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { JobRow } from '../../api.ts';
import { useJobEvents } from '../../live-context.tsx';
import { useTRPC } from '../../trpc.ts';
import { withRow, type HeardRow } from './with-row.ts';

/** Rows that are remembered: more than there can be schedules with a job under way. */
const REMEMBERED = 2_000;

/** All schedules, kept up to date: the list is fetched again when schedules change or run, and their jobs are followed by live events. */
export function useSchedules() {
  const query = useQuery(useTRPC().schedules.list.queryOptions());
  const [heard, setHeard] = useState<ReadonlyMap<string, HeardRow>>(new Map());
  useJobEvents((event) => {
    const at = Date.now();
    const news = event.rows.map((row: JobRow) => [row.id, { row, at }] as const);
    setHeard((before) => new Map([...(before.size > REMEMBERED ? [] : before), ...news]));
    if (event.dropped) void query.refetch();
  });
  const { dataUpdatedAt } = query;
  return {
    ...query,
    schedules: query.data?.items.map((schedule) => withRow(schedule, heard, dataUpdatedAt)),
  };
}
