import { afterAll, describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import { call, health } from './api.ts';
import { noEngine, sharedStack } from './shared-stack.ts';

describe.skipIf(noEngine)('replicas', () => {
  const stack = sharedStack();
  afterAll(() => stack.restore());

  it('scales to five workers and three servers, and Nginx finds them', async () => {
    await stack.compose('up', '-d', '--wait', '--scale', 'worker=5', '--scale', 'server=3');

    // The notifier is one of them.
    await waitFor(async () => (await health(stack)).checks.workers === 6, { timeoutMs: 30_000 });
    const hosts = await waitFor(
      async () => {
        await Promise.all(Array.from({ length: 6 }, () => call(stack, '/api/stats')));
        const { stdout } = await stack.compose('logs', '--no-log-prefix', '--tail', '20', 'nginx');
        const upstreams = new Set(stdout.match(/"upstream":"[\d.]+:3000"/g));
        return upstreams.size === 3 ? upstreams : null;
      },
      { timeoutMs: 60_000, intervalMs: 200, what: 'Nginx to use three servers' },
    );
    expect(hosts.size).toBe(3);
  });

  it('answers every read while a server is killed', async () => {
    await stack.restore();
    const [victim] = await stack.containers('server');
    const reads: Promise<number>[] = [];
    const read = async () => (await call(stack, '/api/stats')).status;
    // 50 a second: as dense as it can be below the rate limit of one address.
    const reading = setInterval(() => reads.push(read()), 20);
    await waitFor(() => reads.length > 50, { timeoutMs: 60_000 });
    await stack.docker('kill', '--signal', 'KILL', victim?.Id ?? '');
    await waitFor(() => reads.length > 300, { timeoutMs: 60_000 });
    clearInterval(reading);

    const statuses = await Promise.all(reads);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
  });

  it('says in JSON that no server answers, and goes on serving the panel', async () => {
    await stack.compose('stop', '--timeout', '5', 'server');

    const api = await waitFor(async () => {
      const response = await call(stack, '/api/stats', {
        headers: { 'x-request-id': 'away-0001' },
      });
      return response.status === 503 ? response : null;
    });
    expect(api.headers.get('retry-after')).toBe('2');
    expect(await api.json()).toMatchObject({
      error: { code: 'SERVER_UNAVAILABLE', requestId: 'away-0001', message: expect.any(String) },
    });
    const trpc = await call(stack, '/trpc/stats');
    expect(trpc.status).toBe(503);
    expect(await trpc.json()).toMatchObject({
      error: { data: { httpStatus: 503, app: { code: 'SERVER_UNAVAILABLE' } } },
    });
    expect((await fetch(`${stack.url}/jobs`)).status).toBe(200);

    await stack.compose('start', 'server');
    await waitFor(async () => (await health(stack)).status === 'ok', { timeoutMs: 60_000 });
  });
});
