import { z } from 'zod';
import { defineTask } from '../define-task.ts';

export const monteCarlo = defineTask({
  name: 'monte-carlo',
  title: 'Price an option by simulation',
  description: 'placeholder',
  queue: 'default',
  runsOn: 'thread',
  attempts: 3,
  timeoutMs: 3_600_000,
  input: z.strictObject({}),
  result: z.object({}),
  async run() {
    return {};
  },
});
