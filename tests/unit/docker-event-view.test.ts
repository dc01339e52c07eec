import { dockerEventView, EngineEvent } from '@taskdeck/server/docker/docker-event-view';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { recorded } from '../fakes/docker-daemon.ts';
import { EVENTS, OOM, WORKER } from '../fakes/docker-daemon-events.ts';

describe("Docker's events as they are shown", () => {
  const view = (raw: unknown, project: string | null = 'proto') =>
    dockerEventView(EngineEvent.parse(raw), {
      project,
      find: (id) =>
        id === WORKER ? { name: 'w', service: 'worker', project: 'proto', replica: 1 } : null,
    });

  it('tell what happened to a container, by the labels in them', () => {
    expect(OOM.map((event) => view(event))).toMatchObject([
      { kind: 'unpaused', atMs: 1795345301743, name: 'proto-worker-1', service: 'worker' },
      { kind: 'oom', containerId: WORKER, replica: 1, project: 'proto', exitCode: null },
      { kind: 'died', exitCode: 137, network: null, host: null },
    ]);
  });

  it('have a key each, and nothing that must stay inside', () => {
    const seen = EVENTS.flatMap((event) => view(event) ?? []);
    expect(new Set(seen.map(({ key }) => key)).size).toBe(seen.length);
    const counts: Record<string, number> = {};
    for (const { kind } of seen) counts[kind] = (counts[kind] ?? 0) + 1;
    expect(counts).toEqual({
      created: 10,
      started: 13,
      stopped: 3,
      died: 5,
      oom: 1,
      paused: 2,
      unpaused: 2,
      updated: 2,
      removed: 2,
      healthy: 13,
      connected: 3,
      disconnected: 2,
    });
    expect(JSON.stringify(seen)).not.toMatch(/srv\/app|config-hash|exec_|redis-cli/);
  });

  it('are the same without the fields that API 1.52 dropped', () => {
    for (const event of EVENTS) {
      const { status: _, id: __, from: ___, ...newer } = event;
      expect(view(newer)).toEqual(view(event));
    }
  });

  it('name the network and the container that joined it', () => {
    const connect = EVENTS.find(
      ({ Type, Action, Actor }) =>
        Type === 'network' && Action === 'disconnect' && JSON.stringify(Actor).includes(WORKER),
    );
    expect(view(connect)).toMatchObject({
      kind: 'disconnected',
      containerId: WORKER,
      name: 'w',
      network: 'proto_backend',
    });
  });

  it("come in Podman's words too", () => {
    const seen = z.array(z.unknown()).parse(recorded('events-podman-by-hand'));
    expect(seen.map((event) => view(event))).toMatchObject([
      { kind: 'died', exitCode: 137, service: 'worker' },
      { kind: 'unhealthy', name: 'proto-worker-1' },
      { kind: 'removed' },
      { kind: 'disconnected', network: 'proto_backend', service: 'worker', containerId: WORKER },
    ]);
  });

  const [event] = OOM;
  const attributes = (some: Record<string, string>) => ({
    ...event,
    Actor: { ID: WORKER, Attributes: { 'com.docker.compose.project': 'proto', ...some } },
  });
  it.each([
    ['of another project', attributes({ 'com.docker.compose.project': 'other' })],
    ["of Compose's hooks", attributes({ 'com.docker.compose.hook': 'pre_start' })],
    ['of a health check', { ...attributes({}), Action: 'exec_create: sh -c secret' }],
    ['of a word that is not known', { ...attributes({}), Action: 'levitate' }],
    ['without an id', { ...event, Actor: { ID: '../x' } }],
    ['without a time', { ...attributes({}), time: null, timeNano: null }],
    ['of an image', { ...attributes({}), Type: 'image' }],
    [
      'of a network, about a stranger',
      { ...event, Type: 'network', Action: 'connect', Actor: { ID: 'f'.repeat(64) } },
    ],
  ])('are not shown when they are %s', (_, raw) => {
    expect(view(raw)).toBeNull();
  });

  it('bound the text of strangers, and show where it was cut', () => {
    const raw = attributes({
      name: `x\u001b[31m${'y'.repeat(5_000)}`,
      'com.docker.compose.service': '<b>\n</b>',
      'com.docker.compose.container-number': '1e999',
      exitCode: '0x89',
    });
    const seen = view({ ...raw, Action: 'die' });
    expect(seen).toMatchObject({ service: '<b>�</b>', replica: null, exitCode: null });
    expect(seen?.name).toHaveLength(200);
    expect(seen?.name).toMatch(/^x�\[31my+…$/);
  });
});
