import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Programs } from '@taskdeck/tasks';
import { argumentsOf } from '@taskdeck/tasks/programs/arguments';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/source-files.ts';

const program = (...parameters: unknown[]) => {
  const [one] = Programs.parse({
    programs: [{ name: 'x', command: '/bin/x', arguments: parameters }],
  }).programs;
  if (one === undefined) throw new Error('no program');
  return one;
};

describe('the list of programs', () => {
  it('is valid where we ship one', () => {
    const text = readFileSync(join(ROOT, 'worker/programs/programs.json'), 'utf8');
    expect(Programs.parse(JSON.parse(text)).programs.map(({ name }) => name)).toEqual([
      'factor',
      'random-walk',
    ]);
  });

  it.each([
    ['a relative command', { name: 'x', command: 'x' }],
    ['a field that is not known', { name: 'x', command: '/x', shell: true }],
    ['a name with a slash', { name: '../x', command: '/x' }],
    [
      'a broken pattern',
      { name: 'x', command: '/x', arguments: [{ name: 'a', type: 'string', pattern: '(' }] },
    ],
    [
      'a parameter twice',
      {
        name: 'x',
        command: '/x',
        arguments: [
          { name: 'a', type: 'integer' },
          { name: 'a', type: 'number' },
        ],
      },
    ],
    [
      'a flag without its argument',
      { name: 'x', command: '/x', arguments: [{ name: 'a', type: 'flag' }] },
    ],
    ['no time', { name: 'x', command: '/x', timeoutMs: 0 }],
  ])('does not take %s', (_, one) => {
    expect(Programs.safeParse({ programs: [one] }).success).toBe(false);
  });

  it('does not take a program twice', () => {
    const one = { name: 'x', command: '/x' };
    expect(Programs.safeParse({ programs: [one, one] }).success).toBe(false);
  });
});

describe('arguments', () => {
  it('keep the order of the list, with the words of the list as they stand', () => {
    const one = program(
      'run',
      { name: 'size', type: 'integer', argument: '--size' },
      {
        name: 'mode',
        type: 'enum',
        values: ['fast', 'slow'],
        argument: '--mode=',
        default: 'slow',
      },
      { name: 'quiet', type: 'flag', argument: '-q' },
      { name: 'loud', type: 'flag', argument: '-l' },
      { name: 'title', type: 'string' },
    );
    expect(argumentsOf(one, { title: 'a b; rm -rf /', size: 3, quiet: true })).toEqual([
      'run',
      '--size',
      '3',
      '--mode=slow',
      '-q',
      'a b; rm -rf /',
    ]);
  });

  it.each([
    [{ type: 'string' }, '-rf', 'must not begin with -'],
    [{ type: 'string' }, 'a\0b', 'NUL'],
    [{ type: 'string', maxLength: 3 }, 'abcd', 'at most 3'],
    [{ type: 'string', pattern: '[a-z]+' }, 'abc1', 'must match'],
    [{ type: 'string', pattern: '[a-z]+' }, 'abc\n', 'must match'],
    [{ type: 'string' }, 1, 'must be text'],
    [{ type: 'integer' }, 1.5, 'whole number'],
    [{ type: 'integer' }, '1', 'must be a number'],
    [{ type: 'integer', min: 2 }, 1, 'at least 2'],
    [{ type: 'number', max: 1 }, 1.5, 'at most 1'],
    [{ type: 'enum', values: ['a', 'b'] }, 'c', 'one of a, b'],
    [{ type: 'flag', argument: '-f' }, 'yes', 'true or false'],
  ])('of %j: %j is refused', (parameter, value, why) => {
    expect(() => argumentsOf(program({ name: 'p', ...parameter }), { p: value })).toThrow(why);
  });

  it('that a pattern allows may begin with -', () => {
    expect(
      argumentsOf(program({ name: 'p', type: 'string', pattern: '-?\\d+' }), { p: '-5' }),
    ).toEqual(['-5']);
  });

  it('are refused with every fault at once', () => {
    const one = program({ name: 'a', type: 'integer' }, { name: 'b', type: 'integer' });
    expect(() => argumentsOf(one, { b: 'x', constructor: 1 })).toThrow(
      /constructor: .*\na: is missing.*\nb: must be a number/,
    );
  });
});
