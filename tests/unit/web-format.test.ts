import { describe, expect, it } from 'vitest';
import {
  formatAgo,
  formatBytes,
  formatBytesOf,
  formatCores,
  formatCount,
  formatDuration,
  formatNumber,
  formatPercent,
  formatRate,
  formatSince,
  shortId,
} from '../../web/src/format.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

describe('formatDuration', () => {
  it.each([
    [-5, '0 ms'],
    [0, '0 ms'],
    [12.4, '12 ms'],
    [99.6, '0.1 s'],
    [800, '0.8 s'],
    [9_949, '9.9 s'],
    [9_950, '10 s'],
    [34 * SECOND, '34 s'],
    [59_600, '1 m 00 s'],
    [62 * SECOND, '1 m 02 s'],
    [HOUR - 1, '1 h 00 m'],
    [11 * HOUR + 4 * MINUTE, '11 h 04 m'],
    [6 * 24 * HOUR + 2 * HOUR, '6 d 2 h'],
  ])('writes %d ms as %s', (ms, words) => {
    expect(formatDuration(ms)).toBe(words);
  });
});

describe('ages', () => {
  const then = '2026-01-01T00:00:00.000Z';
  const at = (ms: number) => Date.parse(then) + ms;

  it('tick in whole seconds', () => {
    expect(formatSince(then, at(3_999))).toBe('3 s');
    expect(formatSince(then, at(59_999))).toBe('59 s');
    expect(formatSince(then, at(62_500))).toBe('1 m 02 s');
  });

  it('of less than a second, or from a clock ahead of ours, are now', () => {
    expect(formatAgo(then, at(400))).toBe('just now');
    expect(formatAgo(then, at(-5_000))).toBe('just now');
    expect(formatAgo(then, at(12_000))).toBe('12 s ago');
  });
});

describe('numbers', () => {
  it('are grouped, and carry a decimal only where it says something', () => {
    expect(formatNumber(2_904)).toBe('2,904');
    expect(formatRate(41.83)).toBe('41.8');
    expect(formatRate(1_204.2)).toBe('1,204');
    expect(formatRate(0)).toBe('0');
    expect(formatPercent(91.4)).toBe('91 %');
    expect(formatPercent(4)).toBe('4 %');
    expect(formatPercent(0.34)).toBe('0.3 %');
    expect(formatCores(0.966)).toBe('0.97');
    expect(formatCount(1, 'job')).toBe('1 job');
    expect(formatCount(1_200, 'job')).toBe('1,200 jobs');
  });

  it('put a size and its limit into the unit of the limit', () => {
    expect(formatBytes(466 * 1024 ** 2)).toBe('466 MiB');
    expect(formatBytes(1.36 * 1024 ** 3)).toBe('1.4 GiB');
    expect(formatBytes(0)).toBe('0 B');
    expect(formatBytesOf(466 * 1024 ** 2, 512 * 1024 ** 2)).toBe('466 / 512 MiB');
    expect(formatBytesOf(100 * 1024 ** 2, 2 * 1024 ** 3)).toBe('0.1 / 2 GiB');
  });
});

it('shows the part of a UUIDv7 that tells jobs of the same minute apart', () => {
  expect(shortId('01a205b3-dcc9-7187-b511-2d03950c7f06')).toBe('950c7f06');
  expect(shortId('42')).toBe('42');
});
