import { findTask, TASKS } from '@taskdeck/tasks';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

describe('catalogue', () => {
  it.each(TASKS.map((task) => [task.name, task] as const))(
    '%s runs with no input at all, by its defaults',
    (_, task) => {
      expect(task.input.safeParse({}).success).toBe(true);
      expect(z.toJSONSchema(task.input, { io: 'input' })).toMatchObject({ type: 'object' });
    },
  );

  it('does not find a task by the name of an object property', () => {
    expect(findTask('constructor')).toBeUndefined();
  });
});
