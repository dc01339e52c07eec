import { parseConfig } from '@taskdeck/server/config';
import { createDockerEngine } from '@taskdeck/server/docker/create-docker-engine';
import type { DockerEvent } from '@taskdeck/server/docker/docker-event';
import { Containers } from '@taskdeck/server/schemas/container';
import { describe, expect, it, vi } from 'vitest';
import { FakeDockerDaemon, recorded } from '../fakes/docker-daemon.ts';
import { UNHURRIED_MS } from '../fakes/docker-setup.ts';
import { OOM } from '../fakes/docker-daemon-events.ts';

const until = (check: () => void) => vi.waitFor(check, { timeout: 20_000 });

/** One engine over two daemons: `here` first, then `lab`. */
async function setUpHosts(
  onTestFinished: (cleanUp: () => Promise<void>) => void,
  callMs = UNHURRIED_MS,
) {
  const here = await FakeDockerDaemon.start();
  const lab = await FakeDockerDaemon.start();
  // A container of its own, so that what is whose can be told.
  lab.containers = z64(recorded('containers'));
  const engine = createDockerEngine({
    host: 'off',
    hosts: [
      { name: 'here', url: here.host },
      { name: 'lab', url: lab.host },
    ],
    project: 'proto',
    log: { info: () => {}, warn: () => {} },
    callMs,
  });
  onTestFinished(async () => {
    await engine.close();
    await here.close();
    await lab.close();
  });
  const snapshot = async (): Promise<Containers> => Containers.parse(await engine.snapshot());
  return { here, lab, engine, snapshot };
}

/** The same containers with other ids, as on another machine. */
function z64(containers: unknown): unknown {
  const text = JSON.stringify(containers).replaceAll(
    /"Id":"([0-9a-f]{63})[0-9a-f]"/g,
    (_, id: string) => `"Id":"f${id}"`,
  );
  return JSON.parse(text);
}

describe('DOCKER_HOSTS', () => {
  const hosts = (DOCKER_HOSTS: string) => parseConfig({ DOCKER_HOSTS }).dockerHosts;

  it('names engines, one or more', () => {
    expect(hosts('')).toEqual([]);
    expect(hosts(' here = unix:///var/run/docker.sock , lab=tcp://10.0.0.7:2375,')).toEqual([
      { name: 'here', url: 'unix:///var/run/docker.sock' },
      { name: 'lab', url: 'tcp://10.0.0.7:2375' },
    ]);
  });

  it('tells every fault at once', () => {
    const list = 'tcp://a,Lab=tcp://b,x=ssh://c,x=off,=tcp://d,toolonganame-toolonganame=unix://e';
    const faults = [
      '"tcp://a" is not name=url',
      '"Lab" is no name',
      '"ssh://c" of "x" must be unix',
      '"x" is named twice',
      '"off" of "x" must be',
      '"" is no name',
      '"toolonganame-toolonganame" is no name',
      '"unix://e" of',
    ];
    let message = '';
    try {
      hosts(list);
    } catch (error) {
      message = String(error);
    }
    for (const fault of faults) expect(message).toContain(`DOCKER_HOSTS: ${fault}`);
  });

  it('takes ten at most', () => {
    const list = (length: number) => Array.from({ length }, (_, n) => `h${n}=tcp://h`).join(',');
    expect(hosts(list(10))).toHaveLength(10);
    expect(() => hosts(list(11))).toThrow('it takes at most 10');
  });
});

