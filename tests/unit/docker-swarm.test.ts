import { Swarm } from '@taskdeck/server/schemas/swarm';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { recorded } from '../fakes/docker-daemon.ts';
import { setUpDocker } from '../fakes/docker-setup.ts';

type SetUp = Parameters<typeof setUpDocker>;

/** When the answers were recorded. */
const RECORDED = Date.parse('2026-11-23T12:23:54Z');
const ASKED = /\/(services|tasks|nodes)\b/;
const Rows = z.array(z.record(z.string(), z.unknown()));

/** A daemon that manages the recorded Swarm, and a server that asks about it. */
async function setUpSwarm(onTestFinished: SetUp[0], options: SetUp[1] = {}) {
  const setUp = await setUpDocker(onTestFinished, { project: 'shop', swarm: true, ...options });
  setUp.daemon.info = recorded('swarm-info');
  setUp.daemon.containers = recorded('swarm-containers');
  setUp.clock.ms = RECORDED;
  return setUp;
}

describe('a Swarm, as recorded', () => {
  it('is told as services with what runs of them, of the own stack alone', async ({
    onTestFinished,
  }) => {
    const { engine, daemon } = await setUpSwarm(onTestFinished);
    const swarm = await engine.swarm();
    expect(Swarm.parse(swarm)).toEqual(swarm);
    expect(swarm).toMatchObject({
      state: 'connected',
      reason: null,
      at: '2026-11-23T12:23:54.000Z',
    });
    expect(
      swarm.services.map(({ name, stack, mode, running, desired, job }) =>
        [stack, name, mode, `${running}/${desired}`, job?.completed].join(' '),
      ),
    ).toEqual([
      'shop agent global 1/1 ',
      'shop migrate job 0/1 1',
      'shop once replicated 0/1 ',
      'shop trainer replicated 0/2 ',
      'shop web replicated 2/2 ',
      'shop worker replicated 0/1 ',
    ]);
    expect(swarm.services[0]).toMatchObject({ image: 'nginx:1.30', job: null });
    expect(swarm.nodes).toEqual([
      {
        id: 'lok28fw8j1z1ryo90pagiiugx',
        hostname: 'docker-host',
        role: 'manager',
        availability: 'active',
        state: 'ready',
        leader: true,
        cpus: 2,
        memoryBytes: 25276510208,
        engineVersion: '28.5.2+dfsg4',
      },
    ]);
    const filter = 'filters=%7B%22label%22%3A%5B%22com.docker.stack.namespace%3Dshop%22%5D%7D';
    expect(daemon.lines(ASKED).sort()).toEqual([
      'GET /nodes',
      `GET /services?status=true&${filter}`,
      `GET /tasks?${filter}`,
    ]);
  });

  it('tells of each place without a running task why, and of no other', async ({
    onTestFinished,
  }) => {
    const { engine } = await setUpSwarm(onTestFinished);
    const { services } = await engine.swarm();
    const troubled = services.filter(({ troubledTotal }) => troubledTotal > 0);
    expect(troubled.map(({ name, troubledTotal }) => [name, troubledTotal])).toEqual([
      ['once', 1],
      ['trainer', 2],
      ['worker', 1],
    ]);
    const [once, trainer, worker] = troubled.map(({ troubled: [first] }) => first);
    expect(once).toEqual({
      replica: 1,
      node: 'docker-host',
      desired: 'shutdown',
      observed: 'failed',
      since: '2026-11-23T12:23:00.834Z',
      error: 'task: non-zero exit (4)',
      exitCode: 4,
      failures: 1,
    });
    expect(trainer).toMatchObject({
      node: null,
      desired: 'running',
      observed: 'pending',
      error: 'no suitable node (scheduling constraints not satisfied on 1 node)',
      exitCode: null,
      failures: 0,
    });
    // The next try waits, and has no error yet: told is that of the one before.
    expect(worker).toMatchObject({
      node: 'docker-host',
      desired: 'ready',
      observed: 'pending',
      error: 'task: non-zero exit (3)',
      exitCode: 3,
      failures: 5,
    });
  });

  it('does not call a task well that failed lately and has just begun again', async ({
    onTestFinished,
  }) => {
    const { engine, daemon, clock } = await setUpSwarm(onTestFinished);
    const Timestamp = '2026-11-23T12:23:54Z';
    daemon.tasks = Rows.parse(recorded('swarm-tasks')).map((task) =>
      task['DesiredState'] === 'ready'
        ? { ...task, DesiredState: 'running', Status: { State: 'running', Timestamp } }
        : task,
    );
    const worker = async () => {
      const { services } = await engine.swarm();
      return services.find(({ name }) => name === 'worker')?.troubled[0];
    };
    clock.ms += 5_000;
    expect(await worker()).toMatchObject({ observed: 'running', exitCode: 3, failures: 5 });
    clock.ms += 60_000;
    expect(await worker()).toBeUndefined();
  });

  it('is all stacks without a project, and gives away nothing of what services are made of', async ({
    onTestFinished,
  }) => {
    const { engine, daemon } = await setUpSwarm(onTestFinished, { project: '*' });
    const [snapshot, swarm] = [await engine.snapshot(), await engine.swarm()];
    expect(swarm.services.map(({ stack, name }) => [stack, name]).slice(0, 2)).toEqual([
      [null, 'lonely'],
      ['other', 'cache'],
    ]);
    expect(daemon.lines(ASKED).join()).not.toContain('filters');
    expect(JSON.stringify(recorded('swarm-tasks'))).toContain('arg-secret-1');
    const told = JSON.stringify([snapshot.items, swarm]);
    expect(told).not.toMatch(/secret|TOKEN|PASSWORD|--token|CERTIFICATE|mount-|daemon off|127\.0/);
  });

  it('has containers by service and place, of the own stack alone', async ({ onTestFinished }) => {
    const { engine, daemon } = await setUpSwarm(onTestFinished);
    const { items } = await engine.snapshot();
    expect(items.map(({ service, replica }) => [service, replica])).toEqual([
      ['agent', null],
      ['migrate', null],
      ['once', 1],
      ['web', 1],
      ['web', 2],
      ['worker', 1],
    ]);
    daemon.containers = recorded('containers');
    expect((await engine.snapshot()).items).toEqual([]);
  });
});

