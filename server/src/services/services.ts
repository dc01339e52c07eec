import type { Priority } from '@taskdeck/tasks';
import type { Actor } from '../context.ts';
import type { BulkItem } from '../schemas/bulk.ts';
import type { Containers } from '../schemas/container.ts';
import type { DeadLetters } from '../schemas/dead-letter.ts';
import type { Flow } from '../schemas/flow.ts';
import type { Hardening } from '../schemas/hardening.ts';
import type { Health } from '../schemas/health.ts';
import type { JobLog, JobLogQuery } from '../schemas/job-log.ts';
import type {
  Catalog,
  Job,
  JobCount,
  JobFilter,
  JobMatch,
  JobPage,
  JobRow,
  Submission,
  Submitted,
} from '../schemas/job.ts';
import type { LiveEvent } from '../schemas/live.ts';
import type { Networks } from '../schemas/network.ts';
import type { Me } from '../schemas/session.ts';
import type { History, HistoryRange, Stats } from '../schemas/stats.ts';
import type { Workers } from '../schemas/worker.ts';
import type { AuditServices } from './audit.ts';
import type { AccountServices } from './accounts.ts';
import type { ActionServices } from './actions.ts';
import type { BulkOptions, BulkRow } from './bulk.ts';
import type { ForeignServices } from './foreign.ts';
import type { QueueServices } from './queues.ts';
import type { ScheduleServices } from './schedules.ts';
import type { TokenServices } from './tokens.ts';
import type { StackServices } from './stack.ts';
import type { ControlWorker } from './worker-controls.ts';

/** Everything the product can be asked. Routers call these and nothing else; services know no HTTP and no tRPC. */
export interface Services {
  catalog(): Catalog;
  /** `scheduleId`: the schedule whose job it is. Errors: TASK_UNKNOWN, INPUT_INVALID with fields, CONFLICT (idempotency), REDIS_UNAVAILABLE within 2 s. */
  submit(
    submission: Submission,
    actor: Actor,
    requestId: string,
    scheduleId?: string,
  ): Promise<Submitted>;
  /** Many at once; every row has its own outcome, in the order of the rows. Errors: what makes the whole of it unreadable. */
  bulk(rows: AsyncIterable<BulkRow>, options: BulkOptions): AsyncIterable<BulkItem>;
  /** Errors: NOT_FOUND. */
  job(id: string): Promise<Job>;
  /** The short form of several, in their order; what is not there (any more) is left out. */
  jobRows(ids: readonly string[]): Promise<JobRow[]>;
  jobs(filter: JobFilter): Promise<JobPage>;
  /** Errors: NOT_FOUND when there is no such job, or it is no flow. */
  flow(id: string): Promise<Flow>;
  countJobs(filter: JobMatch): Promise<JobCount>;
  /** Errors: NOT_FOUND. */
  jobLog(query: JobLogQuery): Promise<JobLog>;
  /** All lines that are kept, as text. Errors: NOT_FOUND. */
  jobLogText(id: string): Promise<AsyncIterable<string>>;
  deadLetters(): Promise<DeadLetters>;
  /** Asks for it; the job's state tells when it took effect. Errors: NOT_FOUND, CONFLICT when it already ended. */
  cancel(id: string, actor: Actor): Promise<Job>;
  /** Queues a failed or completed job again. Errors: NOT_FOUND, CONFLICT in other states. */
  retry(id: string): Promise<Job>;
  /** Errors: NOT_FOUND, CONFLICT unless it is delayed. */
  runNow(id: string): Promise<Job>;
  /** Errors: NOT_FOUND, CONFLICT unless it waits or is delayed. */
  setPriority(id: string, priority: Priority): Promise<Job>;
  /** Errors: NOT_FOUND, CONFLICT while a worker has it. */
  remove(id: string): Promise<void>;
  readonly actions: ActionServices;
  readonly schedules: ScheduleServices;
  readonly queues: QueueServices;
  readonly controlWorker: ControlWorker;
  readonly foreign: ForeignServices;
  readonly stack: StackServices;
  readonly accounts: AccountServices;
  readonly tokens: TokenServices;
  readonly audit: AuditServices;
  stats(): Promise<Stats>;
  history(range: HistoryRange): Promise<History>;
  workers(): Promise<Workers>;
  containers(): Promise<Containers>;
  /** Who can reach whom, and which isolation rules hold. */
  networks(): Promise<Networks>;
  /** Lets every container of ours try anew whom it reaches; what they find comes with the networks, within some seconds. Errors: REDIS_UNAVAILABLE. */
  probeNetworks(): Promise<Pick<Networks, 'probedAt'>>;
  /** Which rules of hardening our own stack passes. Never rejects. */
  hardening(): Promise<Hardening>;
  health(): Promise<Health>;
  me(actor: Actor): Me;
  /** Registers at the call, then yields `hello`, then what happens. Never returns: throws SHUTTING_DOWN at the end, or UNAUTHORIZED when the actor's session has ended. */
  live(signal: AbortSignal | undefined, actor: Actor): AsyncIterable<LiveEvent>;
}
