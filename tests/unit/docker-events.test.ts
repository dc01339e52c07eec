import type { DockerEvent } from '@taskdeck/server/docker/docker-event';
import { describe, expect, it, vi } from 'vitest';
import { EVENTS, OOM } from '../fakes/docker-daemon-events.ts';
import { setUpDocker } from '../fakes/docker-setup.ts';

type Setup = Awaited<ReturnType<typeof setUpDocker>>;

/** Listens until the test ends: what was told, and why it ended. */
function listen({ engine }: Pick<Setup, 'engine'>, sinceMs: number | null = null) {
  const control = new AbortController();
  const told: DockerEvent[] = [];
  const ended = engine
    .events(sinceMs, control.signal, (event) => told.push(event))
    .catch((error: unknown) => (error instanceof Error ? error.message : 'no error'));
  return { told, ended, stop: () => control.abort() };
}

/** Several daemons at once on a busy machine take their time. */
const until = (check: () => void) => vi.waitFor(check, { timeout: 20_000 });

/** Until the daemon has as many streams open. */
const streams = ({ daemon }: Setup, count: number) =>
  until(() => expect(daemon.events.listeners).toBe(count));

describe.concurrent('the stream of events', { timeout: 60_000 }, () => {
  it('tells them as they happen, and asks for no other', async ({ onTestFinished }) => {
    const setup = await setUpDocker(onTestFinished);
    const { told, stop, ended } = listen(setup);
    await streams(setup, 1);
    setup.daemon.events.tell(...EVENTS);
    // Of 158: without 66 of health checks, 4 of networks made, 2 of volumes, and 3 kills, whose outcome is told.
    await until(() => expect(told).toHaveLength(83));
    expect(told.map(({ atMs }) => atMs)).toEqual(told.map(({ atMs }) => atMs).sort());
    const [line = ''] = setup.daemon.lines(/\/events/);
    expect(decodeURIComponent(line)).toMatch(
      /^GET \/events\?filters=\{"type":\["container","network"\],"event":\[[a-z_",]+\]\}$/,
    );
    expect(line).not.toContain('exec');
    stop();
    expect(await ended).toBe('Nobody listens to the events any more.');
    await streams(setup, 0);
  });

  it('begins with those since a time, to the millisecond', async ({ onTestFinished }) => {
    const setup = await setUpDocker(onTestFinished);
    setup.daemon.events.ring = EVENTS;
    const { told } = listen(setup, 1795345302233);
    await until(() => expect(told[0]?.kind).toBe('oom'));
    expect(setup.daemon.lines(/since=1795345302\.233$/)).toHaveLength(1);
  });

  it('tells of networks also for containers that are gone', async ({ onTestFinished }) => {
    const setup = await setUpDocker(onTestFinished);
    setup.daemon.containers = [];
    const id = 'b8589a74f22746a16ebb3f344b24fd9df98a29ccdfdc1dc7715c194afd31f4f9';
    const { told } = listen(setup);
    await streams(setup, 1);
    setup.daemon.events.tell(...EVENTS.filter((event) => JSON.stringify(event).includes(id)));
    await until(() => expect(told.at(-1)?.kind).toBe('removed'));
    expect(told.filter(({ network }) => network !== null)[0]).toMatchObject({
      kind: 'connected',
      name: 'proto-redis-commander-1',
      service: 'redis-commander',
    });
  });

  it('is not cut off by being quiet', async ({ onTestFinished }) => {
    const setup = await setUpDocker(onTestFinished, { callMs: 2_000 });
    const { engine } = setup;
    await until(async () => expect((await engine.snapshot()).engine.state).toBe('connected'));
    const { told } = listen(setup);
    await streams(setup, 1);
    // A question may idle for 3 s; a stream for longer.
    await new Promise((resolve) => setTimeout(resolve, 3_500));
    setup.daemon.events.tell(...OOM);
    await until(() => expect(told).toHaveLength(3));
    expect(setup.daemon.lines(/\/events/)).toHaveLength(1);
  });

  it('is opened anew when it falls silent, and tells each event once', async ({
    onTestFinished,
  }) => {
    const setup = await setUpDocker(onTestFinished, { silenceMs: 100 });
    const { told } = listen(setup);
    await streams(setup, 1);
    const [unpause, ...later] = OOM;
    if (unpause !== undefined) setup.daemon.events.tell(unpause);
    await until(() => expect(told).toHaveLength(1));
    setup.daemon.events.silent = true;
    setup.daemon.events.tell(...later);
    await until(() => expect(told).toHaveLength(3));
    await until(() => expect(setup.daemon.lines(/\/events/).length).toBeGreaterThan(3));
    expect(told.map(({ kind }) => kind)).toEqual(['unpaused', 'oom', 'died']);
    await streams(setup, 1);
  });

  it('ends when the engine is closed', async ({ onTestFinished }) => {
    const setup = await setUpDocker(onTestFinished);
    const { ended } = listen(setup);
    await streams(setup, 1);
    await setup.engine.close();
    expect(await ended).toMatch(/^[A-Z].+\.$/);
  });

  it('can be had again after the daemon restarted', async ({ onTestFinished }) => {
    const setup = await setUpDocker(onTestFinished);
    const first = listen(setup);
    await streams(setup, 1);
    await setup.daemon.down();
    expect(await first.ended).toMatch(/connection .+ failed|broke off/);
    expect(await listen(setup).ended).toMatch(/^There is no Docker socket at /);
    await setup.daemon.up();
    const { told } = listen(setup);
    await streams(setup, 1);
    setup.daemon.events.tell(...OOM);
    await until(() => expect(told).toHaveLength(3));
  });
});

describe.concurrent('a stream of events that is not well', { timeout: 60_000 }, () => {
  const half = JSON.stringify(OOM[0]).slice(0, 100);
  const faults: readonly (readonly [string, (setup: Setup) => void, RegExp, number?])[] = [
    ['ends', ({ daemon }) => daemon.events.end(), /stopped telling its events/],
    ['is cut', ({ daemon }) => daemon.events.end('cut'), /connection .+ failed/],
    ['is not JSON', ({ daemon }) => daemon.events.write('<html>\n'), /can't be read/],
    ['has a line without end', ({ daemon }) => daemon.events.write('x'.repeat(70_000)), /can't be/],
    [
      'ends in the middle of a line',
      ({ daemon }) => {
        daemon.events.write(half);
        daemon.events.end();
      },
      /broke off in the middle/,
    ],
    [
      'falls silent in the middle of a line',
      ({ daemon }) => daemon.events.write(half),
      /broke off in the middle/,
      // What is done to a stream just before it is opened anew is lost with it: so not too soon, and in no other case.
      3_000,
    ],
  ];
  it.for(faults)('because it %s rejects', async (row, { onTestFinished }) => {
    const [, harm, reason, silenceMs = 60_000] = row;
    const setup = await setUpDocker(onTestFinished, { silenceMs });
    const { ended, told } = listen(setup);
    await streams(setup, 1);
    setup.daemon.events.tell(...OOM);
    await until(() => expect(told).toHaveLength(3));
    harm(setup);
    expect(await ended).toMatch(reason);
    await streams(setup, 0);
  });

  it.for([
    ['refuses them', { status: 403 }, /allow-list/],
    ['fails', { status: 500 }, /HTTP 500/],
    ['hangs', 'hang', /took too long/],
    ['breaks off before the first', 'half', /can't be read|failed|broke off/],
  ] as const)('because the daemon %s rejects', async ([, how, reason], { onTestFinished }) => {
    const setup = await setUpDocker(onTestFinished, how === 'hang' ? { callMs: 2_000 } : {});
    setup.daemon.faults = [{ match: /\/events/, how }];
    expect(await listen(setup).ended).toMatch(reason);
  });

  it('passes over lines that are no events', async ({ onTestFinished }) => {
    const setup = await setUpDocker(onTestFinished);
    const { told } = listen(setup);
    await streams(setup, 1);
    setup.daemon.events.write('\n{"Type":5}\n[]\nnull\n');
    setup.daemon.events.tell(...OOM);
    await until(() => expect(told).toHaveLength(3));
  });
});
