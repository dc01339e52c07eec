import { commonPart, fingerprint } from '@taskdeck/tasks';
import { describe, expect, it } from 'vitest';

describe('the common part of messages', () => {
  it.each([
    ['connect ECONNREFUSED 10.0.0.7:6379', 'connect ECONNREFUSED 192.168.1.2:80'],
    ['Request 17 took 2.5 s', 'Request 94812 took 12 s'],
    [
      'No user 3f0e8a52-2e6b-4c52-9f7d-0a3b1c5d7e9f',
      'No user 11111111-2222-3333-4444-555555555555',
    ],
    ['POST https://a.example/x?y=1 answered 503', 'POST http://b.example/ answered 500'],
    ['Cannot read "left"', 'Cannot read "right hand"'],
    ["ENOENT: no such file, open '/tmp/a/b.txt'", "ENOENT: no such file, open '/home/c'"],
    ['Commit 4f2a9c1b7e is gone', 'Commit 9e01b2c3d4 is gone'],
    ['At 0xdeadbeef', 'At 0x1f'],
    [`Cannot parse "${'a'.repeat(600)}"`, `Cannot parse "${'b'.repeat(700)}"`],
    ['The same\n  and a stack', 'The same\n  and another'],
  ])('of %j and %j is one', (a, b) => {
    expect(commonPart(a)).toBe(commonPart(b));
    expect(fingerprint('t', 'TASK_FAILED', a)).toBe(fingerprint('t', 'TASK_FAILED', b));
  });

  it.each([
    ['connect ECONNREFUSED 10.0.0.7:80', 'connect ETIMEDOUT 10.0.0.7:80'],
    ['No such user', 'No such order'],
    ['', 'x'],
  ])('of %j and %j differs', (a, b) => {
    expect(fingerprint('t', 'TASK_FAILED', a)).not.toBe(fingerprint('t', 'TASK_FAILED', b));
  });

  it('keeps words that look like numbers to a machine only', () => {
    expect(commonPart('The facade decade failed')).toBe('The facade decade failed');
    expect(commonPart('connect ECONNREFUSED 10.0.0.7:6379')).toBe('connect ECONNREFUSED <n>');
  });
});

describe('a fingerprint', () => {
  it('tells tasks and codes apart, and is always 16 hexadecimal digits', () => {
    const all = [
      fingerprint('a', 'TIMEOUT', 'm'),
      fingerprint('b', 'TIMEOUT', 'm'),
      fingerprint('a', 'TASK_FAILED', 'm'),
      fingerprint('', '', ''),
      fingerprint('a', 'TIMEOUT', '\ud800 half a character'),
    ];
    expect(new Set(all).size).toBe(all.length);
    for (const print of all) expect(print).toMatch(/^[0-9a-f]{16}$/);
  });

  it('is the same in every process: stored ones are found again', () => {
    expect(fingerprint('sleep', 'TASK_FAILED', 'Failed on purpose in step 1 of 2')).toBe(
      fingerprint('sleep', 'TASK_FAILED', 'Failed on purpose in step 7 of 9'),
    );
    expect(fingerprint('sleep', 'TASK_FAILED', 'x')).toMatchInlineSnapshot(`"07550ccb156bb01d"`);
  });

  it('of 10,000 different messages collides never', () => {
    const words = Array.from({ length: 10_000 }, (_, i) =>
      fingerprint('t', 'c', [...String(i)].map((digit) => 'abcdefghij'[Number(digit)]).join(' ')),
    );
    expect(new Set(words).size).toBe(10_000);
  });

  it('is quick for a hostile message, of which it reads the beginning only', () => {
    for (const message of ['"'.repeat(1e6), '0'.repeat(1e6), 'f'.repeat(1e6), '1.'.repeat(5e5)])
      expect(fingerprint('t', 'c', message)).toBe(fingerprint('t', 'c', message.slice(0, 500)));
    expect(commonPart(`${'a '.repeat(250)}and so on`)).toBe('a '.repeat(250).trim());
  });
});
