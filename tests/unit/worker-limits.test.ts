import { JobError } from '@taskdeck/tasks';
import { ABORT_GRACE_MS, limitTime } from '@taskdeck/worker/limits';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const start = (timeoutMs: number, softTimeoutMs: number | null = null) => {
  const stop = new AbortController();
  return { stop, limits: limitTime(stop.signal, { timeoutMs, softTimeoutMs }) };
};

describe('the limits of a task', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('without a soft one tell it at the hard one, and give it up a second later', () => {
    const { limits } = start(5_000);
    vi.advanceTimersByTime(4_999);
    expect(limits.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(limits.signal.reason).toMatchObject({ code: 'TIMEOUT' });
    expect(limits.passed?.message).toBe('Took longer than its time limit of 5000 ms');
    vi.advanceTimersByTime(ABORT_GRACE_MS - 1);
    expect(limits.giveUp.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(limits.giveUp.reason).toBe(limits.passed);
  });

  it('with a soft one tell it then, and give it up at the hard one at once', () => {
    const { limits } = start(5_000, 2_000);
    vi.advanceTimersByTime(2_000);
    expect(limits.signal.reason).toMatchObject({
      code: 'TIMEOUT',
      message: 'Took longer than its soft time limit of 2000 ms',
    });
    vi.advanceTimersByTime(2_999);
    expect(limits.giveUp.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(limits.giveUp.reason).toMatchObject({
      message: 'Took longer than its time limit of 5000 ms',
    });
  });

  it('take a soft one that is not below the hard one for none', () => {
    const { limits } = start(1_000, 1_000);
    vi.advanceTimersByTime(1_000);
    expect(limits.passed?.message).toContain('its time limit');
    expect(limits.giveUp.aborted).toBe(false);
  });

  it('pass a stop on, also behind the soft limit, and give the task a second', () => {
    const { stop, limits } = start(60_000, 1_000);
    vi.advanceTimersByTime(1_000);
    const reason = new JobError('CANCELLED', 'stop');
    stop.abort(reason);
    vi.advanceTimersByTime(ABORT_GRACE_MS - 1);
    expect(limits.giveUp.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(limits.giveUp.reason).toBe(reason);
  });

  it('know a stop that came before them', () => {
    const stop = AbortSignal.abort(new JobError('HANDED_BACK', 'stop'));
    const limits = limitTime(stop, { timeoutMs: 1_000, softTimeoutMs: null });
    expect(limits.signal.reason).toBe(stop.reason);
    limits.end();
  });

  it('leave no timer behind', () => {
    const { stop, limits } = start(5_000, 2_000);
    limits.end();
    stop.abort(new JobError('CANCELLED', 'late'));
    expect(vi.getTimerCount()).toBe(0);
    expect(limits.signal.aborted).toBe(false);
  });
});
