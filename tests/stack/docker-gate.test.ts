import { DockerAccess } from '@taskdeck/server/schemas/docker-access';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { waitFor } from '../support/wait-for.ts';
import { call, completed, health, submit } from './api.ts';
import { MALFORMED, OF_SWARM, REFUSED, SMUGGLED, STRIPPED } from './gate-requests.ts';
import { noEngine, sharedStack } from './shared-stack.ts';
import { Stack } from './stack.ts';

/** Runs in a server's container: sends each text as it stands to a host, on a connection of its own, and prints every status line that came back. */
const SEND = `
const net = require('node:net');
const send = (text) => new Promise((resolve) => {
  let answer = '';
  const end = () => { resolve([...answer.matchAll(/HTTP\\/1\\.[01] (\\d{3})/g)].map(([, status]) => Number(status))); socket.destroy(); };
  const socket = net.connect(2375, process.argv[2], () => socket.write(text));
  socket.on('data', (chunk) => { answer += chunk; }).on('end', end).on('error', end).setTimeout(10000, end);
});
Promise.all(JSON.parse(process.argv[1]).map(send)).then((all) => process.stdout.write(JSON.stringify(all)));
`;

describe.skipIf(noEngine)('the docker gate', () => {
  const stack = sharedStack();
  const send = async (requests: readonly string[], gate = 'docker-gate') => {
    const args = ['-e', SEND, JSON.stringify(requests), gate];
    const answer = await stack.exec('server', 'node', ...args);
    return z.array(z.array(z.number())).parse(JSON.parse(answer));
  };
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
    const outcomes = await send(
      allowed.map((line) => `${line} HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n`),
    );
    expect(allowed.filter((_, at) => outcomes[at]?.[0] !== 200)).toEqual([]);
  });

  it('refuses every write, every read that gives something away, and every disguise', async () => {
    const outcomes = await send(REFUSED);
    expect(outcomes).toHaveLength(REFUSED.length);
    expect(REFUSED.filter((_, at) => outcomes[at]?.join() !== '403')).toEqual([]);
  });

  it('gives Docker nothing that is no proper request', async () => {
    const outcomes = await send(MALFORMED);
    const passed = MALFORMED.filter((_, at) =>
      (outcomes[at] ?? []).some((status) => ![400, 403, 405, 413, 505].includes(status)),
    );
    expect(passed).toEqual([]);
  });

  it('lets no request change the protocol, or hide another one in its body', async () => {
    for (const outcome of await send(STRIPPED)) expect(outcome).toEqual([200]);
    for (const outcome of await send(SMUGGLED)) {
      expect(outcome).toHaveLength(1);
      expect([200, 400, 403, 413]).toContain(outcome[0]);
    }
  });

  it('lets lists of a Swarm through with DOCKER_SWARM=on, and nothing else', async () => {
    const asked = new Stack(stack.settings, { DOCKER_SWARM: 'on' });
    const run = await asked.compose('run', '--detach', '--no-deps', 'docker-gate');
    const id = run.stdout.trim();
    try {
      const gates = await stack.containers('docker-gate');
      const gate = gates.find(({ Id }) => Id.startsWith(id));
      const network = `${stack.settings.project}_docker`;
      const host = gate?.NetworkSettings.Networks[network]?.IPAddress ?? '';
      const ping = ['GET /_ping HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n'];
      await waitFor(async () => (await send(ping, host))[0]?.[0] === 200, { timeoutMs: 30_000 });
      // 503: Docker says that it manages no Swarm.
      for (const outcome of await send(OF_SWARM, host)) expect([200, 503]).toContain(outcome[0]);
      const others = REFUSED.filter((text) => !OF_SWARM.includes(text));
      expect(REFUSED.length - others.length).toBe(OF_SWARM.length);
      const outcomes = await send(others, host);
      expect(others.filter((_, at) => outcomes[at]?.join() !== '403')).toEqual([]);
    } finally {
      await stack.docker('rm', '--force', '--volumes', id);
    }
  });

  it('is seen refusing by the panel itself', async () => {
    const checked = await call(stack, '/api/docker-access/check', { method: 'POST' });
    const access = DockerAccess.parse(await checked.json());
    expect(access.probes.filter(({ refused }) => !refused)).toEqual([]);
    expect(access.verdict).toBe('proven');
    expect(access.probes.length).toBeGreaterThan(30);
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
