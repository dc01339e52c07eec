import type { JobQueue } from '../queue/job-queue.ts';
import type { StoredAction } from '../redis/action-store.ts';
import type { Action } from '../schemas/action.ts';
import type { JobRow } from '../schemas/job.ts';
import { actOnJob, ACTIONS } from './act-on-job.ts';

/** Jobs of one batch: what is lost, and done again, when the replica dies. */
const BATCH = 200;
/** Jobs that are acted on at the same time. */
const AT_ONCE = 25;
const MAX_REFUSALS = 100;

const GONE = 'There is no such job any more.';

interface Batch {
  /** null: gone. */
  readonly jobs: readonly { readonly id: string; readonly row: JobRow | null }[];
  /** null: this was the last. */
  readonly next: string | null;
}

async function selected(
  queue: JobQueue,
  ids: readonly string[],
  cursor: string | null,
): Promise<Batch> {
  const from = Number(cursor ?? 0);
  const some = ids.slice(from, from + BATCH);
  const rows = new Map((await queue.rows(some)).map((row) => [row.id, row]));
  return {
    jobs: some.map((id) => ({ id, row: rows.get(id) ?? null })),
    next: from + BATCH < ids.length ? String(from + BATCH) : null,
  };
}

async function matching(
  queue: JobQueue,
  { filter, startedAt }: Action,
  cursor: string | null,
): Promise<Batch> {
  const place = cursor === null ? {} : { cursor };
  const { items, nextCursor } = await queue.scan({ ...filter, ...place, limit: BATCH });
  // What was submitted after the start is not meant.
  const meant = items.filter((row) => Date.parse(row.submittedAt) <= Date.parse(startedAt));
  return { jobs: meant.map((row) => ({ id: row.id, row })), next: nextCursor };
}

/** null when it was done, else why not. */
async function act(
  queue: JobQueue,
  action: Action,
  { id, row }: Batch['jobs'][number],
): Promise<string | null> {
  const { allows, why } = ACTIONS[action.kind];
  if (row === null) return GONE;
  if (!allows(row.state)) return why;
  const outcome = await actOnJob(queue, action, id);
  if (outcome === 'missing') return GONE;
  return outcome === 'refused' ? why : null;
}

interface BatchDone {
  readonly stored: StoredAction;
  /** Whether there is nothing behind it. */
  readonly last: boolean;
}

/** Does the next batch; what the action says of itself afterwards. Rejects with Redis' own errors. */
export async function nextBatch(queue: JobQueue, stored: StoredAction): Promise<BatchDone> {
  const { action, ids, cursor } = stored;
  const batch =
    ids === null ? await matching(queue, action, cursor) : await selected(queue, ids, cursor);
  // A job that has the priority already may be met again where its new one has put it.
  const open = batch.jobs.filter(
    ({ row }) => action.kind !== 'set-priority' || row?.priority !== action.priority,
  );
  let done = ids === null ? 0 : batch.jobs.length - open.length;
  const refusals: { id: string; why: string }[] = [];
  for (let from = 0; from < open.length; from += AT_ONCE) {
    const some = open.slice(from, from + AT_ONCE);
    const whys = await Promise.all(some.map((job) => act(queue, action, job)));
    for (const [i, { id }] of some.entries()) {
      const why = whys[i] ?? null;
      if (why === null) done += 1;
      else refusals.push({ id, why });
    }
  }
  return {
    last: batch.next === null,
    stored: {
      ids,
      cursor: batch.next,
      action: {
        ...action,
        done: action.done + done,
        refused: action.refused + refusals.length,
        refusals: [...action.refusals, ...refusals].slice(0, MAX_REFUSALS),
      },
    },
  };
}
