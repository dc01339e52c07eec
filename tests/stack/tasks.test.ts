import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { waitFor } from '../support/wait-for.ts';
import { call, completed, job, submit } from './api.ts';
import { noEngine, sharedStack } from './shared-stack.ts';

const Files = z.object({ files: z.array(z.object({ name: z.string(), url: z.string() })) });

describe.skipIf(noEngine)('tasks that need the stack', () => {
  const stack = sharedStack();

  it('run a program in a worker, whose file is served through Nginx', async () => {
    const input = { program: 'random-walk', parameters: { steps: 100, seed: 7 } };
    const done = await completed(stack, await submit(stack, 'run-program', input));
    expect(done).toMatchObject({ queue: 'heavy', container: { service: 'worker' } });
    const [file] = Files.parse(done.result).files;
    const response = await call(stack, file?.url ?? '');
    expect(response.headers.get('content-disposition')).toContain('walk.csv');
    expect((await response.text()).split('\n')[0]).toBe('step,position');
  });

  it('run a program of the system', async () => {
    const input = { program: 'factor', parameters: { number: 1_000_003 * 999_983 } };
    const done = await completed(stack, await submit(stack, 'run-program', input));
    expect(done.result).toMatchObject({ exitCode: 0, files: [] });
  });

  it('let the server read what workers write, and no more', async () => {
    const touch = (service: string) =>
      stack.exec(service, 'sh', '-c', 'touch /artifacts/x 2>/dev/null && echo yes || echo no');
    expect((await touch('worker')).trim()).toBe('yes');
    expect((await touch('server')).trim()).toBe('no');
    expect((await stack.exec('server', 'ls', '/artifacts')).split('\n')).toContain('x');
  });

  it('send webhooks from the notifier alone, and never to the stack itself', async () => {
    const [redis] = await stack.containers('redis');
    const [network] = Object.values(redis?.NetworkSettings.Networks ?? {});
    const url = `http://${network?.IPAddress}:6379/`;
    const id = await submit(stack, 'notify', { url });
    const ended = await waitFor(
      async () => {
        const now = await job(stack, id);
        return now.state === 'failed' ? now : null;
      },
      { timeoutMs: 20_000, what: 'the webhook to be refused' },
    );
    expect(ended).toMatchObject({
      queue: 'notifications',
      error: { code: 'DELIVERY_REFUSED' },
      container: { service: 'notifier' },
      attemptsMade: 1,
    });
  });
});
