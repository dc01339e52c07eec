import type { JobRow } from '../../api.ts';

/** Failures of one task with the same cause. */
export interface FailureGroup {
  key: string;
  task: string;
  code: string;
  /** Of the newest. */
  message: string;
  count: number;
  /** Id of the newest job. */
  lastId: string;
  lastAt: string;
  firstAt: string;
}

/** Numbers, ids and quoted names differ from job to job; the cause is what remains. */
function cause(message: string): string {
  return message
    .replaceAll(/"[^"]*"|'[^']*'/g, '""')
    .replaceAll(/[0-9a-f]{8,}(-[0-9a-f]+)*/gi, '#')
    .replaceAll(/\d+([.,]\d+)*/g, '#');
}

const endOf = (row: JobRow): string => row.finishedAt ?? row.submittedAt;

/** Groups failed jobs by task and cause, most frequent first, then newest. Cancelled jobs are no failures. */
export function groupFailures(rows: readonly JobRow[]): FailureGroup[] {
  const groups = new Map<string, FailureGroup>();
  for (const row of rows) {
    if (row.state !== 'failed' || row.error === null || row.error.code === 'CANCELLED') continue;
    const key = `${row.task}\n${row.error.code}\n${cause(row.error.message)}`;
    const at = endOf(row);
    const old = groups.get(key);
    const newer = old === undefined || at > old.lastAt;
    groups.set(key, {
      key,
      task: row.task,
      code: row.error.code,
      message: newer ? row.error.message : old.message,
      count: (old?.count ?? 0) + 1,
      lastId: newer ? row.id : old.lastId,
      lastAt: newer ? at : old.lastAt,
      firstAt: old === undefined || at < old.firstAt ? at : old.firstAt,
    });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count || (a.lastAt < b.lastAt ? 1 : -1));
}
