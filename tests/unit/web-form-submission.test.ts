import { MAX_ATTEMPTS, MAX_DELAY_MS, MAX_TIMEOUT_MS, TASKS } from '@taskdeck/tasks';
import type { WorkerView } from '@taskdeck/server/schemas/worker';
import { describe, expect, it } from 'vitest';
import { makeCheck } from '../../web/src/components/schema-form/check.ts';
import { optionsSchema } from '../../web/src/components/submit/option-fields.ts';
import { requestCurl } from '../../web/src/components/submit/request-text.ts';
import { slotsFor } from '../../web/src/components/submit/slots.ts';
import {
  errorBeside,
  evaluate,
  makeTaskForm,
  placeFaults,
  startOf,
} from '../../web/src/components/submit/task-form.ts';
import type { ErrorWords } from '../../web/src/errors.ts';
import { catalogTask } from './catalog-task.ts';

const sleep = makeTaskForm(catalogTask('sleep'));

describe('the form of a task', () => {
  it.each(TASKS)(
    'of $name starts without changes, and lacks only what has no default',
    ({ name, input }) => {
      const form = makeTaskForm(catalogTask(name));
      const { submission, faults, changed } = evaluate(form, startOf(form, null));
      const empty = input.safeParse({});
      const lacking = empty.error?.issues.map(({ path }) => `input.${String(path[0])}`) ?? [];
      // What is needed only beside another field is the server's to say.
      expect(lacking).toEqual(expect.arrayContaining(Object.keys(faults)));
      expect(changed).toBe(0);
      expect(submission.options).toBeUndefined();
    },
  );

  it('sends only the options that were chosen', () => {
    const start = startOf(sleep, null);
    const draft = { ...start, 'options.priority': '"high"', 'options.tags': 'eod, desk:rates' };
    expect(evaluate(sleep, draft).submission.options).toEqual({
      priority: 'high',
      tags: ['eod', 'desk:rates'],
    });
  });

  it('starts now, after a while or at a time, and looks only at what is shown', () => {
    const typed = {
      ...startOf(sleep, null),
      'options.delayMs': '5 m',
      'options.runAt': '2026-11-22T14:31',
    };
    const options = (start: string) =>
      evaluate(sleep, { ...typed, 'options.start': start }).submission.options;
    expect(options('"now"')).toBeUndefined();
    expect(options('"after"')).toEqual({ delayMs: 300_000 });
    expect(options('"at"')).toEqual({ runAt: new Date(2026, 10, 22, 14, 31).toISOString() });
    const empty = { ...typed, 'options.runAt': '', 'options.delayMs': 'soon' };
    expect(evaluate(sleep, empty).faults).toEqual({});
    expect(evaluate(sleep, { ...empty, 'options.start': '"at"' }).faults).toEqual({
      'options.runAt': 'Required',
    });
  });

  it('sends a backoff whole, and no soft limit as null', () => {
    const draft = {
      ...startOf(sleep, null),
      'options.backoff.jitter': '50',
      'options.softTimeoutMs': '20 s',
    };
    const { backoff, ...rest } = evaluate(sleep, draft).submission.options ?? {};
    expect(backoff).toEqual({ ...sleep.task.backoff, jitter: 0.5 });
    expect(rest).toEqual({ softTimeoutMs: 20_000 });
    const limited = makeTaskForm({ ...sleep.task, softTimeoutMs: 5_000 });
    const none = { ...startOf(limited, null), 'options.softTimeoutMs': '' };
    expect(evaluate(limited, none).submission.options).toEqual({ softTimeoutMs: null });
  });

  it('finds faults of input and options, in the order they are seen', () => {
    const draft = {
      ...startOf(sleep, null),
      'options.attempts': '21',
      'options.timeoutMs': 'soon',
      'input.steps': '0',
    };
    expect(Object.entries(evaluate(sleep, draft).faults)).toEqual([
      ['input.steps', 'Must be at least 1'],
      ['options.attempts', 'Must be at most 20'],
      ['options.timeoutMs', 'Not a duration: write 90 s, 5 m or 1 h 30 m'],
    ]);
  });

  it('starts from what an old job ran with', () => {
    const draft = startOf(sleep, {
      input: { durationMs: 7, steps: 2, failureRate: 0.5 },
      priority: 'low',
      maxAttempts: 3,
      timeoutMs: 60_000,
      softTimeoutMs: 30_000,
      backoff: null,
      tags: ['eod'],
    });
    expect(evaluate(sleep, draft).submission).toEqual({
      task: 'sleep',
      input: { durationMs: 7, steps: 2, failureRate: 0.5 },
      options: {
        priority: 'low',
        backoff: { type: 'fixed', delayMs: 0, jitter: 0 },
        softTimeoutMs: 30_000,
        timeoutMs: 60_000,
        tags: ['eod'],
      },
    });
  });

  it("gives the server's faults to the fields, and says the rest", () => {
    expect(
      placeFaults(sleep, {
        'input.steps': ['too many', 'odd'],
        'options.delayMs': ['too long'],
        'options.tags.1': ['odd tag'],
        'options.backoff': ['no backoff'],
        'input.gone': ['unknown'],
        '': ['all wrong'],
      }),
    ).toEqual({
      faults: {
        'input.steps': 'too many',
        'options.delayMs': 'too long',
        'options.tags': 'odd tag',
        'options.backoff.type': 'no backoff',
      },
      rest: ['input.gone: unknown', 'all wrong'],
    });
  });

  it('says beside the fields what stands at none of them', () => {
    const refused = (fields: ErrorWords['fields']): ErrorWords => ({
      title: 'No.',
      detail: 'Look.',
      code: 'INPUT_INVALID',
      requestId: null,
      fields,
    });
    const atFields = refused({ 'input.steps': ['odd'], name: ['too long'] });
    expect(errorBeside(sleep, atFields, ['name'])).toBeNull();
    expect(errorBeside(sleep, atFields)).toEqual({ ...atFields, detail: 'Look. name: too long' });
    expect(errorBeside(sleep, refused({}))).toEqual(refused({}));
  });
});

