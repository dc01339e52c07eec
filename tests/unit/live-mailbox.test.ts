import { makeHub } from '@taskdeck/server/live/hub';
import { Mailbox } from '@taskdeck/server/live/mailbox';
import type { JobRow } from '@taskdeck/server/schemas/job';
import type { LiveEvent } from '@taskdeck/server/schemas/live';
import type { TimelineEvent } from '@taskdeck/server/schemas/timeline';
import { describe, expect, it } from 'vitest';

function row(id: string, state: JobRow['state'] = 'active'): JobRow {
  const at = '2026-11-22T12:00:00.000Z';
  const none = {
    progress: null,
    error: null,
    runAt: null,
    startedAt: null,
    finishedAt: null,
    worker: null,
    cancel: null,
  };
  return {
    id,
    task: 'sleep',
    queue: 'default',
    state,
    priority: 'medium',
    attemptsMade: 0,
    maxAttempts: 1,
    tags: [],
    logLines: 0,
    submittedAt: at,
    ...none,
  };
}
const jobs = (rows: JobRow[], removed: string[] = [], dropped = false): LiveEvent => ({
  type: 'jobs',
  rows,
  removed,
  dropped,
});
const happened = (id: string): TimelineEvent => ({
  id,
  at: '2026-11-22T12:00:00.000Z',
  kind: 'watching',
  container: null,
  network: null,
  exitCode: null,
  jobs: [],
  found: 'comparison',
  until: null,
  reason: null,
});
const tick = (at: string): LiveEvent => ({ type: 'tick', at, redis: 'up' });

describe('Mailbox', () => {
  it('keeps every event of the timeline that was not read, the newest 200', async () => {
    const box = new Mailbox();
    for (let i = 0; i < 300; i += 1) box.put({ type: 'timeline', events: [happened(String(i))] });
    const [told, ...more] = await box.take();
    expect(more).toEqual([]);
    if (told?.type !== 'timeline') throw new Error('Only events were put in');
    expect(told.events.map(({ id }) => id)).toEqual(
      Array.from({ length: 200 }, (_, i) => String(i + 100)),
    );
  });

  it('keeps the newest of each kind of state and the newest row of each job', async () => {
    const box = new Mailbox();
    box.put(tick('1'));
    box.put(jobs([row('a', 'active'), row('b')]));
    box.put(tick('2'));
    box.put(jobs([row('a', 'completed')], ['b']));
    expect(await box.take()).toEqual([tick('2'), jobs([row('a', 'completed')], ['b'])]);
  });

  it('forgets rows and says so when a reader is too far behind, whatever is published', async () => {
    const box = new Mailbox();
    for (let i = 0; i < 100_000; i += 1) box.put(jobs([row(`job-${i}`)]));
    const [event] = await box.take();
    expect(event).toMatchObject({ type: 'jobs', dropped: true });
    expect(event?.type === 'jobs' && event.rows.length).toBeLessThanOrEqual(500);
  });

  it('gets a reader that is always behind to the error that ends its stream', async () => {
    const box = new Mailbox();
    box.put(tick('1'));
    box.fail(new Error('ended'));
    box.put(tick('2'));
    expect(await box.take()).toEqual([tick('1')]);
    box.put(tick('3'));
    await expect(box.take()).rejects.toThrow('ended');
  });

  it('wakes a reader that waits', async () => {
    const box = new Mailbox();
    const taken = box.take();
    box.put(tick('1'));
    expect(await taken).toEqual([tick('1')]);
  });
});

describe('hub', () => {
  it('delivers what is published between subscribing and the first read', async () => {
    const hub = makeHub();
    const events = hub.subscribe(undefined);
    hub.publish(tick('1'));
    expect(await events.next()).toEqual({ done: false, value: tick('1') });
  });

  it('ends streams by an error, never by a return, so that clients reconnect', async () => {
    const hub = makeHub();
    const open = hub.subscribe(undefined);
    const next = open.next();
    hub.close();
    await expect(next).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
    await expect(hub.subscribe(undefined).next()).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
  });

  it('forgets a subscriber that aborts, even one that never read', async () => {
    const hub = makeHub();
    const [never, reading] = [new AbortController(), new AbortController()];
    hub.subscribe(never.signal);
    const next = hub.subscribe(reading.signal).next();
    expect(hub.size).toBe(2);
    never.abort();
    reading.abort();
    expect(await next).toMatchObject({ done: true });
    expect(hub.size).toBe(0);
  });

  it('ends the streams of a session or token that has ended, and of no other', async () => {
    const hub = makeHub();
    const own = hub.subscribe(undefined, 'a').next();
    const other = hub.subscribe(undefined, 'b').next();
    hub.endProof('a');
    await expect(own).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    hub.publish(tick('1'));
    expect(await other).toMatchObject({ value: tick('1') });
  });

  it('has every stream begin anew after an hour, so that who may no more is found out', async () => {
    let now = 0;
    const hub = makeHub(() => now);
    const old = hub.subscribe(undefined, 'a');
    hub.publish(tick('1'));
    now = 3_600_001;
    hub.publish(tick('2'));
    expect(await old.next()).toMatchObject({ value: tick('1') });
    await expect(old.next()).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
  });
});
