import { makeScheduleStore } from '@taskdeck/server/redis/schedule-store';
import { makeNextRuns, scheduleView } from '@taskdeck/server/schedules/schedule-view';
import { makeRunSchedule } from '@taskdeck/server/schedules/run-schedule';
import type { ScheduleSpec } from '@taskdeck/server/schedules/stored-schedule';
import { nextDue } from '@taskdeck/server/schedules/timing';
import { makeSubmit } from '@taskdeck/server/services/submit';
import { makeKeys, makeSecretBox } from '@taskdeck/tasks';
import RedisMock from 'ioredis-mock';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeJobQueue } from '../fakes/job-queue.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 1);
const at = (ms: number) => new Date(START + ms).toISOString();

/** Schedules whose clock stands where the test puts it, in ms after `START`. */
function makeWorld() {
  const redis = new RedisMock({ host: uuidv7() });
  const keys = makeKeys();
  const queue = new FakeJobQueue();
  const store = makeScheduleStore(redis, keys);
  let clock = 0;
  const now = () => START + clock;
  const secrets = makeSecretBox(null);
  const submit = makeSubmit({ queue, redis, keys, secrets, newId: uuidv7, now });
  const run = makeRunSchedule({ store, queue, submit, newId: uuidv7, now });
  const spec: ScheduleSpec = {
    name: 'Every minute',
    task: 'sleep',
    timing: { kind: 'every', everyMs: MINUTE },
    whenMissed: 'skip',
    overlap: 'allow',
    anchorAt: at(0),
    paused: false,
    createdBy: 'test',
    createdAt: at(0),
    updatedBy: 'test',
    updatedAt: at(0),
  };
  const id = uuidv7();
  return {
    redis,
    queue,
    store,
    id,
    async create(more: Partial<ScheduleSpec> = {}, input: unknown = { durationMs: 1 }) {
      const history = { lastRun: null, missedTotal: 0, missed: null, error: null };
      const merged = { ...spec, ...more };
      const due = nextDue(merged.timing, START, START);
      await store.create({ id, revision: 1, spec: merged, due, history }, { input }, 10);
    },
    /** Serves the due time that stands, at `ms`. */
    async serve(ms: number) {
      clock = ms;
      const [next] = await store.next(1);
      if (next !== undefined && next.due <= now()) await run(next.id, next.due);
      return this.look();
    },
    async look() {
      const schedule = await store.get(id);
      if (schedule === null) throw new Error('There is no schedule');
      const [job] = await queue.rows([schedule.history.lastRun?.jobId ?? '']);
      return scheduleView(schedule, job, makeNextRuns(), now());
    },
    run: (due: number) => run(id, START + due),
  };
}

let world: ReturnType<typeof makeWorld>;
beforeEach(() => {
  world = makeWorld();
});
afterEach(() => world.redis.disconnect());

