import { JobError, type JobErrorCode } from '@taskdeck/tasks';
import { UnrecoverableError } from 'bullmq';

/** Codes that another attempt could not change. */
const FINAL: ReadonlySet<JobErrorCode> = new Set([
  'TASK_UNKNOWN',
  'INPUT_INVALID',
  'CANCELLED',
  'RESULT_TOO_LARGE',
  'DELIVERY_REFUSED',
  'CHILD_FAILED',
]);
/** Redis keeps every message and stack of every attempt: they are cut here. */
const MESSAGE_LENGTH = 10_000;
const STACK_LENGTH = 20_000;

/** Why an attempt failed. */
export interface Failure {
  readonly code: JobErrorCode;
  readonly message: string;
  /** False when the job must not be tried again. */
  readonly retry: boolean;
  /** For BullMQ: the message and the stack of the task's own error. */
  readonly error: Error;
}

/** @param signal once it is aborted its reason is the cause, whatever the task made of it */
export function failureOf(thrown: unknown, signal?: AbortSignal): Failure {
  const cause: unknown = signal?.aborted ? signal.reason : thrown;
  const original = cause instanceof Error ? cause : new Error(String(cause));
  const code = original instanceof JobError ? original.code : 'TASK_FAILED';
  const retry = !FINAL.has(code);
  const message = original.message.slice(0, MESSAGE_LENGTH);
  const error = retry ? new Error(message) : new UnrecoverableError(message);
  error.stack = (original.stack ?? `${original.name}: ${message}`).slice(0, STACK_LENGTH);
  return { code, message, retry, error };
}
