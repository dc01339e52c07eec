import { findTask, MAX_ATTEMPTS, MAX_DELAY_MS, MAX_TIMEOUT_MS, TASKS } from '@taskdeck/tasks';
import type { CatalogTask } from '@taskdeck/server/schemas/job';
import type { WorkerView } from '@taskdeck/server/schemas/worker';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { makeCheck } from '../../web/src/components/schema-form/check.ts';
import { optionsSchema } from '../../web/src/components/submit/option-fields.ts';
import { requestCurl } from '../../web/src/components/submit/request-text.ts';
import { slotsFor } from '../../web/src/components/submit/slots.ts';
import {
  evaluate,
  makeTaskForm,
  placeFaults,
  startOf,
} from '../../web/src/components/submit/task-form.ts';

/** A task as the catalogue sends it. */
function catalogTask(name: string): CatalogTask {
  const task = findTask(name);
  if (!task) throw new Error(`no task ${name}`);
  return {
    ...task,
    inputSchema: { ...z.toJSONSchema(task.input, { io: 'input' }) },
    resultSchema: {},
    defaults: {},
  };
}
const sleep = makeTaskForm(catalogTask('sleep'));

describe('the form of a task', () => {
  it.each(TASKS.map((task) => task.name))('of %s starts without faults or changes', (name) => {
    const form = makeTaskForm(catalogTask(name));
    const { submission, faults, changed } = evaluate(form, startOf(form, null));
    expect({ faults, changed }).toEqual({ faults: {}, changed: 0 });
    expect(submission.options).toBeUndefined();
    const task = findTask(name);
    expect(task?.input.parse(submission.input)).toEqual(task?.input.parse({}));
  });

  it('sends only the options that were chosen', () => {
    const start = startOf(sleep, null);
    const draft = { ...start, 'options.priority': '"high"', 'options.delayMs': '5 m' };
    expect(evaluate(sleep, draft).submission.options).toEqual({
      priority: 'high',
      delayMs: 300_000,
    });
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
      ['options.timeoutMs', 'Not a duration: write 90 s, 5 m or 1 h 30 m'],
      ['options.attempts', 'Must be at most 20'],
    ]);
  });

  it('starts from what an old job ran with', () => {
    const draft = startOf(sleep, {
      input: { durationMs: 7, steps: 2, failureRate: 0.5 },
      priority: 'low',
      maxAttempts: 3,
      timeoutMs: 60_000,
    });
    expect(evaluate(sleep, draft).submission).toEqual({
      task: 'sleep',
      input: { durationMs: 7, steps: 2, failureRate: 0.5 },
      options: { priority: 'low', timeoutMs: 60_000 },
    });
  });

  it("gives the server's faults to the fields, and says the rest", () => {
    expect(
      placeFaults(sleep, {
        'input.steps': ['too many', 'odd'],
        'options.delayMs': ['too long'],
        'input.gone': ['unknown'],
        '': ['all wrong'],
      }),
    ).toEqual({
      faults: { 'input.steps': 'too many', 'options.delayMs': 'too long' },
      rest: ['input.gone: unknown', 'all wrong'],
    });
  });
});

describe('options', () => {
  it('have the bounds of the server', () => {
    const check = makeCheck(optionsSchema(catalogTask('sleep')));
    const most = { attempts: MAX_ATTEMPTS, delayMs: MAX_DELAY_MS, timeoutMs: MAX_TIMEOUT_MS };
    expect(check(most)).toEqual({});
    expect(check({ attempts: MAX_ATTEMPTS + 1 })).toHaveProperty('attempts');
    expect(check({ delayMs: MAX_DELAY_MS + 1 })).toHaveProperty('delayMs');
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
    const text = requestCurl('http://localhost:8080', { task: 'x', input: { data: "it's $HOME" } });
    expect(text).toContain(String.raw`"data": "it'\''s $HOME"`);
    expect(text).toContain('Bearer $TASKDECK_TOKEN"');
  });
});
