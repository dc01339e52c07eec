import type { Program } from './programs/program.ts';

/** What the operator has set for tasks, from the worker's environment. Plain data, so that it reaches threads too. */
export interface TaskSettings {
  /** Mail goes out here; null: SMTP_URL or SMTP_FROM is not set, and no mail can be sent. */
  readonly mail: MailSettings | null;
  /** Key of the signature on webhooks; null: they go out unsigned. */
  readonly webhookSecret: string | null;
  /** Host names, addresses and CIDR blocks that webhooks may reach although they are not public; lower case. */
  readonly allowPrivate: readonly string[];
  /** What `run-program` may run; empty: nothing. */
  readonly programs: readonly Program[];
  /** The folder with a folder for the files of each job; null: jobs can't leave files. */
  readonly artifactsDir: string | null;
  /** What the files of one job may take together. */
  readonly maxArtifactBytes: number;
}

export interface MailSettings {
  /** `smtp://` or `smtps://`, with user and password where needed: never log it. */
  readonly url: string;
  /** The sender, `Name <address>` or an address. */
  readonly from: string;
}

/** A worker that is told nothing: tasks that need a setting say which one is missing. */
export const NO_TASK_SETTINGS: TaskSettings = {
  mail: null,
  webhookSecret: null,
  allowPrivate: [],
  programs: [],
  artifactsDir: null,
  maxArtifactBytes: 104_857_600,
};
