import type { Progress } from '@taskdeck/tasks';
import { ProgressWriter } from '@taskdeck/worker/progress-writer';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

describe('writing progress', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const setup = () => {
    const written: number[] = [];
    const writer = new ProgressWriter(({ current }: Progress) => {
      written.push(current);
      return Promise.resolve();
    });
    return { written, writer, report: (current: number) => writer.report({ current, total: 9 }) };
  };

  it('writes the first at once and then the newest four times a second', async () => {
    const { written, report } = setup();
    for (let i = 0; i < 100; i += 1) {
      report(i);
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(written).toEqual([0, 24, 49, 74, 99]);
  });

  it('writes the last one when it closes, once', async () => {
    const { written, writer, report } = setup();
    for (const current of [1, 2, 3]) report(current);
    await writer.close();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(written).toEqual([1, 3]);
  });

  it('ignores what comes after', async () => {
    const { written, writer, report } = setup();
    await writer.close();
    report(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(written).toEqual([]);
  });

  it('waits for a write that takes long instead of starting another', async () => {
    const written: number[] = [];
    let finish: () => void = () => undefined;
    const writer = new ProgressWriter(({ current }) => {
      written.push(current);
      return new Promise<void>((resolve) => {
        finish = resolve;
      });
    });
    for (const current of [1, 2, 3]) {
      writer.report({ current, total: 3 });
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(written).toEqual([1]);
    finish();
    await vi.advanceTimersByTimeAsync(0);
    expect(written).toEqual([1, 3]);
  });
});
