import { Startup } from '@taskdeck/server/schemas/startup';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { waitFor } from '../support/wait-for.ts';
import { call } from './api.ts';
import { noEngine, sharedStack } from './shared-stack.ts';

/** What `docker compose config` makes of our file. */
const Composed = z.object({
  services: z.record(
    z.string(),
    z.object({ depends_on: z.record(z.string(), z.object({ condition: z.string() })).optional() }),
  ),
});

describe.skipIf(noEngine)('the start-up that the panel tells of', () => {
  const stack = sharedStack();
  let items: Startup['items'] = [];
  const of = (service: string) => items.filter((item) => item.service === service);
  const ms = (instant: string | null): number => Date.parse(instant ?? '');

  beforeAll(async () => {
    // Whatever was started anew since, by other tests too, tells no order any more.
    await stack.compose('up', '--detach', '--wait', '--force-recreate');
    const ids = (await stack.containers()).map(({ Id }) => Id).toSorted();
    items = await waitFor(
      async () => {
        const now = Startup.parse(await (await call(stack, '/api/startup')).json()).items;
        const isAll =
          now
            .map(({ id }) => id)
            .toSorted()
            .join() === ids.join();
        // What containers are made of is told a little after how they are.
        const isUp = now.every((one) => one.done || one.healthyAt !== null);
        return isAll && isUp && now;
      },
      { what: 'everything to have been healthy', timeoutMs: 60_000, intervalMs: 500 },
    );
  });

  it('has each container created, then started, then healthy, when Docker says', async () => {
    for (const { Id, Created, State } of await stack.containers()) {
      const item = items.find(({ id }) => id === Id);
      expect(item).toMatchObject({ restarted: false });
      expect(ms(item?.createdAt ?? null)).toBe(Date.parse(Created));
      expect(ms(item?.startedAt ?? null)).toBe(Date.parse(State.StartedAt));
      expect(Date.parse(Created)).toBeLessThanOrEqual(Date.parse(State.StartedAt));
    }
    const checked = items.filter(({ hasHealthCheck }) => hasHealthCheck);
    for (const { startedAt, healthyAt } of checked)
      expect(ms(healthyAt)).toBeGreaterThanOrEqual(ms(startedAt));
    expect(new Set(checked.map(({ service }) => service))).toEqual(
      new Set(['docker-gate', 'nginx', 'notifier', 'redis', 'server', 'worker']),
    );
  });

  it('has the one-off done before those that wait for it', () => {
    const [secrets] = of('secrets');
    expect(secrets).toMatchObject({ done: true, exitCode: 0, hasHealthCheck: false });
    expect(ms(secrets?.finishedAt ?? null)).toBeLessThanOrEqual(
      ms(of('redis')[0]?.startedAt ?? null),
    );
  });

  it('has the dependencies of docker-compose.yml, each fulfilled before the start', async () => {
    const { stdout } = await stack.compose('config', '--format', 'json');
    const words: Readonly<Record<string, string>> = {
      service_started: 'started',
      service_healthy: 'healthy',
      service_completed_successfully: 'completed',
    };
    for (const [service, { depends_on = {} }] of Object.entries(
      Composed.parse(JSON.parse(stdout)).services,
    )) {
      const expected = Object.entries(depends_on).map(([name, { condition }]) => [
        name,
        words[condition],
      ]);
      expect(of(service).length).toBeGreaterThan(0);
      for (const { dependsOn, startedAt } of of(service)) {
        const told = dependsOn.map((one) => [one.service, one.condition]);
        expect(Object.fromEntries(told)).toEqual(Object.fromEntries(expected));
        for (const { metAt } of dependsOn) expect(ms(metAt)).toBeLessThanOrEqual(ms(startedAt));
      }
    }
  });

  it.each([
    ['redis', 'secrets'],
    ['server', 'redis'],
    ['worker', 'redis'],
    ['nginx', 'server'],
  ])('has %s wait for %s', (service, dependency) => {
    for (const { createdAt, startedAt, waitedFor } of of(service)) {
      expect(waitedFor?.service).toBe(dependency);
      expect(waitedFor?.ms).toBeGreaterThan(0);
      expect(waitedFor?.ms).toBeLessThanOrEqual(ms(startedAt) - ms(createdAt));
    }
  });

  it('has docker-gate wait for none', () => {
    expect(of('docker-gate')).toMatchObject([{ dependsOn: [], waitedFor: null }]);
  });
});
