import type { JobQueue } from '@taskdeck/server/queue/job-queue';
import type { QueueControls } from '@taskdeck/server/queue/queue-controls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

export interface ControlsHarness {
  readonly queue: JobQueue;
  readonly controls: QueueControls;
  close(): Promise<void>;
}

/** What any QueueControls must do; run against the adapter on a real Redis and against the fake. */
export function queueControlsContract(
  name: string,
  makeHarness: () => Promise<ControlsHarness>,
): void {
  describe(`QueueControls: ${name}`, () => {
    let harness: ControlsHarness;
    beforeAll(async () => {
      harness = await makeHarness();
    });
    afterAll(() => harness.close());
    const heavy = async () =>
      (await harness.queue.stats()).find(({ queue }) => queue === 'heavy') ?? null;

    it('begins without any', async () => {
      expect(await heavy()).toMatchObject({
        paused: null,
        globalConcurrency: null,
        rateLimit: null,
      });
    });

    it('tells who paused a queue and when, until it is resumed', async () => {
      await harness.controls.pause('heavy', 'mira');
      const first = await heavy();
      expect(first?.paused).toEqual({ by: 'mira', since: expect.any(String) });
      await harness.controls.pause('heavy', 'noa');
      expect((await heavy())?.paused).toEqual(first?.paused);
      const others = (await harness.queue.stats()).filter(({ queue }) => queue !== 'heavy');
      expect(others.map(({ paused }) => paused)).toEqual(others.map(() => null));
      await harness.controls.resume('heavy');
      await harness.controls.resume('heavy');
      expect((await heavy())?.paused).toBeNull();
    });

    it('sets and removes each limit by itself', async () => {
      const rateLimit = { max: 5, durationMs: 1_000 };
      await harness.controls.setLimits('heavy', { globalConcurrency: 2, rateLimit });
      expect(await heavy()).toMatchObject({ globalConcurrency: 2, rateLimit });
      await harness.controls.setLimits('heavy', { globalConcurrency: null });
      expect(await heavy()).toMatchObject({ globalConcurrency: null, rateLimit });
      await harness.controls.setLimits('heavy', { rateLimit: null });
      expect(await heavy()).toMatchObject({ globalConcurrency: null, rateLimit: null });
    });
  });
}
