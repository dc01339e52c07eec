import { type ChildProcess, spawn } from 'node:child_process';
import { MAX_LOG_CHARACTERS } from '../queue.ts';
import { readLines } from './line-reader.ts';

/** What is left of a program's group may hold its output open; after its end it is waited for this long. */
const OUTPUT_MS = 1_000;

export interface Start {
  /** Absolute path of the executable. */
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Aborted: SIGINT to the program's whole process group, and SIGKILL after `graceMs(reason)`. */
  readonly signal: AbortSignal;
  readonly graceMs: (reason: unknown) => number;
  readonly onLine: (line: string, from: 'stdout' | 'stderr') => void;
}

export interface End {
  /** null when a signal ended it. */
  readonly exitCode: number | null;
  readonly killedBy: NodeJS.Signals | null;
}

/** Runs a program, never by a shell, and resolves when it has ended, with all that it started in its group. Rejects when it can't be started. */
export async function runProgram(start: Start): Promise<End> {
  const { command, args, cwd, env, signal, graceMs, onLine } = start;
  signal.throwIfAborted();
  const child = spawn(command, args, {
    cwd,
    env,
    // A group of its own, so that all of it can be told to stop.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  readLines(child.stdout, MAX_LOG_CHARACTERS, (line) => onLine(line, 'stdout'));
  readLines(child.stderr, MAX_LOG_CHARACTERS, (line) => onLine(line, 'stderr'));
  const forget = child.pid === undefined ? () => undefined : killAtExit(child.pid);
  let killing: NodeJS.Timeout | undefined;
  const stop = () => {
    killGroup(child.pid, 'SIGINT');
    killing = setTimeout(() => killGroup(child.pid, 'SIGKILL'), graceMs(signal.reason));
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    const end = await ended(child);
    killGroup(child.pid, 'SIGKILL');
    await outputEnded(child);
    return end;
  } finally {
    clearTimeout(killing);
    signal.removeEventListener('abort', stop);
    forget();
  }
}

function ended(child: ChildProcess): Promise<End> {
  return new Promise((resolve, reject) => {
    // More than one may come; what comes after the end changes nothing.
    child.on('error', reject);
    child.once('exit', (exitCode, killedBy) => resolve({ exitCode, killedBy }));
  });
}

/** Something that left the group may keep the pipes open for ever: they are let go then. */
async function outputEnded({ stdout, stderr }: ChildProcess): Promise<void> {
  const streams = [stdout, stderr].filter((stream) => stream !== null);
  const timer = setTimeout(() => {
    for (const stream of streams) stream.destroy();
  }, OUTPUT_MS);
  await Promise.all(
    streams.map((stream) =>
      stream.closed ? undefined : new Promise((resolve) => stream.once('close', resolve)),
    ),
  );
  clearTimeout(timer);
}

function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody is left.
  }
}

const groups = new Set<number>();
const killGroups = () => {
  for (const pid of groups) killGroup(pid, 'SIGKILL');
};

/** A worker that exits takes its programs with it: in groups of their own they would live on. Answers how to forget it. */
function killAtExit(pid: number): () => void {
  if (groups.size === 0) process.on('exit', killGroups);
  groups.add(pid);
  return () => {
    groups.delete(pid);
    if (groups.size === 0) process.off('exit', killGroups);
  };
}
