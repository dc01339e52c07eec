import { defineConfig } from 'vitest/config';

// The workspaces' own TypeScript, without a build: their package.json maps this condition to src/.
const resolve = { conditions: ['@taskdeck/source'] };
const ssr = {
  resolve: { conditions: ['@taskdeck/source', 'node'] },
};

/** Vitest's own 5 s for a test and 10 s for what is before it are too little for some on a machine that is busy. */
const PATIENT = { testTimeout: 60_000, hookTimeout: 60_000 };

/** One project per kind of test; CONTRIBUTING.md says what belongs where. */
const project = (name: string, more: object = {}) => ({
  resolve,
  ssr,
  test: { name, include: [`tests/${name}/**/*.test.ts`, `tests/${name}/**/*.test.tsx`], ...more },
});

export default defineConfig({
  test: {
    projects: [
      // One less than there are cores is Vitest's own choice: on two cores half of the time would be waiting.
      // Their files share what they import (half of their time was importing it again): whoever replaces a clock or a setting puts it back.
      project('unit', { ...PATIENT, isolate: false, maxWorkers: 3 }),
      project('api', { ...PATIENT, isolate: false, maxWorkers: 3 }),
      // Groups run one after the other, because each has its own number of workers.
      // They mostly wait, for locks to run out and for Redis to be away: so more at a time than there are cores.
      project('redis', {
        // A server takes 3 s to start, and ten times as long where others keep the machine busy.
        testTimeout: 120_000,
        hookTimeout: 120_000,
        maxWorkers: 4,
        sequence: { groupOrder: 1 },
      }),
      // Longer than about 20 s each: faults whose recovery takes its time.
      project('slow', {
        testTimeout: 300_000,
        hookTimeout: 120_000,
        maxWorkers: 4,
        sequence: { groupOrder: 4 },
      }),
      project('browser', {
        testTimeout: 60_000,
        hookTimeout: 120_000,
        maxWorkers: 2,
        sequence: { groupOrder: 2 },
      }),
      // Pages as well, but long walks: every page with hostile texts, every button as a viewer, twelve thousand jobs.
      project('walks', {
        testTimeout: 300_000,
        hookTimeout: 120_000,
        maxWorkers: 2,
        sequence: { groupOrder: 5 },
      }),
      project('stack', {
        globalSetup: 'tests/stack/global-setup.ts',
        testTimeout: 300_000,
        hookTimeout: 900_000,
        maxWorkers: 1,
        sequence: { groupOrder: 3 },
      }),
    ],
  },
});
