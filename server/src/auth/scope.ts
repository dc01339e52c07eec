import { findTask, FlowDefinition, type TaskDefinition } from '@taskdeck/tasks';
import { z } from 'zod';
import type { Actor } from '../context.ts';
import { AppError } from '../errors.ts';
import type { PermissionPath } from '../permissions.ts';
import { ActionRequest } from '../schemas/action.ts';
import type { Services } from '../services/services.ts';

/** What of it an actor may change, besides what its role says; null: everything. */
export interface Scope {
  readonly queues: readonly string[] | null;
  readonly tasks: readonly string[] | null;
}
export const UNLIMITED: Scope = { queues: null, tasks: null };

/** What a change concerns; a part that it does not name is left out. */
interface Target {
  readonly task?: string | undefined;
  readonly queue?: string | undefined;
}

const isIn = (name: string | undefined, allowed: readonly string[] | null): boolean =>
  allowed === null || (name !== undefined && allowed.includes(name));

/** Whether the actor may change something of this task and queue. What is not named is not allowed where there is a limit to it. */
export function demandScope({ scope }: Pick<Actor, 'scope'>, { task, queue }: Target): void {
  const home = queue ?? (task === undefined ? undefined : findTask(task)?.queue);
  if (isIn(task, scope.tasks) && isIn(home, scope.queues)) return;
  const may = [
    scope.tasks === null ? null : `the tasks ${scope.tasks.join(', ')}`,
    scope.queues === null ? null : `the queues ${scope.queues.join(', ')}`,
  ].filter((part) => part !== null);
  const wanted = task ?? home;
  throw new AppError(
    'FORBIDDEN',
    `Your role may change ${may.join(' in ')} only${wanted === undefined ? '' : `, not ${wanted}`}.`,
  );
}

/** The same for a submission: of a flow, also for the jobs that it will submit. `input` is as the task's schema parsed it. */
export function demandSubmission(
  actor: Pick<Actor, 'scope'>,
  task: TaskDefinition,
  input: unknown,
): void {
  demandScope(actor, { task: task.name, queue: task.queue });
  const { queues, tasks } = actor.scope;
  if (task.name !== 'flow' || (queues === null && tasks === null)) return;
  for (const step of stepsOf(input)) demandScope(actor, step);
}

/** What a flow will submit; of one that can't be read, something that nobody with limits may. */
const stepsOf = (input: unknown): readonly Target[] =>
  FlowDefinition.safeParse(input).data?.steps.map(({ task }) => ({ task })) ?? [{}];

/** A job, and of a flow also its steps: what is done to it is done to their jobs. */
async function jobs(services: Services, ids: readonly string[]): Promise<readonly Target[]> {
  const rows = await services.jobRows(ids);
  const flows = rows.filter(({ task }) => task === 'flow');
  const inputs = await Promise.all(flows.map(async ({ id }) => (await services.job(id)).input));
  return [...rows, ...inputs.flatMap(stepsOf)];
}

/** Which steps all flows have that match is not known, so they are chosen one by one. */
const ofFilter = (filter: Target): readonly Target[] => (filter.task === 'flow' ? [{}] : [filter]);

const ById = z.object({ id: z.string() });
const OfQueue = z.object({ queue: z.string() });

type Find = (services: Services, request: unknown, actor: Actor) => Promise<readonly Target[]>;

/** What is not there can't be changed either. */
const job: Find = async (services, request) => jobs(services, [ById.parse(request).id]);
/** All tasks of the queue are meant. */
const queue: Find = async (_services, request) => [{ queue: OfQueue.parse(request).queue }];
const schedule: Find = async ({ schedules }, request) => {
  const { task } = await schedules.get(ById.parse(request).id);
  return [{ task }];
};
const worker: Find = async ({ workers }, request) => {
  const { id } = ById.parse(request);
  const found = (await workers()).items.find((one) => one.id === id);
  return (found?.queues ?? []).map((name) => ({ queue: name }));
};
const action: Find = async (services, request) => {
  const { target } = ActionRequest.parse(request);
  return 'ids' in target ? jobs(services, target.ids) : ofFilter(target.filter);
};
/** Whoever started it may end it; others may if they could have started it. Which jobs a selection holds is not kept where it could be asked. */
const running: Find = async ({ actions }, request, actor) => {
  const { by, filter } = await actions.get(ById.parse(request).id);
  return by === actor.name ? [] : ofFilter(filter ?? {});
};

/** How it is found out what each change concerns. Submissions are judged by their service, row by row. */
const FINDERS: Partial<Record<PermissionPath, Find>> = {
  'tasks.cancel': job,
  'tasks.retry': job,
  'tasks.runNow': job,
  'tasks.setPriority': job,
  'tasks.remove': job,
  'actions.start': action,
  'actions.abort': running,
  'queues.pause': queue,
  'queues.resume': queue,
  'queues.setLimits': queue,
  'workerControls.pause': worker,
  'workerControls.resume': worker,
  'workerControls.drain': worker,
  'schedules.run': schedule,
  'foreign.add': queue,
  'foreign.retry': queue,
  'foreign.runNow': queue,
};
const finders: ReadonlyMap<string, Find> = new Map(Object.entries(FINDERS));

/** Errors: FORBIDDEN where a change concerns more than the actor may; what a finder finds missing. Costs nothing for actors without limits. */
export async function demandTargets(
  path: string,
  actor: Actor,
  services: Services,
  request: unknown,
): Promise<void> {
  const { scope } = actor;
  const find = finders.get(path);
  if (find === undefined || (scope.queues === null && scope.tasks === null)) return;
  for (const target of await find(services, request, actor)) demandScope(actor, target);
}
