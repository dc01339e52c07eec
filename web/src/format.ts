/** Numbers, times and sizes as the panel writes them: unit after a space, always as many digits as the neighbour has. */

/** What stands for a figure that does not apply (yet). For what is not known write "can't tell". */
export const NONE = '–';

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `2904` -> `2,904`; rounds to whole numbers. */
export function formatNumber(value: number): string {
  return grouped.format(value);
}

/** A rate or a mean: one decimal below 100, none above. `41.8`, `1,204`. */
export function formatRate(value: number): string {
  return value !== 0 && value < 99.95 ? value.toFixed(1) : grouped.format(value);
}

/** A share in percent (0 to 100 and more): `91 %`; one decimal below 10 unless it is whole. */
export function formatPercent(percent: number): string {
  const digits = percent < 9.95 && Math.abs(percent - Math.round(percent)) >= 0.05 ? 1 : 0;
  return `${percent.toFixed(digits)} %`;
}

/** `1 job`, `2 jobs`; `plural` where an s is not enough. */
export function formatCount(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatNumber(count)} ${count === 1 ? noun : plural}`;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** Milliseconds in the two largest units that matter: `12 ms`, `0.8 s`, `34 s`, `1 m 02 s`, `11 h 04 m`, `6 d 2 h`. Negative counts as 0. */
export function formatDuration(ms: number): string {
  const span = Math.max(0, ms);
  if (span < 99.5) return `${Math.round(span)} ms`;
  if (span < 9_950) return `${(span / 1000).toFixed(1)} s`;
  const seconds = Math.round(span / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} m ${two(seconds % 60)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1_440) return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} m`;
  const hours = Math.floor(minutes / 60);
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** How long something has been going on at `now` (epoch ms): whole seconds, so that it ticks evenly. */
export function formatSince(instant: string, now: number): string {
  const ms = Math.max(0, now - Date.parse(instant));
  return ms < 10_000 ? `${Math.floor(ms / 1000)} s` : formatDuration(Math.floor(ms / 1000) * 1000);
}

/** `12 s ago`, `just now` below a second. */
export function formatAgo(instant: string, now: number): string {
  return now - Date.parse(instant) < 1_000 ? 'just now' : `${formatSince(instant, now)} ago`;
}

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const clockShort = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** `14:31:02`, in the reader's time zone. */
export function formatClock(instant: string | number): string {
  return clock.format(new Date(instant));
}

/** `14:31` today (as of `now`, epoch ms), `16 Nov 14:31` on another day. */
export function formatWhen(instant: string | number, now: number): string {
  const date = new Date(instant);
  const time = clockShort.format(date);
  return day.format(date) === day.format(new Date(now)) ? time : `${day.format(date)} ${time}`;
}

/** `14:31:02` today, `16 Nov 14:31:02` on another day. */
export function formatWhenExactly(instant: string | number, now: number): string {
  const date = new Date(instant);
  const time = clock.format(date);
  return day.format(date) === day.format(new Date(now)) ? time : `${day.format(date)} ${time}`;
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

function unitOf(bytes: number): number {
  let power = 0;
  while (power < UNITS.length - 1 && Math.abs(bytes) >= 1024 ** (power + 1)) power += 1;
  return power;
}

function inUnit(bytes: number, power: number): string {
  const value = bytes / 1024 ** power;
  return value >= 9.95 || power === 0 || Number.isInteger(value)
    ? grouped.format(value)
    : value.toFixed(1);
}

/** `466 MiB`, `1.4 GiB`. */
export function formatBytes(bytes: number): string {
  const power = unitOf(bytes);
  return `${inUnit(bytes, power)} ${UNITS[power] ?? ''}`;
}

/** `466 / 512 MiB`: both in the limit's unit. */
export function formatBytesOf(used: number, limit: number): string {
  const power = unitOf(limit);
  return `${inUnit(used, power)} / ${inUnit(limit, power)} ${UNITS[power] ?? ''}`;
}

/** `0.97`: cores, two decimals below 10. */
export function formatCores(cores: number): string {
  return cores < 10 ? cores.toFixed(2) : cores.toFixed(1);
}

/** The part of an id that tells neighbours apart: the last 8 characters of a UUIDv7, whose head is the time. */
export function shortId(id: string): string {
  return id.length > 12 ? id.slice(-8) : id;
}

/** As Docker writes container ids: the first 12 characters. */
export function shortContainerId(id: string): string {
  return id.slice(0, 12);
}
