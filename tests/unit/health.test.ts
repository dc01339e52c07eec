import type { ContainerReading, ProbeReading } from '@taskdeck/server/docker/container-reading';
import { probeOutput } from '@taskdeck/server/redis/health-store';
import type { StackFacts } from '@taskdeck/server/redis/snapshots';
import type { ContainerView } from '@taskdeck/server/schemas/container';
import { STRIP_CELL_MS, STRIP_CELLS } from '@taskdeck/server/schemas/container-history';
import { healthStrip, stateCode } from '@taskdeck/server/usage/health-letter';
import { FactsKeeper } from '@taskdeck/server/usage/stack-facts';
import { countEvents, gapsOf } from '@taskdeck/server/usage/event-counts';
import type { TimelineEvent } from '@taskdeck/server/schemas/timeline';
import { describe, expect, it } from 'vitest';
import { fakeFacts } from '../fakes/container-facts.ts';
import { fakeContainer } from '../fakes/docker-engine.ts';

const ID = 'a'.repeat(64);
const START = Date.UTC(2026, 10, 22, 11);
const iso = (ms: number) => new Date(ms).toISOString();
const probe = (second: number, exitCode = 0): ProbeReading => ({
  startMs: START + second * 1_000,
  endMs: START + second * 1_000 + 100,
  exitCode,
  output: '',
});

describe('probeOutput', () => {
  it('is one line of at most 500 characters without control characters', () => {
    expect(probeOutput(' a\r\n\tb\u0000\u001B[31mc\u202Ed\n')).toBe('a b\uFFFD\uFFFD[31mc\uFFFDd');
    expect(probeOutput('😀'.repeat(600))).toBe('😀'.repeat(500));
  });
});

describe('healthStrip', () => {
  const to = 1_000 * STRIP_CELL_MS + 5;
  const state = (some: Partial<ContainerView>, failed: ProbeReading[] = []) => ({
    state: stateCode(fakeContainer({ id: ID, ...some }), failed),
  });

  it('has the worst of each cell, the oldest first', () => {
    const cells = [
      state({}),
      state({ health: null }),
      state({ health: 'starting' }),
      state({ state: 'paused', health: null }),
      state({ health: 'unhealthy' }),
      state({}, [probe(0, 1)]),
    ];
    const samples = cells.map((values, i) => ({ at: to - (5.5 - i) * STRIP_CELL_MS, values }));
    const worse = { at: to - 0.5 * STRIP_CELL_MS, values: state({}) };
    const strip = healthStrip([...samples, worse], to);
    expect(strip).toHaveLength(STRIP_CELLS);
    expect(strip.endsWith('-hrsxuu')).toBe(true);
  });

  it('knows nothing of other days, and shows what is noted this moment', () => {
    const values = state({});
    const old = { at: to - 73 * STRIP_CELL_MS, values };
    expect(healthStrip([old], to)).toBe('-'.repeat(STRIP_CELLS));
    expect(healthStrip([{ at: to + 500, values }], to).at(-1)).toBe('h');
  });
});

