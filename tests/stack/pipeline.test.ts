import { describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import { completed, health, job, submit } from './api.ts';
import { serviceOf } from './container.ts';
import { noEngine, sharedStack } from './shared-stack.ts';

describe.skipIf(noEngine)('the pipeline', () => {
  const stack = sharedStack();
  it('runs a job that was submitted through Nginx, and says where', async () => {
    const id = await submit(stack, 'sleep', { durationMs: 200, steps: 2 }, 'stack-test-0001');

    const done = await completed(stack, id);

    expect(done).toMatchObject({ requestId: 'stack-test-0001', container: { service: 'worker' } });
    const workers = await stack.containers('worker');
    expect(workers.map(({ Id }) => Id)).toContain(done.container?.id);
  });

  it('prices an option on a thread of a worker', async () => {
    const id = await submit(stack, 'monte-carlo', { paths: 20_000, steps: 20, seed: 7 });

    expect((await completed(stack, id)).result).toMatchObject({ price: expect.any(Number) });
  });

  it('takes all three worker replicas into work', async () => {
    const ids = await Promise.all(
      Array.from({ length: 30 }, () => submit(stack, 'sleep', { durationMs: 3000, steps: 2 })),
    );

    const jobs = await Promise.all(ids.map((id) => completed(stack, id, 60_000)));

    const worked = new Set(jobs.map(({ container }) => container?.id));
    const replicas = (await stack.containers('worker')).map(({ Id }) => Id);
    expect([...worked].sort()).toEqual(replicas.sort());
  });

  it('lets stopped workers finish what they run', async () => {
    const id = await submit(stack, 'sleep', { durationMs: 3000, steps: 3 });
    await waitFor(async () => (await job(stack, id)).state === 'active');

    await stack.compose('stop', 'worker');

    const done = await job(stack, id);
    expect([done.state, done.attempts.length]).toEqual(['completed', 1]);
    const exits = (await stack.containers('worker')).map(({ State }) => State.ExitCode);
    expect(exits).toEqual([0, 0, 0]);
    await stack.compose('start', 'worker');
    await waitFor(async () => (await health(stack)).checks.workers === 4, { timeoutMs: 60_000 });
  });

  it('loses nothing when a worker container is killed while it works', async () => {
    const id = await submit(stack, 'sleep', { durationMs: 15_000, steps: 4 });
    const running = await waitFor(async () => {
      const now = await job(stack, id);
      return now.state === 'active' && now.container !== null ? now : null;
    });
    await stack.docker('kill', '--signal', 'KILL', running.container?.id ?? '');

    const done = await completed(stack, id, 120_000);

    expect(done.worker).not.toBe(running.worker);
    expect(done.attempts.map(({ outcome }) => outcome)).toEqual(['lost', 'completed']);

    await stack.restore();
    const workers = (await stack.containers()).filter((one) => serviceOf(one) === 'worker');
    expect(workers.map(({ State }) => State.Health?.Status)).toEqual(Array(3).fill('healthy'));
    await waitFor(async () => (await health(stack)).checks.workers === 4, { timeoutMs: 60_000 });
  });
});
