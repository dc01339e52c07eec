import { Stop, type Stoppable } from '@taskdeck/worker/stop';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

describe('stopping', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** A worker that is busy until it is told to hand back, if even then. */
  const setup = ({ obeys = true } = {}) => {
    const calls: string[] = [];
    let drained: () => void = () => undefined;
    const app: Stoppable = {
      drain: () => {
        calls.push('drain');
        return new Promise((resolve) => {
          drained = resolve;
        });
      },
      handBack: () => {
        calls.push('handBack');
        if (obeys) drained();
      },
      close: () => {
        calls.push('close');
        return Promise.resolve();
      },
    };
    const stop = new Stop(app, 25_000, pino({ level: 'silent' }));
    return { calls, stop, finish: () => drained() };
  };

  it('lets running jobs finish after the first signal', async () => {
    const { calls, stop, finish } = setup();
    stop.request('SIGTERM');
    await vi.advanceTimersByTimeAsync(24_999);
    finish();
    expect(await stop.ended).toBe(0);
    expect(calls).toEqual(['drain', 'close']);
  });

  it('hands back when the grace period is over', async () => {
    const { calls, stop } = setup();
    stop.request('SIGTERM');
    await vi.advanceTimersByTimeAsync(25_000);
    expect(await stop.ended).toBe(0);
    expect(calls).toEqual(['drain', 'handBack', 'close']);
  });

  it('hands back once, on the second signal', async () => {
    const { calls, stop } = setup();
    for (const name of ['SIGTERM', 'SIGINT', 'SIGINT']) stop.request(name);
    expect(await stop.ended).toBe(0);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(calls).toEqual(['drain', 'handBack', 'close']);
  });

  it('ends with 1 when handing back does not work', async () => {
    const { stop } = setup({ obeys: false });
    stop.request('SIGTERM');
    stop.request('SIGTERM');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await stop.ended).toBe(1);
  });
});
