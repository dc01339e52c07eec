import { JobState } from '@taskdeck/tasks';
import { z } from 'zod';
import type { ForeignJob, ForeignJobRow, ForeignQueue, StoredJson } from '../../schemas/foreign.ts';
import type { QueueName } from './queue-names.ts';

/** Bytes of a payload that are shown. */
export const PAYLOAD_BYTES = 262_144;
/** Texts of a row are cut to this many characters. */
const ROW_TEXT = 500;
const TOO_LONG = 'Longer than 64 kB: too long for a list';

/** Everything here was written by others: what is no number, or no time, is not known. */
const number = (text: string, otherwise = 0): number => {
  const value = text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : otherwise;
};
const whole = (text: string, otherwise = 0): number => {
  const value = Math.trunc(number(text, otherwise));
  return Number.isSafeInteger(value) ? value : otherwise;
};
const MAX_TIME = 8.64e15;
const instant = (text: string): string | null => {
  const ms = number(text);
  return ms > 0 && ms <= MAX_TIME ? new Date(ms).toISOString() : null;
};
/** Texts come cut by bytes: the last character may be a piece of one. */
const cut = (text: string, most: number): string => text.slice(0, most).replace(/\uFFFD+$/, '');

/** One answer of the function `row` of the scripts; what is too long to be read is null. */
const Text = z.string().nullable();
const RawRow = z.union([
  z.tuple([z.string(), z.string(), z.literal(0)]),
  z.tuple([
    z.string(), // id
    z.string(), // state
    z.literal(1),
    Text, // name
    z.string(), // due
    z.string(), // attempts
    z.string(), // timestamp
    z.string(), // priority
    z.string(), // processedOn
    z.string(), // finishedOn
    z.string(), // attempts made, BullMQ 5 and later
    z.string(), // attempts made, before
    Text, // failedReason
    Text, // progress
  ]),
]);
type RawRow = z.infer<typeof RawRow>;

const stateOf = (text: string): JobState | null => {
  const state = JobState.safeParse(text);
  return state.success ? state.data : null;
};

/** Pure: the view of a row. */
function foreignRow(raw: RawRow): ForeignJobRow {
  const [id, state] = raw;
  const gone: ForeignJobRow = {
    id,
    name: null,
    state: stateOf(state),
    priority: 0,
    progress: null,
    failedReason: null,
    attemptsMade: 0,
    maxAttempts: 1,
    addedAt: null,
    runAt: null,
    startedAt: null,
    finishedAt: null,
  };
  if (raw[2] === 0) return gone;
  const [, , , name, due, attempts, timestamp, priority, processedOn, finishedOn] = raw;
  const [made, madeBefore, reason, progress] = [raw[10], raw[11], raw[12], raw[13]];
  const reported = progress === null || progress === '' ? Number.NaN : Number(progress);
  return {
    ...gone,
    name: name === null ? TOO_LONG : cut(name, ROW_TEXT),
    priority: whole(priority),
    progress: Number.isFinite(reported) ? reported : null,
    failedReason: reason === null ? TOO_LONG : cut(reason, ROW_TEXT) || null,
    attemptsMade: whole(made, whole(madeBefore)),
    // BullMQ writes 0 for its default, which is one.
    maxAttempts: Math.max(1, whole(attempts, 1)),
    addedAt: instant(timestamp),
    runAt: instant(due),
    startedAt: instant(processedOn),
    finishedAt: instant(finishedOn),
  };
}

const RawPage = z.tuple([z.tuple([z.string(), z.string(), z.string()])], RawRow);

/** Pure: the answer of the list script. `next`: offset, or score and id, of the place to go on from; empty texts at the end. */
export function foreignPage(answer: unknown): {
  next: readonly [string, string, string];
  items: ForeignJobRow[];
} {
  const [next, ...rows] = RawPage.parse(answer);
  return { next, items: rows.map(foreignRow) };
}

const Field = z.tuple([z.number(), z.string()]);
const RawJob = z.tuple([RawRow, z.array(Field), z.number(), z.array(z.string())]);

const NOTHING: z.infer<typeof Field> = [0, ''];

function storedJson([bytes, text]: z.infer<typeof Field>): StoredJson | null {
  if (bytes === 0) return null;
  const truncated = bytes > PAYLOAD_BYTES;
  return { text: truncated ? cut(text, PAYLOAD_BYTES) : text, bytes, truncated };
}

function stacksOf([bytes, text]: z.infer<typeof Field>): string[] | null {
  if (bytes === 0) return [];
  if (bytes > PAYLOAD_BYTES) return null;
  try {
    const stacks = z.array(z.string()).safeParse(JSON.parse(text));
    return stacks.success ? stacks.data : null;
  } catch {
    return null;
  }
}

/** Pure: the answer of the job script; null when there is no such job. */
export function foreignJob(queue: string, answer: unknown): ForeignJob | null {
  if (answer === null) return null;
  const [row, fields, total, lines] = RawJob.parse(answer);
  const [data, options, result, progress, stacks, ...names] = fields;
  const [by = NOTHING, parent = NOTHING, scheduler = NOTHING, deduplication = NOTHING] = names;
  const nameOf = ([, text]: z.infer<typeof Field>) => cut(text, ROW_TEXT) || null;
  return {
    ...foreignRow(row),
    queue,
    data: storedJson(data ?? NOTHING),
    options: storedJson(options ?? NOTHING),
    result: storedJson(result ?? NOTHING),
    progressDetail: storedJson(progress ?? NOTHING),
    stacks: stacksOf(stacks ?? NOTHING),
    logs: { lines: lines.map((line) => cut(line, line.length)), total },
    processedBy: nameOf(by),
    parent: nameOf(parent),
    scheduler: nameOf(scheduler),
    deduplicationId: nameOf(deduplication),
  };
}

const RawQueue = z.tuple([z.string(), z.number(), z.number()], z.number());

/** What is known of a queue. `pausedAside`: BullMQ 5 or older paused it, and keeps its jobs in a list of its own. */
export interface KnownQueue {
  readonly queue: ForeignQueue;
  readonly pausedAside: boolean;
}

/** Pure: the answer of the counts script for one queue; null when it has no meta hash. */
export function foreignQueue(queue: QueueName, answer: unknown): KnownQueue | null {
  if (answer === null) return null;
  const [version, paused, aside, ...counts] = RawQueue.parse(answer);
  const [waiting = 0, prioritized = 0, delayed = 0, children = 0, active = 0, ...ended] = counts;
  const [completed = 0, failed = 0] = ended;
  return {
    pausedAside: aside === 1,
    queue: {
      queue: queue.ref,
      prefix: queue.prefix,
      name: queue.name,
      version: version === '' ? null : version,
      paused: paused === 1,
      counts: {
        waiting,
        prioritized,
        delayed,
        'waiting-children': children,
        active,
        completed,
        failed,
      },
    },
  };
}
