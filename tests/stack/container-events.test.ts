import { Containers, type ContainerView } from '@taskdeck/server/schemas/container';
import { Timeline } from '@taskdeck/server/schemas/timeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import { call, completed, job, submit } from './api.ts';
import { noEngine, sharedStack } from './shared-stack.ts';
import { Watch } from './watch.ts';

const stack = sharedStack();
const { project } = stack.settings;
const BACKEND = `${project}_backend`;

let watch: Watch;
beforeAll(async () => {
  watch = await Watch.open(stack);
});
afterAll(async () => {
  watch.close();
  await stack.restore();
});

/** Everything that the panel keeps of a container, oldest first. */
const timelineOf = async (id: string) => {
  const response = await call(stack, `/api/timeline?container=${id}&limit=200`);
  const { items } = Timeline.parse(await response.json());
  return items.filter(({ container }) => container?.id === id).toReversed();
};

describe.skipIf(noEngine)('what happens to a container', () => {
  let id = '';
  /** What its health check looks for. */
  const sign = (...command: string[]) => stack.docker('exec', id, ...command, '/tmp/sick');
  const isOnBackend = ({ networks }: ContainerView) =>
    networks.some(({ name }) => name === BACKEND);

  beforeAll(async () => {
    const fromMs = Date.now();
    const labels = { project, service: 'patient', 'container-number': '1', oneoff: 'False' };
    const labelled = Object.entries(labels).flatMap(([key, value]) => [
      '--label',
      `com.docker.compose.${key}=${value}`,
    ]);
    const health = ['--health-cmd', 'test ! -e /tmp/sick', '--health-interval', '3s'];
    const run = ['run', '--detach', '--init', '--network', BACKEND, ...labelled, ...health];
    id = (await stack.docker(...run, '--health-retries', '1', 'nginx:1.30', 'sleep', '600')).trim();
    await watch.shows(fromMs, id, (view) => view.health === 'healthy');
  });
  afterAll(() => stack.docker('rm', '--force', id));

  it('is shown as Docker tells it: its health', async () => {
    const falls = await watch.shown({
      id,
      kind: 'unhealthy',
      command: () => sign('touch'),
      isSo: ({ health, failingStreak }) => health === 'unhealthy' && failingStreak !== 0,
    });
    expect(falls.found).toBe('event');
    const recovers = await watch.shown({
      id,
      kind: 'healthy',
      command: () => sign('rm'),
      isSo: ({ health }) => health === 'healthy',
    });
    expect(recovers.found).toBe('event');
  });

  it('is shown as Docker tells it: that it leaves a network, and joins it', async () => {
    const leaves = await watch.shown({
      id,
      kind: 'disconnected',
      command: () => stack.docker('network', 'disconnect', BACKEND, id),
      isSo: (view) => !isOnBackend(view),
    });
    expect(leaves.found).toBe('event');
    const joins = await watch.shown({
      id,
      kind: 'connected',
      command: () => stack.docker('network', 'connect', BACKEND, id),
      isSo: isOnBackend,
    });
    expect(joins.found).toBe('event');
  });

  it('is shown as Docker tells it: a restart', async () => {
    const fromMs = Date.now();
    const restarts = await watch.shown({
      id,
      kind: 'restarted',
      command: () => stack.docker('restart', '--timeout', '1', id),
      isSo: ({ startedAt }) => Date.parse(startedAt ?? '') >= fromMs,
    });
    expect(restarts.found).toBe('event');
  });

  it('is still told when the container is gone', async () => {
    const fromMs = Date.now();
    await stack.docker('rm', '--force', id);
    await watch.event(fromMs, 'removal', ({ kind, container }) => {
      return kind === 'removed' && container?.id === id;
    });
    await watch.list(fromMs, 'no such container', ({ items }) =>
      items.every((view) => view.id !== id),
    );
    expect((await call(stack, `/api/containers/${id}`)).status).toBe(404);

    const kept = await timelineOf(id);
    const kinds = ['created', 'started', 'healthy', 'unhealthy', 'disconnected', 'connected'];
    const ends = ['died', 'restarted', 'removed'];
    expect(kept.map(({ kind }) => kind)).toEqual(expect.arrayContaining([...kinds, ...ends]));
    expect(kept.at(-1)?.kind).toBe('removed');
    expect(new Set(kept.map(({ container }) => container?.service))).toEqual(new Set(['patient']));
  });
});