describe('what is known of containers', () => {
  const at = iso(START);
  const look = (
    keeper: FactsKeeper,
    some: Partial<ContainerReading>,
    { previous = null, now = 0 }: { previous?: StackFacts | null; now?: number } = {},
  ) => {
    const facts = fakeFacts({ id: ID });
    const view = some.view ?? fakeContainer({ id: ID, startedAt: at });
    const reading = { view, facts, probes: [], counters: null, startedAnew: false, ...some };
    return keeper.note([view], [reading], previous, now);
  };
  const FIVE_OLD = [100, 130, 160, 190, 220].map((second) => probe(second));

  it('includes it after many failures that came as fast as probes do only until then', () => {
    const failed = [3, 4, 5, 6].map((second) => probe(second, 1));
    const slow = look(new FactsKeeper(), { probes: [...failed, probe(7)] });
    expect(slow.healthyAt).toEqual({ [ID]: iso(probe(7).endMs) });
    // An earlier success may be lost where the probes are as rare as they are later on.
    const late = [100, 130, 160, 190].map((second) => probe(second, 1));
    const lost = look(new FactsKeeper(), { probes: [...late, probe(220)] });
    expect(lost.healthyAt).toEqual({});
  });

  it('includes the first probe that succeeded, where all since the start were told', () => {
    const probes = [probe(-30), probe(1, 1), probe(2), probe(32)];
    expect(look(new FactsKeeper(), { probes }).healthyAt).toEqual({ [ID]: iso(START + 2_100) });
    const withOlder = [probe(-30), ...FIVE_OLD.slice(0, 4)];
    expect(look(new FactsKeeper(), { probes: withOlder }).healthyAt).toEqual({
      [ID]: iso(START + 100_100),
    });
  });

  it('does not take the oldest of five for the first', () => {
    expect(look(new FactsKeeper(), { probes: FIVE_OLD }).healthyAt).toEqual({});
  });

  it('remembers it when Docker has forgotten, also from another replica', () => {
    const keeper = new FactsKeeper();
    const first = look(keeper, { probes: [probe(5)] });
    expect(look(keeper, { probes: FIVE_OLD }).healthyAt).toEqual(first.healthyAt);
    expect(look(new FactsKeeper(), { probes: FIVE_OLD }, { previous: first }).healthyAt).toEqual(
      first.healthyAt,
    );
  });

  it('sees it come after it was watched as starting, with more probes than are kept', () => {
    const keeper = new FactsKeeper();
    const starting = fakeContainer({ id: ID, startedAt: at, health: 'starting' });
    const failing = [10, 11, 12, 13, 14].map((second) => probe(second, 1));
    expect(look(keeper, { probes: failing, view: starting }).healthyAt).toEqual({});
    const then = [...failing.slice(2), probe(15), probe(45)];
    expect(look(keeper, { probes: then }).healthyAt).toEqual({ [ID]: iso(START + 15_100) });
  });

  it('begins anew with each start', () => {
    const keeper = new FactsKeeper();
    const first = look(keeper, { probes: [probe(5)] });
    const again = fakeContainer({ id: ID, startedAt: iso(START + 60_000) });
    const some = { probes: [probe(5)], startedAnew: true, view: again };
    const second = look(keeper, some, { previous: first });
    expect(second).toMatchObject({ healthyAt: {}, startedAnew: [ID] });
  });

  it('changes when anything in it does, or a start or an end, and then only', () => {
    const keeper = new FactsKeeper();
    const view = fakeContainer({ id: ID, startedAt: at });
    const changedAt = (some: Partial<ContainerView>, now: number) =>
      look(keeper, { view: { ...view, ...some } }, { now }).changedAt;
    expect(changedAt({}, 1)).toBe(iso(1));
    expect(changedAt({ health: 'unhealthy' }, 2)).toBe(iso(1));
    expect(changedAt({ state: 'exited', finishedAt: iso(START + 9) }, 3)).toBe(iso(3));
    expect(changedAt({ state: 'exited', finishedAt: iso(START + 9) }, 4)).toBe(iso(3));
  });

  it('stays while a container can not be read, and goes with it', () => {
    const keeper = new FactsKeeper();
    const first = look(keeper, {});
    const view = fakeContainer({ id: ID, startedAt: at });
    expect(keeper.note([view], [], null, 0).items).toEqual(first.items);
    expect(new FactsKeeper().note([view], [], first, 0).items).toEqual(first.items);
    expect(keeper.note([], [], first, 0)).toMatchObject({ items: [], startedAnew: [] });
  });
});

describe('what the timeline adds to the day', () => {
  const event = (
    kind: TimelineEvent['kind'],
    some: Partial<TimelineEvent> = {},
  ): TimelineEvent => ({
    id: '1-0',
    at: iso(START),
    kind,
    container: { id: ID, host: null, name: 'worker', service: 'worker', replica: 1 },
    network: null,
    exitCode: null,
    jobs: [],
    found: 'event',
    until: null,
    reason: null,
    ...some,
  });

  it('counts starts after the first, and what a comparison found', () => {
    const counts = countEvents([
      event('created'),
      event('started'),
      event('died'),
      event('started'),
      event('restarted'),
      event('oom'),
      event('restarted', { found: 'comparison' }),
      event('gap', { container: null }),
    ]);
    expect([...counts]).toEqual([['/worker', { oomKills: 1, restarts: 2 }]]);
  });

  it('has gaps that reach into it', () => {
    const gap = (from: number, until: number | null) =>
      event('gap', {
        at: iso(START + from),
        until: until === null ? null : iso(START + until),
        reason: 'away',
      });
    const day = [gap(-9, -1), gap(-5, 5), gap(10, 20), gap(30, null), event('oom')];
    expect(gapsOf(day, START)).toEqual([
      { from: iso(START), to: iso(START + 5), reason: 'away' },
      { from: iso(START + 10), to: iso(START + 20), reason: 'away' },
    ]);
  });
});
