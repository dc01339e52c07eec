import { InspectedContainer } from '@taskdeck/server/docker/docker-answers';
import { healthCheckView, probeEveryMs, probesView } from '@taskdeck/server/docker/health-view';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { recorded } from '../fakes/docker-daemon.ts';

const inspect = (name: string) => InspectedContainer.parse(recorded(`inspect-${name}`));

/** Details with this health check, in this state of health. */
function checked(check: object | null, Health: object | null = null) {
  const raw = z
    .looseObject({ Config: z.looseObject({}), State: z.looseObject({}) })
    .parse(recorded('inspect-redis'));
  return InspectedContainer.parse({
    ...raw,
    Config: { ...raw.Config, Healthcheck: check },
    State: { ...raw.State, Health },
  });
}

describe('a health check', () => {
  it("has the daemon's defaults where it says 0 or nothing", () => {
    const defaults = { intervalMs: 30_000, timeoutMs: 30_000, startPeriodMs: 0, retries: 3 };
    const Test = ['CMD', 'true'];
    expect(healthCheckView(checked({ Test }))).toEqual(defaults);
    const zeros = { Test, Interval: 0, Timeout: 0, StartPeriod: 0, Retries: 0 };
    expect(healthCheckView(checked(zeros))).toEqual(defaults);
    expect(healthCheckView(inspect('unhealthy'))).toEqual({
      ...defaults,
      intervalMs: 1_000,
      retries: 2,
    });
  });

  it('is none where there is none, or it was switched off', () => {
    expect(healthCheckView(checked(null))).toBeNull();
    expect(healthCheckView(checked({ Test: ['NONE'] }))).toBeNull();
    expect(probeEveryMs(checked(null))).toBeNull();
  });

  it('runs more often while the container starts', () => {
    const second = 1_000_000_000;
    const check = { Interval: 30 * second, StartPeriod: 20 * second, StartInterval: second };
    expect(probeEveryMs(checked(check, { Status: 'starting' }))).toBe(1_000);
    expect(probeEveryMs(checked(check, { Status: 'healthy' }))).toBe(30_000);
    const unsaid = { Interval: 30 * second, StartPeriod: 20 * second };
    expect(probeEveryMs(checked(unsaid, { Status: 'starting' }))).toBe(5_000);
  });
});

describe('probes', () => {
  it('are told with their times, oldest first', () => {
    const probes = probesView(inspect('unhealthy'));
    expect(probes).toHaveLength(5);
    expect(probes[0]).toEqual({
      startMs: Date.parse('2026-11-22T11:11:23.469Z'),
      endMs: Date.parse('2026-11-22T11:11:23.524Z'),
      exitCode: 1,
      output: 'not ready\n',
    });
    expect(probes.map(({ startMs }) => startMs)).toEqual(
      probes.map(({ startMs }) => startMs).toSorted((a, b) => a - b),
    );
  });

  it('without times that can be read are left out, and output is bounded', () => {
    const good = { Start: '2026-11-22T11:11:23Z', End: '2026-11-22T11:11:24Z', ExitCode: -1 };
    const Log = [
      { ...good, Start: 'yesterday' },
      { ...good, End: '2026-11-22T11:11:22Z' },
      { ...good, Output: 'x'.repeat(100_000) },
    ];
    const probes = probesView(checked({}, { Status: 'unhealthy', Log }));
    expect(probes).toEqual([expect.objectContaining({ exitCode: -1, output: 'x'.repeat(4_096) })]);
    expect(probesView(checked({}, { Status: 'starting', Log: null }))).toEqual([]);
    expect(probesView(checked(null))).toEqual([]);
  });
});
