import type { TestProject } from 'vitest/node';
import { bringUp, engineFault, freshStack, type Measured, tearDown } from './bring-up.ts';
import type { StackSettings } from './stack.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The stack that all files share; null: no engine, everything is skipped. */
    stack: StackSettings | null;
    /** What was measured when the stack had just come up. */
    measured: Measured | null;
  }
}

/** Brings the stack up once for all files. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const why = await engineFault();
  if (why !== null) {
    process.stderr.write(`The stack tests are skipped: ${why}\n`);
    project.provide('stack', null);
    project.provide('measured', null);
    return async () => {};
  }
  const stack = await freshStack('test');
  project.provide('measured', await bringUp(stack));
  project.provide('stack', stack.settings);
  return () => tearDown(stack);
}