describe.skipIf(noEngine)('a worker that is out of memory', () => {
  it('is shown as Docker tells it, and its job says so and runs elsewhere', async () => {
    // Long enough that it still runs when the memory is gone.
    const lost = await submit(stack, 'sleep', { durationMs: 30_000 });
    const id = await waitFor(async () => {
      const { state, container } = await job(stack, lost);
      return state === 'active' && container?.id;
    });
    const fromMs = Date.now();
    const { found } = await watch.shown({
      id,
      kind: 'oom',
      command: () => fillMemory(id),
      // Docker starts it again at once: between two looks it may be up already.
      isSo: ({ state, startedAt }) => state !== 'running' || Date.parse(startedAt ?? '') >= fromMs,
    });
    expect(found).toBe('event');
    await stack.docker('rm', '--force', id);

    const ended = await completed(stack, lost, 150_000);
    expect(ended.attempts).toMatchObject([
      { container: { id }, containerEnd: { kind: 'oom', exitCode: 137 } },
      { outcome: 'completed' },
    ]);
    expect(ended.container?.id).not.toBe(id);
    const kept = await timelineOf(id);
    for (const kind of ['oom', 'died'])
      expect(kept.find((one) => one.kind === kind)?.jobs).toContainEqual({
        id: lost,
        task: 'sleep',
      });
    expect(kept.at(-1)?.kind).toBe('removed');
  });
});

describe.skipIf(noEngine)('a gate that is away while a tab is open', () => {
  const containers = async () =>
    Containers.parse(await (await call(stack, '/api/containers')).json());
  it('leaves no gap without a mark, and the queue pages answer all the while', async () => {
    const reads: Promise<number>[] = [];
    const read = async (path: string) => (await call(stack, path)).status;
    const reading = setInterval(() => {
      reads.push(read('/api/stats'), read('/api/tasks?limit=5'));
    }, 200);
    const [notifier] = await stack.containers('notifier');
    const fromMs = Date.now();
    await stack.compose('stop', 'docker-gate');
    const isAway = async () => {
      const now = await containers();
      return now.engine.state !== 'connected' && now;
    };
    const { engine } = await waitFor(isAway, { timeoutMs: 30_000, what: 'Docker to be away' });
    expect(engine.reason).not.toBeNull();
    // What happens now, nobody sees.
    await stack.docker('restart', '--timeout', '1', notifier?.Id ?? '');
    await stack.compose('start', 'docker-gate');
    const backMs = Date.now();

    await watch.list(backMs, 'figures', ({ engine: { state }, items }) => {
      const running = items.filter((one) => one.state === 'running');
      return state === 'connected' && running.every(({ cpu }) => cpu.cores !== null);
    });
    const start = await watch.event(
      fromMs,
      'the start that nobody saw',
      ({ kind, container }) => kind === 'started' && container?.id === notifier?.Id,
    );
    clearInterval(reading);
    expect((await Promise.all(reads)).filter((status) => status !== 200)).toEqual([]);
    expect(reads.length).toBeGreaterThan(20);

    const gaps = watch.timeline().filter(({ kind }) => kind === 'gap');
    const isMarked = gaps.some(({ at, until }) => at <= start.at && start.at <= (until ?? ''));
    expect(start.found === 'event' || isMarked).toBe(true);
  });
});

/** Leaves a container 16 MiB to spare, and fills them with files, which its /dev/shm keeps in memory. */
async function fillMemory(id: string): Promise<void> {
  const used = await stack.docker('stats', '--no-stream', '--format', '{{.MemUsage}}', id);
  const limit = `${Math.ceil(Number.parseFloat(used)) + 16}m`;
  const limits = ['--memory', limit, '--memory-swap', limit, '--memory-reservation', '16m'];
  await stack.docker('update', ...limits, id);
  const fill = 'dd if=/dev/zero of=/dev/shm/ballast bs=1M count=60';
  // The kernel kills the largest process, which is the worker; what fills the memory may go with it.
  await stack.docker('exec', id, 'sh', '-c', fill).catch(() => undefined);
}
