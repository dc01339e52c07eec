import { describe, expect, inject, it } from 'vitest';
import { serviceOf } from './container.ts';
import { expectHardened, published } from './hardening.ts';
import { noEngine, sharedStack } from './shared-stack.ts';

describe.skipIf(noEngine)('every service', () => {
  const stack = sharedStack();
  it('is limited, locked down, watched and restarted', async () => {
    const containers = await stack.containers();
    expect(containers.length).toBe(10);
    for (const container of containers) expectHardened(container);
  });

  it('is healthy', async () => {
    const states = (await stack.containers()).map((one) => [
      serviceOf(one),
      one.State.Health?.Status ?? `exited ${one.State.ExitCode}`,
    ]);
    expect(Object.fromEntries(states)).toEqual({
      nginx: 'healthy',
      server: 'healthy',
      worker: 'healthy',
      notifier: 'healthy',
      redis: 'healthy',
      'docker-gate': 'healthy',
      secrets: 'exited 0',
    });
  });

  it('is published by Nginx alone, on this machine only', async () => {
    const ports = (await stack.containers()).flatMap(published);
    expect(ports).toEqual([`127.0.0.1:${stack.settings.panelPort}`]);
  });

  it('gives the worker more time to stop than its jobs may take', async () => {
    const [worker] = await stack.containers('worker');
    expect(worker?.Config.StopTimeout).toBe(35);
  });
});

describe.skipIf(noEngine)('measured', () => {
  const stack = sharedStack();
  it('idles below 120 MB a server and 100 MB a worker', () => {
    const memory = inject('measured')?.memoryMiB;
    expect(memory?.server.length).toBe(2);
    expect(memory?.worker.length).toBe(3);
    expect(Math.max(...(memory?.server ?? []))).toBeLessThan(120);
    expect(Math.max(...(memory?.worker ?? []))).toBeLessThan(100);
  });

  it.each([
    ['server', 'node:24-slim'],
    ['worker', 'node:24-slim'],
    ['nginx', 'nginx:1.30'],
  ])('adds at most 60 MB to the base of %s', async (service, base) => {
    const size = async (image: string) =>
      Number(await stack.docker('image', 'inspect', '--format', '{{.Size}}', image));
    const [container] = await stack.containers(service);
    const added = (await size(container?.Image ?? '')) - (await size(base));
    expect(added).toBeGreaterThan(0);
    expect(added).toBeLessThan(60_000_000);
  });
});
