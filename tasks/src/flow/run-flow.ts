import type { ChildJob, Children, ChildOutcome } from '../children.ts';
import { JobError } from '../errors.ts';
import { type FlowDefinition, type FlowStep, levelsOf, MAX_FAN_OUT } from './flow-definition.ts';
import { lookUp, MissingReference, resolve } from './reference.ts';

/** What came of a flow. */
export interface FlowResult {
  /** Result of the last step of the list: a list when it fanned out, null where a job failed. */
  result: unknown;
  completed: number;
  failed: number;
}

/** The key of the child of a step; `index` within a fan-out. Made the same way at every run, so that a child is found again. */
const childKey = (step: FlowStep, index: number | null): string =>
  index === null ? step.key : `${step.key}[${index}]`;

/** A reference that leads nowhere is the flow's own fault: another attempt could not change it. */
function orInvalid<T>(step: FlowStep, find: () => T): T {
  try {
    return find();
  } catch (error) {
    if (!(error instanceof MissingReference)) throw error;
    throw new JobError('INPUT_INVALID', `Step ${step.key}: ${error.message}`, { cause: error });
  }
}

/** The jobs of a step, now that the results of all steps before it are known. */
function jobsOf(step: FlowStep, results: Readonly<Record<string, unknown>>): ChildJob[] {
  const { task, priority, attempts, backoff, timeoutMs } = step;
  const job = (index: number | null, known: Readonly<Record<string, unknown>>): ChildJob => ({
    key: childKey(step, index),
    task,
    input: orInvalid(step, () => resolve(step.input, known)),
    options: {
      ...(priority !== undefined && { priority }),
      ...(attempts !== undefined && { attempts }),
      ...(backoff !== undefined && { backoff }),
      ...(timeoutMs !== undefined && { timeoutMs }),
    },
  });
  const { each } = step;
  if (each === undefined) return [job(null, results)];
  const items = orInvalid(step, () => lookUp(each, results));
  if (!Array.isArray(items))
    throw new JobError('INPUT_INVALID', `Step ${step.key}: ${each} is not a list`);
  if (items.length > MAX_FAN_OUT)
    throw new JobError(
      'INPUT_INVALID',
      `Step ${step.key}: ${each} has ${items.length} items; a step may fan out to ${MAX_FAN_OUT} jobs`,
    );
  return items.map((item: unknown, index) => job(index, { ...results, item, index }));
}

const resultOf = (outcome: ChildOutcome | undefined): unknown =>
  outcome?.state === 'completed' ? outcome.result : null;

/**
 * Runs a flow as far as it gets: either to its end, or until it must wait for children. It is called again, from the beginning, when they have
 * ended; what was done is found among the ended children, so nothing is done twice.
 */
export async function runFlow(
  { steps, onFailure }: FlowDefinition,
  children: Children,
): Promise<FlowResult> {
  const ended = await children.ended();
  const results: Record<string, unknown> = {};
  let failed = 0;
  for (const level of levelsOf(steps)) {
    const jobs = level.map((step) => ({ step, jobs: jobsOf(step, results) }));
    const all = jobs.flatMap((of) => of.jobs);
    const bad = all.flatMap(({ key }) => {
      const outcome = ended.get(key);
      return outcome?.state === 'failed' ? [{ key, error: outcome.error }] : [];
    });
    const [first] = bad;
    if (first !== undefined && onFailure === 'stop') {
      await children.cancelRest(`its flow, because ${first.key} failed`);
      throw new JobError(
        'CHILD_FAILED',
        `${first.key} ${first.error?.code === 'CANCELLED' ? 'was cancelled' : 'failed'}: ${first.error?.message ?? 'no reason is known'}`,
      );
    }
    failed += bad.length;
    if (all.some(({ key }) => !ended.has(key))) await children.wait(all, onFailure);
    for (const of of jobs) {
      const outcomes = of.jobs.map(({ key }) => resultOf(ended.get(key)));
      results[of.step.key] = of.step.each === undefined ? outcomes[0] : outcomes;
    }
  }
  const last = steps.at(-1);
  return {
    result: last === undefined ? null : results[last.key],
    completed: ended.size - failed,
    failed,
  };
}
