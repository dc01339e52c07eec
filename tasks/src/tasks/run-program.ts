import { z } from 'zod';
import {
  type Artifact,
  ArtifactLimitError,
  freshJobFolder,
  listArtifacts,
} from '../artifacts/job-folder.ts';
import { defineTask } from '../define-task.ts';
import { JobError } from '../errors.ts';
import { MAX_TIMEOUT_MS } from '../queue.ts';
import type { TaskContext } from '../task-context.ts';
import { argumentsOf } from '../programs/arguments.ts';
import type { Program } from '../programs/program.ts';

/** How often it is looked at what a program has left so far. */
const LOOK_MS = 1_000;
/** The grace of a program whose job runs again elsewhere, soon and in the same folder: nothing it could still do is of use. */
const RERUN_GRACE_MS = 300;
/** Characters of names and addresses that the result lists, so that it stays small; all are counted. */
const LISTED_CHARACTERS = 100_000;
/** Lines of standard error in the message of a failure. */
const LAST_LINES = 5;

const input = z.strictObject({
  program: z
    .string()
    .min(1)
    .max(50)
    .meta({ title: 'Program', description: 'A name from the list that the operator wrote' }),
  parameters: z
    .record(z.string().max(50), z.union([z.string().max(10_000), z.number(), z.boolean()]))
    .default({})
    .meta({
      title: 'Parameters',
      description: 'Values by name; which there are, and their bounds, is in the list',
    }),
});

/** Runs a program that the operator allows. */
export const runProgram = defineTask({
  name: 'run-program',
  title: 'Run a program',
  description:
    'Runs a program of the list that the operator wrote, without a shell, in a folder of its own. What it prints is in the log, the files it leaves can be downloaded.',
  queue: 'heavy',
  runsOn: 'inline',
  attempts: 1,
  timeoutMs: MAX_TIMEOUT_MS,
  input,
  result: z.object({
    program: z.string(),
    exitCode: z.int(),
    durationMs: z.int(),
    files: z
      .array(
        z.object({
          name: z.string().meta({ description: 'Path below the job’s folder' }),
          sizeBytes: z.int(),
          url: z.string().meta({ description: 'Where it can be downloaded, with a sign-in' }),
        }),
      )
      .meta({ description: 'The files that it left, by name; the first ones of very many' }),
    fileCount: z.int().meta({ description: 'How many it left' }),
  }),
  async run({ program: name, parameters }, ctx) {
    const program = allowed(name, ctx);
    const { artifactsDir } = ctx.settings;
    if (artifactsDir === null)
      throw new JobError('INPUT_INVALID', 'No folder for files is configured: set ARTIFACTS_DIR');
    const args = argumentsOf(program, parameters);
    const folder = await freshJobFolder(artifactsDir, ctx.jobId);
    const started = ctx.now();
    let files: Artifact[];
    try {
      await runToItsEnd(program, args, folder, ctx);
      files = await listArtifacts(folder, ctx.settings.maxArtifactBytes);
    } catch (error) {
      // What was left stays for whoever wants to know why, unless it is too much.
      if (error instanceof ArtifactLimitError) await freshJobFolder(artifactsDir, ctx.jobId);
      throw error;
    }
    return {
      program: name,
      exitCode: 0,
      durationMs: Math.round(ctx.now() - started),
      files: listed(files, ctx.jobId),
      fileCount: files.length,
    };
  },
});

/** With the path at which the server serves each; as many as fit into a result. */
function listed(files: readonly Artifact[], jobId: string) {
  let characters = 0;
  return files
    .map((file) => ({ ...file, url: artifactUrl(jobId, file.name) }))
    .filter(({ name, url }) => (characters += name.length + url.length) <= LISTED_CHARACTERS);
}

/** The path at which the server serves a file of a job. */
function artifactUrl(jobId: string, name: string): string {
  return `/api/tasks/${jobId}/artifacts/${name.split('/').map(encodeURIComponent).join('/')}`;
}

function allowed(name: string, { settings: { programs } }: TaskContext): Program {
  const program = programs.find((one) => one.name === name);
  if (program) return program;
  const names = programs.map((one) => one.name).join(', ');
  throw new JobError(
    'INPUT_INVALID',
    programs.length === 0
      ? 'No program is allowed: PROGRAMS_FILE of the worker names none'
      : `${JSON.stringify(name)} is not allowed; these programs are: ${names}`,
  );
}

/** Rejects when the program fails, is stopped, takes too long, or leaves too much. */
async function runToItsEnd(
  program: Program,
  args: readonly string[],
  folder: string,
  ctx: TaskContext,
): Promise<void> {
  // Loaded by who runs programs: the server, which has the task for its schema, never does.
  const { runProgram: run } = await import('../programs/run.ts');
  const limits = watchLimits(program, folder, ctx.settings.maxArtifactBytes);
  const signal = AbortSignal.any([ctx.signal, limits.signal]);
  const lastLines: string[] = [];
  ctx.log(`Starts ${program.command} with ${JSON.stringify(args)}`);
  try {
    const { exitCode, killedBy } = await run({
      command: program.command,
      args,
      cwd: folder,
      env: {
        PATH: '/usr/local/bin:/usr/bin:/bin',
        LANG: 'C.UTF-8',
        HOME: folder,
        ...program.environment,
      },
      signal,
      graceMs: (reason) => (runsAgain(reason) ? RERUN_GRACE_MS : program.graceMs),
      onLine: (line, from) => {
        ctx.log(line, from === 'stderr' ? 'warn' : 'info');
        if (from === 'stderr') lastLines.push(line);
        if (lastLines.length > LAST_LINES) lastLines.shift();
      },
    });
    signal.throwIfAborted();
    if (exitCode !== 0) throw failure(program.name, exitCode ?? killedBy, lastLines);
  } finally {
    limits.end();
  }
}

function failure(name: string, how: number | string | null, lines: readonly string[]): Error {
  const end = typeof how === 'number' ? `ended with exit code ${how}` : `was killed by ${how}`;
  return new Error([`${name} ${end}`, ...lines].join('\n').slice(0, 4_000));
}

/** A signal that is aborted when the program takes too long or leaves too much. */
function watchLimits({ name, timeoutMs }: Program, folder: string, maxBytes: number) {
  const over = new AbortController();
  const late = new JobError('TIMEOUT', `${name} took longer than its ${timeoutMs} ms`);
  const timer = setTimeout(() => over.abort(late), timeoutMs);
  const look = async () => {
    await listArtifacts(folder, maxBytes).catch((error: unknown) => over.abort(error));
  };
  const looking = setInterval(() => void look(), LOOK_MS);
  return {
    signal: over.signal,
    end: () => {
      clearTimeout(timer);
      clearInterval(looking);
    },
  };
}

function runsAgain(reason: unknown): boolean {
  return reason instanceof JobError && ['HANDED_BACK', 'WORKER_LOST'].includes(reason.code);
}
