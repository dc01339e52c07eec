import { createDockerEngine } from '@taskdeck/server/docker/create-docker-engine';
import type { DockerEngine } from '@taskdeck/server/docker/docker-engine';
import { Containers } from '@taskdeck/server/schemas/container';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeDockerDaemon } from '../fakes/docker-daemon.ts';
import { FakeDockerEngine, fakeContainer } from '../fakes/docker-engine.ts';

/** An engine with containers, and how to take Docker away and bring it back. */
interface Subject {
  readonly engine: DockerEngine;
  lose(): Promise<void>;
  restore(): Promise<void>;
  close(): Promise<void>;
}

let time = 0;
const now = () => Date.UTC(2026, 10, 22) + time;

const subjects: Record<string, () => Promise<Subject>> = {
  'the adapter with a daemon of recorded answers': async () => {
    const daemon = await FakeDockerDaemon.start();
    const log = { info: () => {}, warn: () => {} };
    const engine = createDockerEngine({ host: daemon.host, project: '*', log, now });
    return {
      engine,
      lose: () => daemon.down(),
      restore: () => daemon.up(),
      close: async () => {
        await engine.close();
        await daemon.close();
      },
    };
  },
  'the fake engine': async () => {
    const engine = new FakeDockerEngine([fakeContainer({ id: 'a'.repeat(64) })], now);
    const trouble = { state: 'unreachable', reason: 'There is no Docker.' } as const;
    return {
      engine,
      lose: async () => engine.setTrouble(trouble),
      restore: async () => engine.setTrouble(null),
      close: () => engine.close(),
    };
  },
};

describe.each(Object.entries(subjects))('%s', (_, start) => {
  let subject: Subject;
  beforeEach(async () => {
    time = 0;
    subject = await start();
  });
  afterEach(async () => {
    await subject.close();
  });

  it('gives what the schema says, with the time of reading', async () => {
    const snapshot = await subject.engine.snapshot();
    expect(Containers.parse(snapshot)).toEqual(snapshot);
    expect(snapshot.engine).toMatchObject({ state: 'connected', reason: null, apiVersion: '1.51' });
    expect(snapshot.at).toBe('2026-11-22T00:00:00.000Z');
    expect(snapshot.items.length).toBeGreaterThan(0);
  });

  it('keeps what it saw last, with its time, while Docker is away, and recovers', async () => {
    const before = await subject.engine.snapshot();
    await subject.lose();
    time = 5_000;
    const away = await subject.engine.snapshot();
    expect(Containers.parse(away)).toEqual(away);
    expect(away.engine.state).toBe('unreachable');
    expect(away.engine.reason).toMatch(/^[A-Z].+\.$/);
    expect(away.at).toBe(before.at);
    expect(away.items.map(({ id }) => id)).toEqual(before.items.map(({ id }) => id));
    await subject.restore();
    time = 10_000;
    const back = await subject.engine.snapshot();
    expect(back.engine).toEqual(before.engine);
    expect(back.at).toBe('2026-11-22T00:00:10.000Z');
  });

  it('tells the networks of the last snapshot, and takes one where there was none', async () => {
    const first = await subject.engine.networks();
    expect(first).toMatchObject({ at: '2026-11-22T00:00:00.000Z', trouble: null });
    expect(first.engine.state).toBe('connected');
    await subject.lose();
    await subject.engine.snapshot();
    const away = await subject.engine.networks();
    expect(away.engine.state).toBe('unreachable');
    expect({ ...away, engine: null }).toEqual({ ...first, engine: null });
  });

  it('never saw anything when Docker was away from the start', async () => {
    await subject.lose();
    const { at, items, engine } = await subject.engine.snapshot();
    expect({ at, items, state: engine.state }).toEqual({
      at: null,
      items: [],
      state: 'unreachable',
    });
  });

  it('is off when closed, also a second time', async () => {
    await subject.engine.snapshot();
    await subject.engine.close();
    expect((await subject.engine.snapshot()).engine.state).toBe('off');
    await subject.engine.close();
  });
});
