import { z } from 'zod';

/** Every Redis key and channel of the product. All begin with one hash tag, so a cluster keeps them in one slot. */
export interface Keys {
  /** BullMQ's own prefix; its keys are `${bull}:${queue}:${type}`. */
  readonly bull: string;
  /** A BullMQ key of a queue: `wait`, `active`, `completed`, an id, … */
  bullKey(queue: string, type: string): string;
  /** BullMQ's lock of an active job: the token of the worker that runs it. */
  bullLock(queue: string, id: string): string;
  /** Hash: job id -> queue, because BullMQ's jobs are found by queue and id only. */
  readonly jobQueues: string;
  /** Sorted set of job ids, all scores 0: ids are UUIDv7, so their order is the order of submission. */
  readonly jobs: string;
  /** The same for one task. */
  jobsOfTask(task: string): string;
  /** The same for one tag. */
  jobsOfTag(tag: string): string;
  /** Hash: job id -> its tags with spaces between; jobs without tags are not in it. Outlives the job until the index is pruned. */
  readonly jobTags: string;
  /** Sorted set of ids of jobs that ended as failed and not cancelled, score = end in epoch ms: the dead letters. */
  readonly deadLetters: string;
  /** The same for one group of them, by `fingerprint` (see `fingerprint.ts`). */
  deadLettersOf(fingerprint: string): string;
  /** Hash: fingerprint -> JSON `DeadLetterGroup`: what its jobs have in common. */
  readonly deadLetterGroups: string;
  /** List of a job's log lines, JSON `LogLine` each; BullMQ's own key, removed with the job. */
  jobLog(queue: string, id: string): string;
  /** String with a lifetime: what was asked of a worker, `pause` or `drain`; absent: it runs. */
  workerControl(id: string): string;
  /** Channel: `{worker id}:{pause|resume|drain}`, to all workers. */
  readonly workerControls: string;
  /** Hash of a value that tasks keep for later runs, such as a trained model. */
  taskValue(name: string): string;
  /** Hash of a background action. */
  action(id: string): string;
  /** Sorted set of ids of background actions, score = start in epoch ms. */
  readonly actions: string;
  /** String with a lifetime: the replica that runs the action. */
  actionLease(id: string): string;
  /** Channel: each change of a background action, as JSON, to all servers. */
  readonly actionNews: string;
  /** String with a lifetime: the heartbeat of a worker. */
  worker(id: string): string;
  /** Sorted set of worker ids, score = start in epoch milliseconds. Entries whose heartbeat is gone are pruned by the sampler. */
  readonly workers: string;
  /** Hash of running totals of a queue. */
  totals(queue: string): string;
  /** Stream of samples; `step` is the resolution. */
  series(name: string, step: string): string;
  /** String with a lifetime: id of the replica that samples; snapshots are written only while it is theirs. */
  readonly samplerLease: string;
  /** String with a lifetime: set while a browser tab looks. */
  readonly interest: string;
  /** String: the last snapshot of a kind, as JSON. */
  snapshot(kind: string): string;
  /** Channel: each new snapshot, as JSON. */
  readonly snapshots: string;
  /** String with a lifetime: what containers try to reach, JSON `ProbePlan`. */
  readonly probePlan: string;
  /** String with a lifetime: differs when somebody asked for probes anew. */
  readonly probeAsked: string;
  /** String with a lifetime: what a container found, JSON `ProbeReport`, by the first 12 digits of its id. */
  probeReport(containerId: string): string;
  /** Stream of what happened to containers, JSON `TimelineEvent` each. */
  readonly timeline: string;
  /** Channel: each new event of the timeline, as JSON, to all servers. */
  readonly timelineNews: string;
  /** Hash: container id -> JSON, how the timeline last knew it. */
  readonly timelineStates: string;
  /** Hash: how far the timeline is: until when Docker was watched, and the time of its last event by host. */
  readonly timelineProgress: string;
  /** Sorted set of the events of Docker that were noted, score = their time: none is noted twice. */
  readonly timelineKeys: string;
  /** Stream of the probes of a health check, by the container's host and name: they outlive the container. */
  healthProbes(container: string): string;
  /** Stream of what they printed, where it differs from the one before. */
  healthOutputs(container: string): string;
  /** Hash of a session, by the SHA-256 of its cookie. */
  session(hash: string): string;
  /** Sorted set of the hashes of all sessions, score = end in epoch ms. */
  readonly sessions: string;
  /** Channel: ids of sessions and tokens that were ended, with commas between, to all servers. */
  readonly proofEnds: string;
  /** Hash: name -> JSON of an account. */
  readonly accounts: string;
  /** Hash: name -> ISO 8601 time of an account's last sign-in. */
  readonly accountSignIns: string;
  /** Hash: SHA-256 of a token -> JSON of what it may. */
  readonly apiTokens: string;
  /** Counter with a lifetime: attempts to sign in of an address or on an account, by its SHA-256. */
  signInFailures(of: 'address' | 'account', hash: string): string;
  /** String with a lifetime: a sign-in that is under way at the identity provider, by the SHA-256 of its cookie. */
  oidcFlow(hash: string): string;
  /** Stream of who did what. */
  readonly audit: string;
  /** String with a lifetime: a one-time sign-in link, by the SHA-256 of its secret. */
  signInLink(hash: string): string;
  /** String with a lifetime: `id:hash of the body` of a submission, by actor and the SHA-256 of its key. */
  idempotency(actor: string, hash: string): string;
  /** String with a lifetime: a cancel was asked for this job, as JSON. */
  cancel(id: string): string;
  /** Channel: ids of jobs to cancel, to all workers. */
  readonly cancels: string;
  /** Hash of a schedule. */
  schedule(id: string): string;
  /** Sorted set of ids of schedules, score = next due time in epoch ms; the largest time there is for those that are paused. */
  readonly schedules: string;
  /** String with a lifetime: id of the replica that queues the jobs of schedules. */
  readonly scheduleLease: string;
  /** Channel: schedules changed or ran, to all servers. */
  readonly scheduleChanges: string;
}

