import { findTask, TASKS } from '@taskdeck/tasks';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const Schema = z.object({
  type: z.literal('object'),
  properties: z.record(
    z.string(),
    z.object({ title: z.string().optional(), description: z.string().optional() }),
  ),
});

describe('catalogue', () => {
  it.each(TASKS.map((task) => [task.name, task] as const))(
    '%s has an object as its input, with words for each field',
    (_, task) => {
      const schema = Schema.parse(z.toJSONSchema(task.input, { io: 'input' }));
      const speechless = Object.entries(schema.properties).filter(
        ([, { title = '', description = '' }]) => title === '' || description === '',
      );
      expect(speechless.map(([field]) => field)).toEqual([]);
    },
  );

  // A receiver and a program can't be guessed.
  const NEED_INPUT: readonly string[] = ['notify', 'run-program'];
  it.each(TASKS.map(({ name, input }) => [name, input] as const))(
    '%s runs with no input at all, by its defaults, unless it needs some',
    (name, input) => {
      expect(input.safeParse({}).success).toBe(!NEED_INPUT.includes(name));
    },
  );

  it('does not find a task by the name of an object property', () => {
    expect(findTask('constructor')).toBeUndefined();
  });
});
