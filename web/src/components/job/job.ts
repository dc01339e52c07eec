import type { TrpcClient } from '../../trpc.ts';

/** A job as it arrives here: what is unknown to the types (input, result) may be missing in JSON. */
export type Job = Awaited<ReturnType<TrpcClient['tasks']['get']['query']>>;
export type JobAttempt = Job['attempts'][number];
