import { expect, it } from 'vitest';
import { freePort } from '../../scripts/redis.mjs';
import { runProcess } from '../support/processes.ts';
import { startRedis } from '../support/redis.ts';
import { waitFor } from '../support/wait-for.ts';

it('a server that is there before its Redis prints a sign-in link once Redis has come', async () => {
  const redis = await startRedis();
  await redis.kill();
  const PORT = String(await freePort());
  const server = runProcess('server', {
    REDIS_URL: redis.urlOf('server'),
    DOCKER_HOST: 'off',
    PORT,
  });
  const printed = (words: string) =>
    waitFor(() => server.output.find((line) => line.includes(words)), {
      timeoutMs: 30_000,
      what: `the server to print ${words}`,
    });
  await printed('Redis is away');
  await printed('Listening');
  await redis.restart();
  expect(await printed('Sign in once')).toContain(`/sign-in#`);
  await server.kill();
  await redis.remove();
});
