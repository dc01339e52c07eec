import { connect, createServer } from 'node:net';
import { ACCESS_PROBES, SWARM_PROBES } from '@taskdeck/server/docker/access-check';
import { createDockerEngine } from '@taskdeck/server/docker/create-docker-engine';
import { describe, expect, it, onTestFinished } from 'vitest';
import { setUpDocker } from '../fakes/docker-setup.ts';

const log = { info: () => {}, warn: () => {} };

/** Passes bytes on to a Unix socket, as a careless proxy does. */
async function tunnelTo(socketPath: string): Promise<string> {
  const server = createServer((one) => {
    const other = connect(socketPath);
    one.pipe(other).pipe(one);
    for (const side of [one, other]) side.on('error', () => side.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => void server.close());
  const address = server.address();
  return `tcp://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

describe('the check of the gate in front of Docker', () => {
  it('proves that everything dangerous is refused, and that none of it reached Docker', async () => {
    const { daemon, engine } = await setUpDocker(onTestFinished);
    const access = await engine.access();
    expect(access).toMatchObject({ verdict: 'proven', reason: null });
    expect(access.probes).toHaveLength(ACCESS_PROBES.length + SWARM_PROBES.length);
    expect(access.probes.every(({ refused, status }) => refused && status === 403)).toBe(true);
    expect(daemon.requests.map(({ line }) => line)).toEqual(['GET /version']);
  });

  it('is not alarmed by what DOCKER_SWARM=on lets through', async () => {
    const { daemon, engine } = await setUpDocker(onTestFinished, { swarm: true });
    const access = await engine.access();
    expect(access.verdict).toBe('proven');
    expect(access.probes).toHaveLength(ACCESS_PROBES.length);
    expect(access.probes.map(({ target }) => target)).toContain(`/tasks/${'0'.repeat(64)}`);
    expect(daemon.requests.map(({ line }) => line)).toEqual(['GET /version']);
  });

  it('says so when there is no gate, and what got through', async () => {
    const { daemon } = await setUpDocker(onTestFinished);
    const host = await tunnelTo(daemon.socket);
    const bare = createDockerEngine({ host, project: 'proto', log });
    onTestFinished(() => bare.close());
    const access = await bare.access();
    expect(access.verdict).toBe('open');
    expect(access.reason).toContain('POST /containers/create');
    expect(access.reason).toContain('docker-gate.conf');
    expect(access.probes.some(({ refused }) => refused)).toBe(false);
  });

  it('can not tell while Docker is away', async () => {
    const { daemon, engine } = await setUpDocker(onTestFinished);
    await daemon.down();
    expect(await engine.access()).toMatchObject({ verdict: 'unknown', probes: [] });
    await daemon.up();
    expect((await engine.access()).verdict).toBe('proven');
  });

  it('sends nothing that would do harm where it got through', () => {
    const names = ACCESS_PROBES.map(([, target]) => target.replaceAll(/0{64}|0{12}/g, '<nobody>'));
    // Apart from these, every one names something that can not exist.
    expect(names.filter((target) => !target.includes('<nobody>'))).toEqual([
      '/containers/create',
      '/session',
    ]);
  });
});
