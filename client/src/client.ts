import type { AppRouter } from '@taskdeck/server/router';
import type { SubmitOptions } from '@taskdeck/server/schemas/job';
import type { TaskInput, TaskName, TaskResult } from '@taskdeck/tasks';
import { createTRPCClient, httpLink } from '@trpc/client';
import { asTaskdeckError, TaskdeckError } from './errors.ts';
import { untilEnded, type Api, type Job, type WaitOptions } from './until-ended.ts';

/** A job of a known task: `result` is null until it completed. */
export type JobOf<Name extends TaskName> = Job & {
  readonly task: Name;
  readonly result: TaskResult<Name> | null;
};
/** A job that was accepted. */
export interface Accepted<Name extends TaskName> {
  /** UUIDv7. */
  readonly id: string;
  readonly task: Name;
}

export interface ClientOptions {
  /** Where the panel answers, like `http://localhost:8080`. */
  readonly url: string;
  /** A bearer token: one that was made in the panel, or TASKDECK_TOKEN of the server. */
  readonly token: string;
}

export interface Client {
  /** Every procedure of the server, typed: `client.api.tasks.list.query({ state: 'failed' })`. Rejects with tRPC's own errors, which `asTaskdeckError` reads. */
  readonly api: Api;
  /**
   * Submits a job; task name and input are checked by the compiler here and by the server again.
   * Errors: TaskdeckError (INPUT_INVALID with fields, CONFLICT, REDIS_UNAVAILABLE, OFFLINE, …). After OFFLINE it is not known whether it was
   * queued: with `options.idempotencyKey` the same call can be made again.
   */
  submit<Name extends TaskName>(
    task: Name,
    input?: TaskInput<Name>,
    options?: SubmitOptions,
  ): Promise<Accepted<Name>>;
  /**
   * Resolves with the job once it has ended, completed or failed: see `state` and `error`. Outages of the server are waited out.
   * Errors: TaskdeckError (TIMEOUT, NOT_FOUND, UNAUTHORIZED, …), or the signal's reason.
   */
  waitFor<Name extends TaskName>(job: Accepted<Name>, options?: WaitOptions): Promise<JobOf<Name>>;
  waitFor(id: string, options?: WaitOptions): Promise<Job>;
}

const isOf = <Name extends TaskName>(job: Job, task: Name): job is JobOf<Name> => job.task === task;

/** A client of one Taskdeck server. It holds no connection: there is nothing to close. */
export function createClient({ url, token }: ClientOptions): Client {
  const api = createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: `${url.replace(/\/+$/, '')}/trpc`,
        headers: { authorization: `Bearer ${token}` },
      }),
    ],
  });

  async function waitFor<Name extends TaskName>(
    job: Accepted<Name>,
    options?: WaitOptions,
  ): Promise<JobOf<Name>>;
  async function waitFor(id: string, options?: WaitOptions): Promise<Job>;
  async function waitFor(of: string | Accepted<TaskName>, options: WaitOptions = {}): Promise<Job> {
    if (typeof of === 'string') return untilEnded(api, of, options);
    const job = await untilEnded(api, of.id, options);
    if (isOf(job, of.task)) return job;
    throw new TaskdeckError('CONFLICT', `Job ${of.id} is one of ${job.task}, not of ${of.task}.`);
  }

  return {
    api,
    waitFor,
    async submit(task, input, options) {
      try {
        const { id } = await api.tasks.submit.mutate({ task, input, ...(options && { options }) });
        return { id, task };
      } catch (error) {
        throw asTaskdeckError(error);
      }
    },
  };
}
