import { createDockerEngine } from '@taskdeck/server/docker/create-docker-engine';
import type { DockerEngineOptions } from '@taskdeck/server/docker/create-docker-engine';
import { describe } from 'vitest';
import { dockerEngineContract } from '../contracts/docker-engine.ts';
import type { DockerSubject } from '../contracts/docker-engine.ts';
import { FakeDockerDaemon } from '../fakes/docker-daemon.ts';
import { OOM } from '../fakes/docker-daemon-events.ts';
import { UNHURRIED_MS } from '../fakes/docker-setup.ts';
import { FakeDockerEngine, fakeContainer } from '../fakes/docker-engine.ts';
import { FakeEventStream } from '../fakes/event-stream.ts';

/** The adapter in front of a daemon of recorded answers. */
async function realSubject(
  now: () => number,
  place: (daemon: FakeDockerDaemon) => Pick<DockerEngineOptions, 'host' | 'hosts'>,
): Promise<DockerSubject> {
  const daemon = await FakeDockerDaemon.start();
  const log = { info: () => {}, warn: () => {} };
  const limits = { callMs: UNHURRIED_MS, patienceMs: UNHURRIED_MS };
  const engine = createDockerEngine({ ...place(daemon), ...limits, project: '*', log, now });
  return {
    engine,
    lose: () => daemon.down(),
    restore: () => daemon.up(),
    happen: () => daemon.events.tell(...OOM),
    listeners: () => daemon.events.listeners,
    close: async () => {
      await engine.close();
      await daemon.close();
    },
  };
}

async function fakeSubject(now: () => number): Promise<DockerSubject> {
  const id = 'a'.repeat(64);
  const engine = new FakeDockerEngine([fakeContainer({ id })], now);
  const stream = new FakeEventStream();
  engine.eventStream = stream.read;
  let atMs = now();
  const reason = 'There is no Docker.';
  return {
    engine,
    lose: async () => {
      engine.setTrouble({ state: 'unreachable', reason });
      stream.refusal = reason;
      stream.end(reason);
    },
    restore: async () => {
      engine.setTrouble(null);
      stream.refusal = null;
    },
    happen: () => {
      for (const kind of ['unpaused', 'oom', 'died'] as const)
        stream.tell({
          kind,
          containerId: id,
          atMs: (atMs += 1),
          exitCode: kind === 'died' ? 137 : null,
        });
    },
    listeners: () => stream.listeners,
    close: () => engine.close(),
  };
}

describe('the adapter', () => {
  dockerEngineContract((now) => realSubject(now, ({ host }) => ({ host })));
});

describe('the adapter with DOCKER_HOSTS', () => {
  dockerEngineContract((now) =>
    realSubject(now, ({ host }) => ({ host: 'off', hosts: [{ name: 'here', url: host }] })),
  );
});

describe('the fake engine', () => {
  dockerEngineContract(fakeSubject);
});
