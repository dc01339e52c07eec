/** Why an attempt ended without a result. `TASK_FAILED` is the task's own error; the others are ours. */
export const JOB_ERROR_CODES = [
  'TASK_FAILED',
  'TASK_UNKNOWN',
  'INPUT_INVALID',
  'TIMEOUT',
  'CANCELLED',
  'WORKER_LOST',
  'HANDED_BACK',
  'RESULT_TOO_LARGE',
  'DELIVERY_REFUSED',
  'CHILD_FAILED',
] as const;
export type JobErrorCode = (typeof JOB_ERROR_CODES)[number];

/** An error of ours about a job; `message` is for people, `code` for programs. */
export class JobError extends Error {
  override readonly name = 'JobError';
  readonly code: JobErrorCode;

  constructor(code: JobErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
