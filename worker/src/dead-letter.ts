import { commonPart, type DeadLetterGroup, fingerprint, type JobErrorCode } from '@taskdeck/tasks';
import type { Job } from 'bullmq';

/** What is kept of a job that has failed for good: what it has in common with others of the same cause. */
export class DeadLetter {
  readonly fingerprint: string;
  /** JSON of its `DeadLetterGroup`. */
  readonly group: string;

  constructor(
    { name: task, queueName: queue }: Job,
    { code, message }: { readonly code: JobErrorCode; readonly message: string },
  ) {
    this.fingerprint = fingerprint(task, code, message);
    this.group = JSON.stringify({
      task,
      queue,
      code,
      message: commonPart(message),
    } satisfies DeadLetterGroup);
  }
}
