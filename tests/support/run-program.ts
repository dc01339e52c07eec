import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTask, NO_TASK_SETTINGS, Program, type TaskSettings } from '@taskdeck/tasks';
import { fakeContext } from './task-context.ts';

/** A program made of a line of JavaScript: what is tested is how a program is run, and node is where the tests are. */
export const node = (code: string, more: object = {}): Program =>
  Program.parse({
    name: 'it',
    command: process.execPath,
    arguments: ['-e', code],
    graceMs: 5_000,
    ...more,
  });

export interface Line {
  readonly level: string;
  readonly message: string;
}

/** Runs `run-program` without a worker, in a folder that `remove` removes. */
export function programRunner() {
  const artifactsDir = mkdtempSync(join(tmpdir(), 'taskdeck-artifacts-'));
  const { jobId } = fakeContext();
  return {
    jobId,
    /** The job's folder. */
    folder: join(artifactsDir, jobId),
    remove: () => rmSync(artifactsDir, { recursive: true, force: true }),
    /** @param program the only one that is allowed; null: none is */
    start(program: Program | null, more: Partial<TaskSettings> = {}, parameters: object = {}) {
      const lines: Line[] = [];
      const abort = new AbortController();
      const programs = program === null ? [] : [program];
      const ctx = fakeContext({
        settings: { ...NO_TASK_SETTINGS, artifactsDir, programs, ...more },
        signal: abort.signal,
        log: (message, level = 'info') => void lines.push({ level, message }),
      });
      const running = findTask('run-program')?.execute({ program: 'it', parameters }, ctx);
      return { lines, abort, running: Promise.resolve(running) };
    },
  };
}
