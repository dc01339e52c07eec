import { defineConfig } from 'vitest/config';

// The workspaces' own TypeScript, without a build: their package.json maps this condition to src/.
const resolve = { conditions: ['@taskdeck/source'] };
const ssr = {
  resolve: { conditions: ['@taskdeck/source', 'node', 'import', 'module', 'default'] },
};

/** One project per kind of test; CONTRIBUTING.md says what belongs where. */
const project = (name: string, more: object = {}) => ({
  resolve,
  ssr,
  test: { name, include: [`tests/${name}/**/*.test.ts`, `tests/${name}/**/*.test.tsx`], ...more },
});

export default defineConfig({
  test: {
    projects: [
      project('unit'),
      project('api'),
      project('redis', { testTimeout: 60_000, hookTimeout: 60_000 }),
      project('browser', { testTimeout: 60_000, hookTimeout: 120_000, maxWorkers: 1 }),
      project('stack', { testTimeout: 300_000, hookTimeout: 900_000, maxWorkers: 1 }),
    ],
  },
});