describe('options', () => {
  it('have the bounds of the server', () => {
    const check = makeCheck(optionsSchema(catalogTask('sleep')));
    const most = {
      attempts: MAX_ATTEMPTS,
      delayMs: MAX_DELAY_MS,
      timeoutMs: MAX_TIMEOUT_MS,
      softTimeoutMs: MAX_TIMEOUT_MS,
      runAt: '2026-11-22T14:31:00.000Z',
    };
    expect(check(most)).toEqual({});
    expect(check({ attempts: MAX_ATTEMPTS + 1 })).toHaveProperty('attempts');
    expect(check({ delayMs: MAX_DELAY_MS + 1 })).toHaveProperty('delayMs');
    expect(check({ softTimeoutMs: MAX_TIMEOUT_MS + 1 })).toHaveProperty('softTimeoutMs');
    expect(check({ timeoutMs: MAX_TIMEOUT_MS + 1 })).toHaveProperty('timeoutMs');
  });
});

describe('the slots of a queue', () => {
  const worker = (more: Partial<WorkerView>): WorkerView => ({
    id: 'w',
    host: 'h',
    containerId: null,
    pid: 1,
    version: '0',
    queues: ['default'],
    slots: [{ queue: 'default', concurrency: 4 }],
    concurrency: 4,
    state: 'running',
    running: [],
    completed: 0,
    failed: 0,
    memoryBytes: 0,
    cpuPercent: 0,
    eventLoopLagMs: 0,
    startedAt: '',
    lastSeenAt: '',
    container: null,
    ...more,
  });
  const running = [{ id: 'a', task: 'sleep', queue: 'default', since: '' }];

  it('are those of workers that take jobs of it now', () => {
    const other = worker({ slots: [{ queue: 'heavy', concurrency: 2 }] });
    const workers = [
      worker({ running }),
      worker({ state: 'lost' }),
      worker({ state: 'draining' }),
      other,
    ];
    expect(slotsFor('default', workers)).toEqual({ workers: 1, all: 4, free: 3 });
    expect(slotsFor('default', [other])).toEqual({ workers: 0, all: 0, free: 0 });
  });
});

describe('the same request as curl', () => {
  it('survives quotes, and leaves the token to the environment', () => {
    const text = requestCurl(
      'http://localhost:8080',
      { task: 'x', input: { data: "it's $HOME" } },
      new Set(),
    );
    expect(text).toContain(String.raw`"data": "it'\''s $HOME"`);
    expect(text).toContain('Bearer $TASKDECK_TOKEN"');
  });
});