const DEFAULT_PREFIX = 'taskdeck';

/** The setting `KEY_PREFIX` of server and worker, for those who share a Redis; default `taskdeck`. */
export const KeyPrefix = z
  .string()
  .regex(/^[\w-]{1,40}$/, 'takes 1 to 40 letters, digits, _ and - only')
  .default(DEFAULT_PREFIX);

/** `prefix`, a `KeyPrefix`, is the hash tag without braces. */
export function makeKeys(prefix = DEFAULT_PREFIX): Keys {
  const tag = `{${prefix}}`;
  return {
    bull: `${tag}:bull`,
    bullKey: (queue, type) => `${tag}:bull:${queue}:${type}`,
    bullLock: (queue, id) => `${tag}:bull:${queue}:${id}:lock`,
    jobQueues: `${tag}:jobs:queue`,
    jobs: `${tag}:jobs`,
    jobsOfTask: (task) => `${tag}:jobs:task:${task}`,
    jobsOfTag: (name) => `${tag}:jobs:tag:${name}`,
    jobTags: `${tag}:jobs:tags`,
    deadLetters: `${tag}:dead`,
    deadLettersOf: (fingerprint) => `${tag}:dead:of:${fingerprint}`,
    deadLetterGroups: `${tag}:dead:groups`,
    jobLog: (queue, id) => `${tag}:bull:${queue}:${id}:logs`,
    workerControl: (id) => `${tag}:worker:${id}:control`,
    workerControls: `${tag}:worker-controls`,
    taskValue: (name) => `${tag}:task-value:${name}`,
    action: (id) => `${tag}:action:${id}`,
    actions: `${tag}:actions`,
    actionLease: (id) => `${tag}:action:${id}:lease`,
    actionNews: `${tag}:action-news`,
    worker: (id) => `${tag}:worker:${id}`,
    workers: `${tag}:workers`,
    totals: (queue) => `${tag}:totals:${queue}`,
    series: (name, step) => `${tag}:series:${name}:${step}`,
    samplerLease: `${tag}:sampler:lease`,
    interest: `${tag}:interest`,
    snapshot: (kind) => `${tag}:snapshot:${kind}`,
    snapshots: `${tag}:snapshots`,
    probePlan: `${tag}:probes:plan`,
    probeAsked: `${tag}:probes:asked`,
    probeReport: (containerId) => `${tag}:probes:of:${containerId}`,
    timeline: `${tag}:timeline`,
    timelineNews: `${tag}:timeline-news`,
    timelineStates: `${tag}:timeline:states`,
    timelineProgress: `${tag}:timeline:progress`,
    timelineKeys: `${tag}:timeline:keys`,
    healthProbes: (container) => `${tag}:health-probes:${container}`,
    healthOutputs: (container) => `${tag}:health-outputs:${container}`,
    session: (hash) => `${tag}:session:${hash}`,
    sessions: `${tag}:sessions`,
    proofEnds: `${tag}:proof-ends`,
    accounts: `${tag}:accounts`,
    accountSignIns: `${tag}:accounts:sign-ins`,
    apiTokens: `${tag}:api-tokens`,
    signInFailures: (of, hash) => `${tag}:sign-in-failures:${of}:${hash}`,
    oidcFlow: (hash) => `${tag}:oidc-flow:${hash}`,
    audit: `${tag}:audit`,
    signInLink: (hash) => `${tag}:sign-in-link:${hash}`,
    idempotency: (actor, hash) => `${tag}:idempotency:${actor}:${hash}`,
    cancel: (id) => `${tag}:cancel:${id}`,
    cancels: `${tag}:cancels`,
    schedule: (id) => `${tag}:schedule:${id}`,
    schedules: `${tag}:schedules`,
    scheduleLease: `${tag}:schedules:lease`,
    scheduleChanges: `${tag}:schedule-changes`,
  };
}

