import type { ContainerDetail, ContainerHealth } from '../../api.ts';
import { formatCount, formatDuration, formatNumber } from '../../format.ts';

type HealthCheck = NonNullable<NonNullable<ContainerDetail['facts']>['healthCheck']>;

/** `every 10 s, up to 3 s each; unhealthy after 3 failures in a row; failures of the first 20 s don't count`. */
export function checkWords({ intervalMs, timeoutMs, startPeriodMs, retries }: HealthCheck): string {
  return [
    `every ${formatDuration(intervalMs)}, up to ${formatDuration(timeoutMs)} each`,
    `unhealthy after ${formatCount(retries, 'failure')} in a row`,
    startPeriodMs > 0 ? `failures of the first ${formatDuration(startPeriodMs)} don’t count` : null,
  ]
    .filter((part) => part !== null)
    .join('; ');
}

/** `3 of 8,640 probes failed in 24 h`, `All 8,640 probes of 24 h went well`; null: none was seen. */
export function dayWords({ day }: Pick<ContainerHealth, 'day'>): string | null {
  if (day === null) return null;
  const of = formatCount(day.probes, 'probe');
  if (day.failed === 0)
    return day.probes === 1 ? 'One probe, and it went well' : `All ${of} of 24 h went well`;
  return `${formatNumber(day.failed)} of ${of} failed in 24 h`;
}

/** `took 12 ms, 95 of 100 at most 40 ms, the slowest 180 ms`; null: none was seen. */
export function latencyWords({ day }: Pick<ContainerHealth, 'day'>): string | null {
  if (day === null) return null;
  const { p50, p95, max } = day.durationMs;
  return `took ${formatDuration(p50)} in the middle, 95 of 100 at most ${formatDuration(p95)}, the slowest ${formatDuration(max)}`;
}
