import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import {
  scheduleFormOf,
  withheldWords,
} from '../../web/src/components/schedules/schedule-form-of.ts';
import { requestCurl, requestJson } from '../../web/src/components/submit/request-text.ts';
import { evaluate, makeTaskForm, startOf } from '../../web/src/components/submit/task-form.ts';
import { catalogTask } from './catalog-task.ts';

const SECRET = 'a-very-secret-bearer-token';
const notify = catalogTask('notify');
const old = {
  input: { channel: 'webhook', url: 'https://a.example/', bearer: '(secret)' },
  priority: 'medium' as const,
  maxAttempts: 1,
  backoff: notify.backoff,
  timeoutMs: 1_000,
  softTimeoutMs: null,
  tags: [],
};
const bearerOf = (form: ReturnType<typeof makeTaskForm>) =>
  form.input.fields.find(({ name }) => name === 'bearer');

describe('a secret field', () => {
  it('is sent as it was typed, and left out when nothing was', () => {
    const form = makeTaskForm(notify);
    expect(bearerOf(form)?.control).toEqual({ kind: 'secret' });
    const start = startOf(form, null);
    expect(evaluate(form, start).submission.input).not.toHaveProperty('bearer');
    const { submission } = evaluate(form, { ...start, 'input.bearer': SECRET });
    expect(submission.input).toMatchObject({ bearer: SECRET });
  });

  it('starts empty in a copy of a job, and says why', () => {
    const form = makeTaskForm(notify, old);
    const start = startOf(form, old);
    expect(start).toMatchObject({ 'input.url': 'https://a.example/', 'input.bearer': '' });
    expect(bearerOf(form)?.description).toMatch(/^Not copied from the job/);
    const without = { ...old, input: { channel: 'mail' } };
    expect(bearerOf(makeTaskForm(notify, without))?.description).toMatch(/^Sent as Authorization/);
  });

  it('is a variable in the same request, which a shell fills in; texts that look alike are texts', () => {
    const secrets = new Set(['bearer', 'apiKey']);
    const input = {
      bearer: SECRET,
      apiKey: SECRET,
      payload: { bearer: '$BEARER' },
      text: '\n    "bearer": "$BEARER",\n it\'s',
    };
    const submission = { task: 'notify', input };
    expect(requestJson(submission, secrets)).toContain('"bearer": "$BEARER"');
    const curl = requestCurl('http://localhost', submission, secrets);
    expect(curl).not.toContain(SECRET);
    // A shell with a curl that prints what it was told to send.
    const sent = execFileSync('/bin/sh', ['-c', `curl() { printf %s "$9"; }\n${curl}`], {
      env: { BEARER: 'one', API_KEY: 'two' },
      encoding: 'utf8',
    });
    expect(JSON.parse(sent)).toEqual({
      task: 'notify',
      input: { ...input, bearer: 'one', apiKey: 'two' },
    });
  });

  it('is not offered by schedules, which say so', () => {
    expect(bearerOf(scheduleFormOf(notify))).toBeUndefined();
    expect(withheldWords(notify)).toEqual({
      words: 'A schedule keeps no secrets, so there is no “Bearer token” here.',
      blocks: false,
    });
    expect(withheldWords(catalogTask('sleep'))).toBeNull();
    const schema = { ...notify.inputSchema, required: ['bearer'] };
    expect(withheldWords({ ...notify, inputSchema: schema })).toMatchObject({
      words: expect.stringContaining('it can’t run by the clock'),
      blocks: true,
    });
  });
});
