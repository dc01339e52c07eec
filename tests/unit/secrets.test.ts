import { defineTask, makeSecretBox, maskSecrets, SECRET_MASK, TASKS } from '@taskdeck/tasks';
import { secretFieldsOf } from '@taskdeck/tasks/secret-fields';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const KEY = 'a key that has more than 32 characters';

function taskWith<Name extends string>(name: Name) {
  return defineTask({
    name,
    title: 'Try',
    description: 'For these tests.',
    queue: 'default',
    runsOn: 'inline',
    attempts: 1,
    timeoutMs: 1_000,
    input: z.strictObject({
      url: z.string(),
      token: z.string().optional().meta({ secret: true }),
      other: z.string().optional().meta({ secret: true }),
    }),
    result: z.null(),
    run: async () => null,
  });
}
const task = taskWith('one');
const input = { url: 'https://a.example', token: 'pässword' };

describe('secrets in inputs', () => {
  it('are found by their mark, and are texts of the uppermost level in every task', () => {
    expect(secretFieldsOf(task)).toEqual(['token', 'other']);
    expect(TASKS.filter((one) => secretFieldsOf(one).length > 0).map(({ name }) => name)).toEqual([
      'notify',
    ]);
    for (const one of TASKS) {
      const schema = JSON.stringify(
        z.toJSONSchema(one.input, { io: 'input', unrepresentable: 'any' }),
      );
      const marks = schema.match(/"secret":true/g)?.length ?? 0;
      expect([one.name, marks]).toEqual([one.name, secretFieldsOf(one).length]);
    }
  });

  it('are encrypted, each time otherwise, and come back as they were', () => {
    const box = makeSecretBox(KEY);
    const [first, second] = [box.seal(task, input), box.seal(task, input)];
    expect(JSON.stringify(first)).not.toContain(input.token);
    expect(first).toMatchObject({
      url: input.url,
      token: { $sealed: expect.stringMatching(/^v1\./) },
    });
    expect(first).not.toEqual(second);
    expect(box.open(task, first)).toEqual(input);
    expect(makeSecretBox(KEY).open(task, second)).toEqual(input);
  });

  it('cost nothing where there are none', () => {
    const box = makeSecretBox(KEY);
    const plain = { url: 'https://a.example' };
    expect(box.seal(task, plain)).toBe(plain);
    expect(box.open(task, plain)).toBe(plain);
    expect(maskSecrets(task, plain)).toBe(plain);
  });

  it('can not be read with another key, changed, or moved to another field or task', () => {
    const box = makeSecretBox(KEY);
    const sealed = z
      .object({ token: z.object({ $sealed: z.string() }) })
      .parse(box.seal(task, input));
    const text = sealed.token.$sealed;
    // Of the last character only some bits count: these two have none in common.
    const other = text.endsWith('A') ? '_' : 'A';
    const tries = [
      () => makeSecretBox(`${KEY}!`).open(task, { url: '', ...sealed }),
      () => box.open(taskWith('two'), { url: '', ...sealed }),
      () => box.open(task, { url: '', other: sealed.token }),
      () => box.open(task, { url: '', token: { $sealed: text.slice(0, -2) + other + other } }),
      () => box.open(task, { url: '', token: { $sealed: 'v1.' } }),
      () => box.open(task, { url: '', token: { $sealed: text.replace('v1', 'v9') } }),
      () => makeSecretBox(null).open(task, { url: '', ...sealed }),
      () => makeSecretBox(null).seal(task, input),
    ];
    for (const attempt of tries) {
      expect(attempt).toThrow(/key/);
      expect(attempt).not.toThrow(/pässword/);
    }
  });

  it('are shown as what they are, and no more', () => {
    const box = makeSecretBox(KEY);
    expect(maskSecrets(task, box.seal(task, input))).toEqual({
      url: input.url,
      token: SECRET_MASK,
    });
    expect(maskSecrets(task, input)).toEqual({ url: input.url, token: SECRET_MASK });
    expect(maskSecrets(undefined, input)).toBe(input);
  });
});
