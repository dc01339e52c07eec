import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Settings of a worker that may run shell scripts by name: tasks that behave as no task of ours would. */
export interface TestPrograms {
  readonly env: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

/** @param scripts by name of the program; what a program may take to end after SIGINT is a minute */
export async function testPrograms(
  scripts: Readonly<Record<string, string>>,
): Promise<TestPrograms> {
  const folder = await mkdtemp(join(tmpdir(), 'taskdeck-programs-'));
  const programs = Object.entries(scripts).map(([name, script]) => ({
    name,
    command: '/bin/sh',
    arguments: ['-c', script],
    graceMs: 60_000,
  }));
  const PROGRAMS_FILE = join(folder, 'programs.json');
  await writeFile(PROGRAMS_FILE, JSON.stringify({ programs }));
  return {
    env: { PROGRAMS_FILE, ARTIFACTS_DIR: join(folder, 'artifacts') },
    remove: () => rm(folder, { recursive: true }),
  };
}
