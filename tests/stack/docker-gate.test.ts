import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { waitFor } from '../support/wait-for.ts';
import { completed, health, submit } from './api.ts';
import { noEngine, sharedStack } from './shared-stack.ts';

/** Runs in a server's container: sends each "METHOD target" as it stands and prints the statuses. */
const SEND = `
const http = require('node:http');
const send = (line) => new Promise((resolve, reject) => {
  const [method, path] = line.split(' ');
  const request = http.request({ host: 'docker-gate', port: 2375, method, path }, (response) => {
    response.destroy();
    resolve(response.statusCode);
  });
  request.on('error', reject).end();
});
Promise.all(JSON.parse(process.argv[1]).map(send)).then((all) => process.stdout.write(JSON.stringify(all)));
`;

describe.skipIf(noEngine)('the docker gate', () => {
  const stack = sharedStack();
  const statuses = async (requests: readonly string[]): Promise<Record<string, number>> => {
    const answer = await stack.exec('server', 'node', '-e', SEND, JSON.stringify(requests));
    const all = z.array(z.number()).parse(JSON.parse(answer));
    return Object.fromEntries(requests.map((request, at) => [request, all[at] ?? 0]));
  };
  const all = (requests: readonly string[], status: number) =>
    Object.fromEntries(requests.map((request) => [request, status]));
  const someId = async () => (await stack.containers('redis'))[0]?.Id ?? '';

  it('lets the panel read what it shows', async () => {
    const id = await someId();
    const allowed = [
      'GET /_ping',
      'HEAD /_ping',
      'GET /version',
      'GET /v1.44/info',
      'GET /containers/json?all=1',
      'GET /v1.44/containers/json?all=true&filters=%7B%7D',
      `GET /containers/${id}/json`,
      `GET /containers/${id}/stats?stream=false&one-shot=true`,
      'GET /networks',
      'GET /events?since=1&until=2',
    ];
    expect(await statuses(allowed)).toEqual(all(allowed, 200));
  });

  it('refuses every write and every read that gives secrets or files away', async () => {
    const id = await someId();
    const refused = [
      'POST /containers/create',
      `POST /containers/${id}/exec`,
      `POST /containers/${id}/stop`,
      `DELETE /containers/${id}`,
      `PUT /containers/${id}/archive?path=/`,
      `GET /containers/${id}/archive?path=/run/secrets`,
      `HEAD /containers/${id}/archive?path=/run/secrets`,
      `GET /containers/${id}/export`,
      `GET /containers/${id}/logs?stdout=1`,
      `GET /containers/${id}/top`,
      `GET /containers/${id}/attach/ws?stream=1&stdin=1`,
      `GET /containers/${id.slice(0, 12)}/json`,
      `GET /containers/${id}/json?size=1`,
      `GET /containers/${id}/../${id}/export`,
      `GET /containers/${id}%2fexport`,
      `GET //containers/json`,
      'GET /images/json',
      'GET /volumes',
      'GET /secrets',
      'GET /configs',
      'GET /swarm',
      'GET /system/df',
      'GET /plugins',
      'POST /build',
      'POST /session',
    ];
    expect(await statuses(refused)).toEqual(all(refused, 403));
  });

  it('is missed by the containers page only', async () => {
    await stack.compose('stop', '--timeout', '5', 'docker-gate');
    try {
      await waitFor(async () => (await health(stack)).checks.docker === 'down', {
        timeoutMs: 30_000,
      });
      const id = await submit(stack, 'sleep', { durationMs: 50, steps: 1 });
      expect((await completed(stack, id)).state).toBe('completed');
    } finally {
      await stack.compose('start', 'docker-gate');
    }
    await waitFor(async () => (await health(stack)).checks.docker === 'up', { timeoutMs: 30_000 });
  });
});
