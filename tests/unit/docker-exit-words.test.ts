import { exitWords } from '@taskdeck/server/docker/exit-words';
import { describe, expect, it } from 'vitest';

const words = (exitCode: number | null, more: Partial<Parameters<typeof exitWords>[0]> = {}) =>
  exitWords({ state: 'exited', exitCode, oomKilled: false, done: false, ...more });

describe('an exit code in words', () => {
  it.each([
    [0, /ended by itself without an error/],
    [1, /its log says/i],
    [42, /meaning of its own/],
    [125, /Docker could not start it/],
    [126, /could not be run/],
    [127, /not found in the image/],
    [128, /could not start it/],
    [130, /SIGINT \(it was asked to stop/],
    [134, /SIGABRT/],
    [137, /killed \(SIGKILL\).*grace period.*out of memory/],
    [139, /SIGSEGV/],
    [143, /SIGTERM \(it was asked to stop/],
    [163, /signal 35/],
    [255, /meaning of its own/],
  ])('%i', (code, told) => {
    expect(words(code)).toMatch(told);
    expect(words(code)).toMatch(new RegExp(`^Exit code ${code}: .+[.?]$`));
  });

  it('says who killed it when that is known', () => {
    expect(words(137, { oomKilled: true })).toBe(
      'Exit code 137: the kernel killed it, because it went over its memory limit.',
    );
    expect(words(1, { oomKilled: true })).toMatch(
      /error of its own.+kernel killed a process in it/,
    );
    expect(words(137, { oomKilled: null })).toBe(words(137));
  });

  it('of a one-off that ended well is no fault', () => {
    expect(words(0, { done: true })).toBe('Exit code 0: it has done its work.');
  });

  it('is none while it runs, and not known without one', () => {
    for (const state of ['created', 'running', 'paused', 'removing'] as const)
      expect(words(0, { state })).toBeNull();
    expect(words(null)).toBe('It ended; its exit code is not known.');
    expect(words(1, { state: 'restarting' })).toMatch(/^Exit code 1/);
  });
});
