import { describe, expect, it } from 'vitest';
import { layoutHistogram } from '../../web/src/components/plots/histogram.ts';
import { ticks, timeTicks } from '../../web/src/components/plots/scale.ts';

describe('ticks', () => {
  it('are round and inside', () => {
    expect(ticks(0, 46, 5)).toEqual([0, 10, 20, 30, 40]);
    expect(ticks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(ticks(-3, 3, 3)).toEqual([-2, 0, 2]);
    expect(ticks(5, 5, 4)).toEqual([]);
  });

  it('of time keep to the clock', () => {
    const from = new Date(2026, 10, 22, 14, 18, 2).getTime();
    const { step, values } = timeTicks(from, from + 15 * 60_000, 6);
    expect(step).toBe(5 * 60_000);
    expect(values.map((value) => new Date(value).getMinutes())).toEqual([20, 25, 30]);
    expect(timeTicks(from, from, 6).values).toHaveLength(1);
  });
});

describe('a histogram', () => {
  it('stands on its edges and fills its box', () => {
    const { bars, x } = layoutHistogram({ edges: [0, 1, 2, 4], counts: [2, 4, 3] }, 400, 100);
    expect(bars.map((bar) => bar.height)).toEqual([50, 100, 75]);
    expect(bars.map((bar) => bar.x)).toEqual([0, 100, 200]);
    expect(x(3)).toBe(300);
    expect(bars.some((bar) => bar.cut)).toBe(false);
    expect(bars[1]?.share).toBeCloseTo(4 / 9);
  });

  it('cuts one bar that would press the others flat', () => {
    const { bars } = layoutHistogram({ edges: [0, 1, 2, 3], counts: [900, 60, 40] }, 300, 120);
    expect(bars.map((bar) => bar.cut)).toEqual([true, false, false]);
    expect(bars[0]?.height).toBe(120);
    expect(bars[1]?.height).toBeCloseTo(100);
  });

  it('of nothing is flat, not broken', () => {
    const { bars } = layoutHistogram({ edges: [0, 0], counts: [0] }, 100, 50);
    expect(bars[0]).toMatchObject({ x: 0, height: 0, share: 0 });
  });
});
