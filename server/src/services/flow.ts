import { afterOf, FlowDefinition, levelsOf } from '@taskdeck/tasks';
import { AppError } from '../errors.ts';
import type { JobQueue } from '../queue/job-queue.ts';
import { withRedis } from '../redis/unavailable.ts';
import type { Flow, FlowJob } from '../schemas/flow.ts';
import type { JobRow } from '../schemas/job.ts';

/** The step and the index that the key of a child names; see `runFlow`. */
function placeOf(key: string): { step: string; index: number | null } {
  const match = /^(.*)\[(\d+)\]$/.exec(key);
  const [, step, index] = match ?? [];
  return step === undefined ? { step: key, index: null } : { step, index: Number(index) };
}

/** Pure: a definition and what became of the children, as a graph. */
function flowGraph(
  { steps, onFailure }: FlowDefinition,
  children: Readonly<Record<string, string>>,
  rows: readonly JobRow[],
): Flow {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const jobs = new Map<string, FlowJob[]>();
  for (const [key, id] of Object.entries(children)) {
    const { step, index } = placeOf(key);
    const row = byId.get(id);
    const job = { id, index, state: row?.state ?? null, errorCode: row?.error?.code ?? null };
    jobs.set(step, [...(jobs.get(step) ?? []), job]);
  }
  const levels = levelsOf(steps).map((level) =>
    level.map((step) => ({
      key: step.key,
      task: step.task,
      after: [...afterOf(steps, steps.indexOf(step))],
      each: step.each ?? null,
      jobs: (jobs.get(step.key) ?? []).toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0)),
    })),
  );
  return { onFailure, levels };
}

/** The flow that a job is. Errors: NOT_FOUND when there is no such job, or it is no flow. */
export function makeFlow(queue: JobQueue): (id: string) => Promise<Flow> {
  return async (id) => {
    const job = await withRedis(queue.job(id));
    const definition = FlowDefinition.safeParse(job?.input);
    if (job?.task !== 'flow' || !definition.success)
      throw new AppError('NOT_FOUND', `There is no flow ${id}.`);
    const children = await withRedis(queue.children(id));
    const rows = await withRedis(queue.rows(Object.values(children)));
    return flowGraph(definition.data, children, rows);
  };
}