describe('a schedule that is due', () => {
  it('queues one job and moves on', async () => {
    await world.create();
    const seen = await world.serve(MINUTE);
    expect(world.queue.jobs.size).toBe(1);
    expect(seen.lastRun).toMatchObject({ dueAt: at(MINUTE), state: 'prioritized' });
    expect(seen.nextRuns.slice(0, 2)).toEqual([at(2 * MINUTE), at(3 * MINUTE)]);
    const [job] = world.queue.jobs.values();
    expect(job).toMatchObject({ scheduleId: world.id, submittedBy: 'schedule' });
  });

  it('makes one job of one due time, whoever serves it and however often', async () => {
    await world.create();
    const [first] = await world.store.next(1);
    await Promise.all([world.serve(MINUTE), world.run(MINUTE), world.run(MINUTE)]);
    // As after a crash between the job and the note of it.
    await world.redis.hset(makeKeys().schedule(world.id), 'due', String(first?.due), 'run', '{}');
    await world.run(MINUTE);
    expect(world.queue.jobs.size).toBe(1);
    expect((await world.look()).nextRuns[0]).toBe(at(2 * MINUTE));
  });

  it('is still due after Redis was away', async () => {
    await world.create();
    world.queue.down = true;
    await expect(world.serve(MINUTE)).rejects.toThrow('Redis');
    world.queue.down = false;
    await world.serve(MINUTE + 5_000);
    expect(world.queue.jobs.size).toBe(1);
    expect((await world.look()).missedTotal).toBe(0);
  });

  it('states what was missed while nothing was up', async () => {
    await world.create();
    const seen = await world.serve(4.5 * MINUTE);
    expect(seen).toMatchObject({
      lastRun: null,
      missedTotal: 3,
      missed: { count: 3, firstDueAt: at(MINUTE), lastDueAt: at(3 * MINUTE), why: 'down' },
    });
    expect(seen.nextRuns[0]).toBe(at(4 * MINUTE));
    expect((await world.serve(4.5 * MINUTE)).lastRun?.dueAt).toBe(at(4 * MINUTE));
    expect(world.queue.jobs.size).toBe(1);
  });

  it('makes up with one job for an hour of missed ones when it is to', async () => {
    await world.create({ whenMissed: 'run-once', timing: { kind: 'every', everyMs: 10 * MINUTE } });
    const seen = await world.serve(65 * MINUTE);
    expect(world.queue.jobs.size).toBe(1);
    expect(seen).toMatchObject({ lastRun: { dueAt: at(60 * MINUTE) }, missedTotal: 5 });
    expect(seen.nextRuns[0]).toBe(at(70 * MINUTE));
  });

  it('leaves a run out while the job before has not ended, and says so', async () => {
    await world.create({ overlap: 'skip' });
    await world.serve(MINUTE);
    const seen = await world.serve(2 * MINUTE);
    expect(world.queue.jobs.size).toBe(1);
    expect(seen).toMatchObject({ missedTotal: 1, missed: { count: 1, why: 'running' } });
    expect((await world.serve(3 * MINUTE)).missed).toMatchObject({
      count: 2,
      firstDueAt: at(2 * MINUTE),
    });
    const [job] = world.queue.jobs.keys();
    world.queue.end(job ?? '', null);
    expect((await world.serve(4 * MINUTE)).lastRun?.dueAt).toBe(at(4 * MINUTE));
    expect(world.queue.jobs.size).toBe(2);
  });

  it('says how late a job is that no worker takes', async () => {
    await world.create();
    expect((await world.serve(MINUTE)).lateMs).toBeNull();
    const seen = await world.serve(MINUTE + 30_000);
    expect(seen.lateMs).toBe(30_000);
    world.queue.start(seen.lastRun?.jobId ?? '');
    expect((await world.look()).lateMs).toBeNull();
  });

  it.each([
    ['no-such-task', {}, 'TASK_UNKNOWN'],
    ['sleep', { durationMs: -5 }, 'INPUT_INVALID'],
  ])('shows why %s %j is refused, and goes on', async (task, input, code) => {
    await world.create({ task }, input);
    const seen = await world.serve(MINUTE);
    expect(seen).toMatchObject({
      error: { code, at: at(MINUTE) },
      missed: { count: 1, why: 'refused' },
      lastRun: null,
    });
    expect(seen.nextRuns[0]).toBe(at(2 * MINUTE));
    expect(world.queue.jobs.size).toBe(0);
  });

  it('does not move on what was paused or retimed meanwhile', async () => {
    await world.create();
    const schedule = await world.store.get(world.id);
    if (schedule === null) throw new Error('There is no schedule');
    const { history } = schedule;
    await world.store.replace({ ...schedule, revision: 2, due: null }, null);
    expect(await world.store.advance(world.id, START + MINUTE, START, history)).toBe(false);
    await world.run(MINUTE);
    expect(world.queue.jobs.size).toBe(0);
    expect(await world.store.replace({ ...schedule, revision: 2 }, null)).toBe('conflict');
  });

  it('is not made when there are too many', async () => {
    await world.create();
    const schedule = await world.store.get(world.id);
    if (schedule === null) throw new Error('There is no schedule');
    expect(await world.store.create({ ...schedule, id: uuidv7() }, {}, 1)).toBe(false);
    expect(await world.store.list()).toHaveLength(1);
  });
});
