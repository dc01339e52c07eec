import {
  Attempt,
  ATTEMPT_FIELD,
  Backoff,
  JOB_ERROR_CODES,
  JobData,
  type JobErrorCode,
  JobState,
  priorityOf,
  Progress,
  findTask,
  maskSecrets,
} from '@taskdeck/tasks';
import { z } from 'zod';
import type { JobCancel, JobFailure, JobRow } from '../schemas/job.ts';
import type { StoredJob } from './job-queue.ts';

/** Texts of a row are cut to this many characters. */
const ROW_TEXT = 500;

/** One answer of the rows script; see there for the fields. */
export const RawRow = z.tuple([
  z.string(), // id
  z.string(), // queue
  JobState,
  z.string(), // due
  z.coerce.number(), // attempts
  z.coerce.number(), // delay
  z.string(), // task
  z.coerce.number(), // timestamp
  z.coerce.number(), // priority
  z.string(), // processedOn
  z.string(), // finishedOn
  z.string(), // failedReason
  z.string(), // progress
  z.coerce.number(), // attempts made
  z.string(), // error code
  z.string(), // worker
  z.string(), // tags
  z.coerce.number(), // log lines
  z.string(), // cancel: who
  z.string(), // cancel: requested
  z.string(), // cancel: acknowledged
  z.string(), // cancel: stopped
]);
export type RawRow = z.infer<typeof RawRow>;

const instant = (ms: string | number): string | null =>
  ms === '' || Number.isNaN(Number(ms)) ? null : new Date(Number(ms)).toISOString();

const ErrorCode = z.enum(JOB_ERROR_CODES);

/** The code the worker noted; for a job it did not end itself, what BullMQ's own sentence means. */
function errorCode(noted: string, reason: string): JobErrorCode {
  const known = ErrorCode.safeParse(noted);
  if (reason.includes('stalled more than allowable limit')) return 'WORKER_LOST';
  return known.success ? known.data : 'TASK_FAILED';
}

/** null for what is no JSON: Redis is a trust border. */
export function parseJson(text: string | undefined): unknown {
  if (text === undefined || text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function progressOf(text: string | undefined): Progress | null {
  const parsed = Progress.safeParse(parseJson(text));
  return parsed.success ? parsed.data : null;
}

function jobCancel(raw: RawRow): JobCancel | null {
  const [by, requestedAt, acknowledgedAt, stoppedAt] = [raw[18], raw[19], raw[20], raw[21]];
  if (requestedAt === '') return null;
  return { by, requestedAt, acknowledgedAt: acknowledgedAt || null, stoppedAt: stoppedAt || null };
}

/** The pause between attempts as BullMQ keeps it: an object, or plain milliseconds in jobs that are not ours. */
const BullOptions = z.object({
  backoff: z.object({
    type: Backoff.shape.type,
    delay: z.number().default(0),
    jitter: z.number().default(0),
  }),
});

function backoffOf(opts: string | undefined): Backoff | null {
  const parsed = BullOptions.safeParse(parseJson(opts));
  if (!parsed.success) return null;
  const { type, delay, jitter } = parsed.data.backoff;
  return { type, delayMs: delay, jitter };
}

/** Pure: the view of a row. */
export function jobRow(raw: RawRow): JobRow {
  const [
    id,
    queue,
    state,
    due,
    attempts,
    delay,
    task,
    timestamp,
    priority,
    processedOn,
    finishedOn,
  ] = raw;
  const [reason, progress, attemptsMade, code, worker, tags, logLines] = [
    raw[11],
    raw[12],
    raw[13],
    raw[14],
    raw[15],
    raw[16],
    raw[17],
  ];
  const error: JobFailure | null =
    reason === '' || state === 'completed'
      ? null
      : { code: errorCode(code, reason), message: reason.slice(0, ROW_TEXT) };
  return {
    id,
    task,
    queue,
    state,
    priority: priorityOf(priority),
    progress: progressOf(progress),
    error,
    attemptsMade,
    maxAttempts: attempts,
    submittedAt: new Date(timestamp).toISOString(),
    runAt:
      state === 'delayed' && due !== ''
        ? instant(due)
        : delay > 0
          ? instant(timestamp + delay)
          : null,
    startedAt: instant(processedOn),
    finishedAt: instant(finishedOn),
    worker: worker === '' ? null : worker,
    tags: tags === '' ? [] : tags.split(' '),
    logLines,
    cancel: jobCancel(raw),
  };
}

/** Pure: the whole job from its row and its hash. A line of the ledger that can't be read is left out. */
export function storedJob(row: JobRow, hash: Readonly<Record<string, string>>): StoredJob {
  const data = JobData.safeParse(parseJson(hash['data']));
  const stack = z.array(z.string()).safeParse(parseJson(hash['stacktrace']));
  const attempts = Object.entries(hash)
    .filter(([field]) => field.startsWith(ATTEMPT_FIELD))
    .flatMap(([, line]) => {
      const attempt = Attempt.safeParse(parseJson(line));
      return attempt.success ? [attempt.data] : [];
    })
    .sort((a, b) => a.number - b.number);
  return {
    ...row,
    error: row.error && {
      code: row.error.code,
      message: hash['failedReason'] ?? row.error.message,
      stack: (stack.success ? stack.data.at(-1) : undefined) ?? null,
    },
    input: data.success
      ? (maskSecrets(findTask(row.task), data.data.input) ?? null)
      : parseJson(hash['data']),
    result: row.state === 'completed' ? parseJson(hash['returnvalue']) : null,
    attempts,
    requestId: data.success ? data.data.meta.requestId : null,
    submittedBy: data.success ? data.data.meta.submittedBy : null,
    timeoutMs: data.success ? data.data.meta.timeoutMs : null,
    softTimeoutMs: data.success ? data.data.meta.softTimeoutMs : null,
    parent: data.success ? data.data.meta.parent : null,
    scheduleId: data.success ? data.data.meta.scheduleId : null,
    backoff: backoffOf(hash['opts']),
  };
}
