export { Attempt } from './attempt.ts';
export { CANCEL_SCRIPT, cancelArgs, cancelKeys } from './cancel-script.ts';
export { findTask, TASKS, type TaskInput, type TaskName, type TaskResult } from './catalog.ts';
export type { ChildJob, Children, ChildOutcome } from './children.ts';
export { DeadLetterGroup } from './dead-letter.ts';
export { defineTask, type TaskDefinition, type TaskSpec } from './define-task.ts';
export { JOB_ERROR_CODES, JobError, type JobErrorCode } from './errors.ts';
export { afterOf, FlowDefinition, FlowStep, levelsOf } from './flow/flow-definition.ts';
export { runFlow } from './flow/run-flow.ts';
export { commonPart, fingerprint } from './fingerprint.ts';
export { Heartbeat, HEARTBEAT_LOST_MS, HEARTBEAT_MS, HEARTBEAT_TTL_MS } from './heartbeat.ts';
export { LogLevel, LogLine } from './job-log.ts';
export {
  ATTEMPT_FIELD,
  attemptField,
  CANCEL_FIELDS,
  CHILDREN_FIELD,
  ERROR_CODE_FIELD,
  FINGERPRINT_FIELD,
  foreignMetas,
  KeyPrefix,
  LOG_COUNT_FIELD,
  makeKeys,
  PAUSE_FIELDS,
  WORKER_FIELD,
  type Keys,
} from './keys.ts';
export * from './probes/probe-plan.ts';
export { Prober } from './probes/prober.ts';
export { runProbes } from './probes/run-probes.ts';
export { Program, Programs } from './programs/program.ts';
export { INDEX_SCRIPT, indexArgs, indexKeys } from './index-script.ts';
export { bullJob, type NewJob, type SentData } from './new-job.ts';
export { Progress } from './progress.ts';
export * from './queue.ts';
export { makeSecretBox, MIN_SECRETS_KEY, type SecretBox } from './secret-box.ts';
export { maskSecrets, SECRET_MASK, secretValues } from './secret-fields.ts';
export type { TaskContext, TaskValues } from './task-context.ts';
export { NO_TASK_SETTINGS, type MailSettings, type TaskSettings } from './task-settings.ts';
export * from './totals.ts';
