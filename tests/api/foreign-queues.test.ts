import { parseConfig } from '@taskdeck/server/config';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTestApp, type TestApp } from '../support/api.ts';

describe('queues of other programs, where no prefix is set', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await makeTestApp();
  });
  afterAll(() => api.close());

  it('are none, and that is known', async () => {
    const { status, body } = await api.call('GET', '/api/foreign-queues');
    expect([status, body]).toEqual([
      200,
      { at: expect.any(String), prefixes: [], writable: false, complete: true, items: [] },
    ]);
  });

  it.each(['', '/17'])('can’t be reached by name: jobs%s', async (rest) => {
    const { status, body } = await api.call('GET', `/api/queues/bull%3Amail/jobs${rest}`);
    expect([status, body.error.code]).toEqual([404, 'NOT_FOUND']);
  });
});

describe('QUEUE_PREFIXES', () => {
  it('takes names with commas between, each once', () => {
    const config = parseConfig({ QUEUE_PREFIXES: ' bull,{app}:q ,,bull' });
    expect(config.queuePrefixes).toEqual(['bull', '{app}:q']);
    expect(config.foreignQueuesWritable).toBe(false);
    expect(parseConfig({}).queuePrefixes).toEqual([]);
  });

  it('is bounded', () => {
    const many = Array.from({ length: 11 }, (_, i) => `p${i}`).join(',');
    expect(() => parseConfig({ QUEUE_PREFIXES: many })).toThrow(/QUEUE_PREFIXES: .*at most 10/);
    expect(() => parseConfig({ QUEUE_PREFIXES: 'x'.repeat(101) })).toThrow(/QUEUE_PREFIXES/);
  });
});