describe('asking about a Swarm', () => {
  it('is not done unless it is switched on', async ({ onTestFinished }) => {
    const { engine, daemon } = await setUpSwarm(onTestFinished, { swarm: false });
    expect(await engine.swarm()).toMatchObject({ state: 'off', at: null, services: [] });
    await engine.snapshot();
    expect(daemon.lines(ASKED)).toEqual([]);
    expect(daemon.lines(/stack\.namespace/)).toEqual([]);
  });

  it('is not done of an engine that manages none', async ({ onTestFinished }) => {
    const { engine, daemon } = await setUpSwarm(onTestFinished);
    daemon.info = recorded('info');
    expect(await engine.swarm()).toMatchObject({ state: 'not-manager', services: [] });
    expect(daemon.lines(ASKED)).toEqual([]);
  });

  it('happens every 10 s at most, however many ask', async ({ onTestFinished }) => {
    const { engine, daemon, clock } = await setUpSwarm(onTestFinished);
    const [first, second] = await Promise.all([engine.swarm(), engine.swarm()]);
    clock.ms += 9_000;
    expect([second, await engine.swarm()]).toEqual([first, first]);
    expect(daemon.lines(ASKED)).toHaveLength(3);
    clock.ms += 1_000;
    expect((await engine.swarm()).at).toBe('2026-11-23T12:24:04.000Z');
    expect(daemon.lines(ASKED)).toHaveLength(6);
  });

  it('keeps what was seen last while it fails, with the reason', async ({ onTestFinished }) => {
    const { engine, daemon, clock } = await setUpSwarm(onTestFinished);
    const before = await engine.swarm();
    const after = async (status: number) => {
      daemon.faults = [{ match: /\/tasks/, how: { status } }];
      clock.ms += 10_000;
      return engine.swarm();
    };
    const { services, at } = before;
    expect(await after(403)).toMatchObject({ state: 'unavailable', services, at });
    expect((await after(403)).reason).toContain('nginx/swarm/on.conf');
    expect((await after(500)).reason).toContain('HTTP 500');
    // As an engine answers that has left it.
    expect(await after(503)).toMatchObject({ state: 'not-manager', services: [], at: null });
    daemon.faults = [];
    clock.ms += 10_000;
    expect(await engine.swarm()).toEqual({ ...before, at: '2026-11-23T12:24:44.000Z' });
  });

  it('delays no sample of containers while a manager is stuck', async ({ onTestFinished }) => {
    const { engine, daemon } = await setUpSwarm(onTestFinished);
    await engine.snapshot();
    daemon.faults = [{ match: ASKED, how: 'hang' }];
    const stuck = engine.swarm();
    expect((await engine.snapshot()).engine.state).toBe('connected');
    expect(daemon.answering).toBe(3);
    await daemon.down();
    expect(await stuck).toMatchObject({ state: 'unavailable', at: null });
  });

  it('tells of a large one no more than fits, and how much is left out', async ({
    onTestFinished,
  }) => {
    const { engine, daemon } = await setUpSwarm(onTestFinished, { project: '*' });
    const [service] = Rows.parse(recorded('swarm-services'));
    const [task] = Rows.parse(recorded('swarm-tasks'));
    const [node] = Rows.parse(recorded('swarm-nodes'));
    const many = (count: number, make: (n: number) => unknown) =>
      Array.from({ length: count }, (_, n) => make(n));
    // The year 20000 has another form than `Instant` takes.
    const Timestamp = new Date(568_971_820_800_000).toISOString();
    const Err = `\u001b[2J\u202e${'x'.repeat(5_000)}`;
    daemon.services = many(250, (n) => ({ ...service, ID: `s${n}` }));
    daemon.tasks = many(2_500, (n) => ({
      ...task,
      ServiceID: `s${n % 250}`,
      Slot: n + 1,
      Status: { State: 'failed', Err, Timestamp },
    }));
    daemon.nodes = many(130, (n) => ({ ...node, ID: `n${n}` }));
    const { services, nodes, omitted } = await engine.swarm();
    expect([services.length, nodes.length, omitted]).toEqual([
      200,
      100,
      { services: 50, nodes: 30 },
    ]);
    expect(services.flatMap(({ troubled }) => troubled)).toHaveLength(50);
    expect(services[0]).toMatchObject({ troubledTotal: 10, troubled: { length: 5 } });
    expect(services[0]?.troubled[0]?.since).toBeNull();
    const error = services[0]?.troubled[0]?.error ?? '';
    expect([error.length, error.slice(0, 7)]).toEqual([300, '�[2J�xx']);
  });
});
