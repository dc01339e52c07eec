import type { DockerEngine } from '@taskdeck/server/docker/docker-engine';
import type { DockerEvent } from '@taskdeck/server/docker/docker-event';
import { Containers } from '@taskdeck/server/schemas/container';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

/** When each test begins, epoch ms. */
const T0 = Date.UTC(2026, 10, 22);

/** An engine with containers, and what happens to its Docker. */
export interface DockerSubject {
  readonly engine: DockerEngine;
  /** Docker goes away, and comes back with what it remembers. */
  lose(): Promise<void>;
  restore(): Promise<void>;
  /** One of its containers is unpaused, runs out of memory, and dies with 137: three events. */
  happen(): void;
  /** Streams of events that are open. */
  listeners(): number;
  close(): Promise<void>;
}

/** Tests of what DockerEngine promises. `start` is given the clock to go by. */
export function dockerEngineContract(start: (now: () => number) => Promise<DockerSubject>): void {
  let time = 0;
  let subject: DockerSubject;
  beforeEach(async () => {
    time = 0;
    subject = await start(() => T0 + time);
  });
  afterEach(async () => {
    await subject.close();
  });
  const pass = (ms: number) => {
    time += ms;
  };
  snapshotContract(() => subject, pass);
  readingsContract(() => subject);
  eventsContract(() => subject);
}

function snapshotContract(get: () => DockerSubject, pass: (ms: number) => void): void {
  it('gives what the schema says, with the time of reading', async () => {
    const snapshot = await get().engine.snapshot();
    expect(Containers.parse(snapshot)).toEqual(snapshot);
    expect(snapshot.engine).toMatchObject({ state: 'connected', reason: null, apiVersion: '1.51' });
    expect(snapshot.at).toBe('2026-11-22T00:00:00.000Z');
    expect(snapshot.items.length).toBeGreaterThan(0);
  });

  it('keeps what it saw last, with its time, while Docker is away, and recovers', async () => {
    const { engine, lose, restore } = get();
    const before = await engine.snapshot();
    await lose();
    pass(5_000);
    const away = await engine.snapshot();
    expect(Containers.parse(away)).toEqual(away);
    expect(away.engine.state).toBe('unreachable');
    expect(away.engine.reason).toMatch(/^.+\.$/);
    expect(away.at).toBe(before.at);
    expect(away.items.map(({ id }) => id)).toEqual(before.items.map(({ id }) => id));
    await restore();
    pass(5_000);
    const back = await engine.snapshot();
    expect(back.engine).toEqual(before.engine);
    expect(back.at).toBe('2026-11-22T00:00:10.000Z');
  });

  it('tells the networks of the last snapshot, and takes one where there was none', async () => {
    const { engine, lose } = get();
    const first = await engine.networks();
    expect(first).toMatchObject({ at: '2026-11-22T00:00:00.000Z', trouble: null });
    expect(first.engine.state).toBe('connected');
    await lose();
    await engine.snapshot();
    const away = await engine.networks();
    expect(away.engine.state).toBe('unreachable');
    expect({ ...away, engine: null }).toEqual({ ...first, engine: null });
  });

  it('never saw anything when Docker was away from the start', async () => {
    await get().lose();
    const { at, items, engine } = await get().engine.snapshot();
    expect({ at, items, state: engine.state }).toEqual({
      at: null,
      items: [],
      state: 'unreachable',
    });
  });

  it('is off when closed, also a second time', async () => {
    const { engine } = get();
    await engine.snapshot();
    await engine.close();
    expect((await engine.snapshot()).engine.state).toBe('off');
    await engine.close();
  });
}

function readingsContract(get: () => DockerSubject): void {
  it('has a reading of each container in the last snapshot, and of none while Docker is away', async () => {
    const { engine, lose, restore } = get();
    expect(engine.readings()).toEqual([]);
    const { items } = await engine.snapshot();
    expect(engine.readings().map(({ view }) => view)).toEqual(items);
    for (const { view, facts, probes } of engine.readings()) {
      expect(facts?.id ?? view.id).toBe(view.id);
      const starts = probes.map(({ startMs }) => startMs);
      expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    }
    await lose();
    await engine.snapshot();
    expect(engine.readings()).toEqual([]);
    await restore();
    await engine.snapshot();
    expect(engine.readings()).toHaveLength(items.length);
  });
}

function eventsContract(get: () => DockerSubject): void {
  const until = (check: () => void) => vi.waitFor(check, { timeout: 10_000 });

  /** Reads events until the test ends: what was told, and why it ended. */
  async function listen(sinceMs: number | null, open = 1) {
    const control = new AbortController();
    const told: DockerEvent[] = [];
    const ended = get()
      .engine.events(sinceMs, control.signal, (event) => told.push(event))
      .catch((error: unknown) => (error instanceof Error ? error.message : null));
    await until(() => expect(get().listeners()).toBe(open));
    return { told, ended, stop: () => control.abort() };
  }
  const kinds = (events: readonly DockerEvent[]) => events.map(({ kind }) => kind);

  describe('events', () => {
    it('are told as they happen, of containers that are shown', async () => {
      const { engine, happen } = get();
      const { told, stop, ended } = await listen(null);
      happen();
      await until(() => expect(kinds(told)).toEqual(['unpaused', 'oom', 'died']));
      expect(told.map(({ exitCode }) => exitCode)).toEqual([null, null, 137]);
      expect(new Set(told.map(({ key }) => key)).size).toBe(3);
      const { items } = await engine.snapshot();
      const container = items.find(({ id }) => id === told[0]?.containerId);
      for (const { host, name, service, replica } of told)
        expect(container).toMatchObject({ host, name, service, replica });
      stop();
      expect(await ended).toMatch(/^.+\.$/);
      await until(() => expect(get().listeners()).toBe(0));
    });

    it('are told again since a time, as the same', async () => {
      const first = await listen(null);
      get().happen();
      await until(() => expect(first.told).toHaveLength(3));
      const second = await listen(first.told[1]?.atMs ?? 0, 2);
      await until(() => expect(second.told).toEqual(first.told.slice(1)));
      const third = await listen(null, 3);
      get().happen();
      await until(() => expect(kinds(third.told)).toEqual(['unpaused', 'oom', 'died']));
    });

    it('reject with a sentence when Docker goes, and while it is away', async () => {
      const { engine, lose, restore, happen } = get();
      const first = await listen(null);
      happen();
      await until(() => expect(first.told).toHaveLength(3));
      await lose();
      expect(await first.ended).toMatch(/^.+\.$/);
      const away = engine.events(null, new AbortController().signal, () => undefined);
      await expect(away).rejects.toThrow(/^.+\.$/);
      await restore();
      const { told } = await listen(first.told[2]?.atMs ?? 0);
      await until(() => expect(kinds(told)).toEqual(['died']));
    });

    it('reject at once when nobody listens any more', async () => {
      const events = get().engine.events(null, AbortSignal.abort(), () => undefined);
      await expect(events).rejects.toThrow(/^.+\.$/);
      await until(() => expect(get().listeners()).toBe(0));
    });
  });
}