/**
 * Glob for SCAN: the meta hashes of the BullMQ queues under a prefix of somebody else, which every queue has. What a glob takes for a sign
 * stands for itself in the prefix.
 */
export const foreignMetas = (prefix: string): string =>
  `${prefix.replaceAll(/[\\*?[\]]/g, String.raw`\$&`)}:*:meta`;

/** How the names of all fields of the ledger begin. */
export const ATTEMPT_FIELD = 'td:attempt:';
/** The field of a job's BullMQ hash that holds the ledger line of an attempt. BullMQ ignores fields it does not know. */
export const attemptField = (number: number): string => `${ATTEMPT_FIELD}${number}`;
/** The field of a job's BullMQ hash that holds the code of its last error. */
export const ERROR_CODE_FIELD = 'td:error';
/** The field of a job's BullMQ hash that holds the id of the worker that last took it. */
export const WORKER_FIELD = 'td:worker';
/** The field of a job's BullMQ hash that says which child is which: JSON, key of the child -> id of its job. */
export const CHILDREN_FIELD = 'td:children';
/** The field of a job's BullMQ hash that counts the log lines ever written: more than are kept. */
export const LOG_COUNT_FIELD = 'td:logs';
/**
 * The fields of a job's BullMQ hash that tell of a cancel: who asked and when (ISO 8601), when its worker saw it, and when its code had ended.
 * A job that no worker had has all three times at once. Gone when the job is queued again.
 */
export const CANCEL_FIELDS = {
  by: 'td:cancel:by',
  requestedAt: 'td:cancel:requested',
  acknowledgedAt: 'td:cancel:acknowledged',
  stoppedAt: 'td:cancel:stopped',
} as const;
/** The fields of a queue's BullMQ hash `meta` that tell who paused it and when (ISO 8601). Gone when it goes on. */
export const PAUSE_FIELDS = { by: 'td:paused:by', since: 'td:paused:since' } as const;
/** The field of a job's BullMQ hash that holds the fingerprint of its failure while it is among the dead letters. */
export const FINGERPRINT_FIELD = 'td:fingerprint';