describe.concurrent('several hosts', { timeout: 60_000 }, () => {
  it('are shown as one, each container with its host', async ({ onTestFinished }) => {
    const { snapshot, engine } = await setUpHosts(onTestFinished);
    await until(async () => expect((await snapshot()).engine.state).toBe('connected'));
    const shown = await snapshot();
    expect(shown.items.map(({ host, service }) => `${host} ${service}`)).toEqual(
      ['here', 'lab'].flatMap((host) =>
        'docker-gate nginx redis server server worker worker worker'
          .split(' ')
          .map((service) => `${host} ${service}`),
      ),
    );
    expect(shown.engine).toMatchObject({ reason: null, version: '28.5.2+dfsg4', cpus: 4 });
    expect(shown.engines).toMatchObject([
      { host: 'here', state: 'connected', cpus: 2, at: expect.any(String) },
      { host: 'lab', state: 'connected' },
    ]);
    expect(engine.readings().map(({ view }) => view.host)).toEqual(
      shown.items.map(({ host }) => host),
    );
  });

  it('do not wait for one that hangs', async ({ onTestFinished }) => {
    const { here, lab, snapshot } = await setUpHosts(onTestFinished);
    await until(async () => expect((await snapshot()).items).toHaveLength(16));
    lab.faults = [{ match: /./, how: 'hang' }];
    for (let sample = 0; sample < 4; sample++) {
      const before = here.lines(/containers\/json/).length;
      // Once, unless the sample before took longer than it is waited for.
      await until(async () => {
        const { items, engines } = await snapshot();
        expect(items).toHaveLength(16);
        expect(engines[0]?.state).toBe('connected');
        expect(here.lines(/containers\/json/).length).toBeGreaterThan(before);
      });
    }
    // It still hangs: whoever had waited for it would wait now.
    expect(lab.answering).toBeGreaterThan(0);
  });

  it('say which one hangs, and keep what it told', async ({ onTestFinished }) => {
    const { lab, snapshot } = await setUpHosts(onTestFinished, 2_000);
    await until(async () => expect((await snapshot()).items).toHaveLength(16));
    lab.faults = [{ match: /./, how: 'hang' }];
    await until(async () => {
      const { engine, engines, at, items } = await snapshot();
      expect(items).toHaveLength(16);
      expect(engine).toMatchObject({
        state: 'unreachable',
        reason: expect.stringMatching(/^lab: Docker at .+ took too long/),
      });
      expect(engines[1]?.state).toBe('unreachable');
      // What is shown as fresh is of those that answer.
      expect(at).toBe(engines[0]?.at);
      expect(Date.parse(engines[1]?.at ?? '')).toBeLessThan(Date.parse(at ?? ''));
    });
  });

  it('are known as far as they answer when one never did', async ({ onTestFinished }) => {
    const { lab, snapshot, engine } = await setUpHosts(onTestFinished);
    await lab.down();
    await until(async () => {
      const { items, engines } = await snapshot();
      expect(items).toHaveLength(8);
      expect(engines[1]).toMatchObject({
        state: 'unreachable',
        at: null,
        reason: expect.stringMatching(/^There is no Docker socket/),
      });
    });
    expect(engine.readings()).toHaveLength(8);
    await lab.up();
    await until(async () => expect((await snapshot()).items).toHaveLength(16));
  });

  it('tell networks of the first one, and say so', async ({ onTestFinished }) => {
    const { here, engine, snapshot } = await setUpHosts(onTestFinished);
    // A host that takes long for its first answer is not waited for.
    await until(async () => expect((await snapshot()).items).toHaveLength(16));
    const facts = await engine.networks();
    expect(facts).toMatchObject({ trouble: null, others: ['lab'] });
    expect(facts.containers).toHaveLength(8);
    await here.down();
    await until(async () => {
      await engine.snapshot();
      expect((await engine.networks()).engine.state).toBe('unreachable');
    });
  });

  it('are proven as read-only together, or not at all', async ({ onTestFinished }) => {
    const { lab, engine } = await setUpHosts(onTestFinished);
    expect(await engine.access()).toMatchObject({ verdict: 'proven', reason: null });
    await lab.down();
    expect(await engine.access()).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringMatching(/^lab: /),
    });
  });
});

describe.concurrent('events of several hosts', { timeout: 60_000 }, () => {
  async function listen(onTestFinished: Parameters<typeof setUpHosts>[0], labIsAway: boolean) {
    const hosts = await setUpHosts(onTestFinished);
    if (labIsAway) await hosts.lab.down();
    const control = new AbortController();
    const told: DockerEvent[] = [];
    const ended = hosts.engine
      .events(null, control.signal, (event) => told.push(event))
      .catch((error: unknown) => (error instanceof Error ? error.message : 'no error'));
    const begun = ({ events }: FakeDockerDaemon) => until(() => expect(events.listeners).toBe(1));
    await begun(hosts.here);
    return { ...hosts, told, ended, begun, stop: () => control.abort() };
  }

  it('come with their host, until the signal aborts', async ({ onTestFinished }) => {
    const { here, lab, told, ended, begun, stop } = await listen(onTestFinished, false);
    await begun(lab);
    lab.events.tell(...OOM);
    await until(() => expect(told).toHaveLength(3));
    here.events.tell(...OOM);
    await until(() => expect(told).toHaveLength(6));
    expect(told.map(({ host }) => host)).toEqual(['lab', 'lab', 'lab', 'here', 'here', 'here']);
    stop();
    await ended;
    await until(() => expect([here.events.listeners, lab.events.listeners]).toEqual([0, 0]));
  });

  it('end with the stream of any, which is named', async ({ onTestFinished }) => {
    const { here, lab, told, ended, begun } = await listen(onTestFinished, false);
    await begun(lab);
    lab.events.tell(...OOM);
    await until(() => expect(told).toHaveLength(3));
    lab.events.end();
    expect(await ended).toMatch(/^lab: Docker at .+ stopped telling its events/);
    await until(() => expect(here.events.listeners).toBe(0));
  });

  it('go on while one host is away, and take it in when it is back', async ({ onTestFinished }) => {
    const { here, lab, told, ended, begun, stop } = await listen(onTestFinished, true);
    here.events.tell(...OOM);
    await until(() => expect(told).toHaveLength(3));
    await lab.up();
    await begun(lab);
    lab.events.tell(...OOM);
    await until(() => expect(told).toHaveLength(6));
    stop();
    expect(await ended).toBe('Nobody listens to the events any more.');
  });

  it('reject when none can be had', async ({ onTestFinished }) => {
    const { here, lab, engine } = await setUpHosts(onTestFinished);
    await here.down();
    await lab.down();
    const events = engine.events(null, new AbortController().signal, () => {});
    await expect(events).rejects.toThrow(/^(here|lab): There is no Docker socket/);
  });
});
