import { describe, expect, it } from 'vitest';
import {
  EMPTY_DRAFT,
  faultsOf,
  requestOf,
  type AddDraft,
} from '../../web/src/components/foreign/add-draft.ts';
import { allowedFor, readable, stateOf } from '../../web/src/components/foreign/foreign.ts';
import { mayAs } from './web-samples.ts';

const draft = (typed: Partial<AddDraft>): AddDraft => ({ ...EMPTY_DRAFT, name: 'x', ...typed });

describe('the form of a new job in another program’s queue', () => {
  it('sends what was typed, and nothing that was not', () => {
    expect(requestOf('bull:mail', draft({ name: ' welcome ', data: '[1, null]' }))).toEqual({
      request: { queue: 'bull:mail', name: 'welcome', data: [1, null], options: {} },
    });
    const typed = { priority: '7', delayMs: '60,000', attempts: '3', backoffMs: '500' };
    expect(requestOf('bull:mail', draft({ ...typed, backoff: 'fixed' }))).toMatchObject({
      request: {
        data: {},
        options: {
          priority: 7,
          delayMs: 60_000,
          attempts: 3,
          backoff: { type: 'fixed', delayMs: 500 },
        },
      },
    });
  });

  it('finds what can’t be sent, by field', () => {
    const typed = draft({ name: ' ', data: '{x', priority: '1.5', attempts: 'two' });
    expect(requestOf('bull:mail', typed)).toEqual({
      faults: {
        name: expect.any(String),
        data: expect.stringContaining('JSON'),
        priority: 'A whole number',
        attempts: 'A whole number',
      },
    });
  });

  it('puts the server’s refusals at their fields', () => {
    const fields = { 'options.priority': ['Too big'], 'options.backoff.delayMs': ['a', 'b'] };
    expect(faultsOf({ ...fields, queue: ['no'] })).toEqual({
      priority: 'Too big',
      backoffMs: 'a. b',
    });
  });
});

describe('a job of another program', () => {
  it('is shown indented where its JSON is whole, else as it stands', () => {
    const json = (text: string, truncated = false) => readable({ text, truncated, bytes: 0 });
    expect(json('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}');
    expect(json('{"a"', true)).toBe('{"a"');
    expect(json('not json')).toBe('not json');
  });

  it.each([
    ['failed', 'admin', true, { retry: true, runNow: false, remove: true }],
    ['delayed', 'operator', true, { retry: false, runNow: true, remove: false }],
    ['active', 'admin', true, { retry: false, runNow: false, remove: false }],
    ['failed', 'viewer', true, { retry: false, runNow: false, remove: false }],
    ['failed', 'admin', false, { retry: false, runNow: false, remove: false }],
    [null, 'admin', true, { retry: false, runNow: false, remove: false }],
  ] as const)('%s may be acted on by %s as the server lets (%s)', (state, role, writable, all) => {
    expect(allowedFor({ queue: 'bull:mail', state }, mayAs(role), writable)).toEqual(all);
  });

  it('is looked for in a state that exists', () => {
    expect([stateOf('failed'), stateOf('constructor'), stateOf(undefined)]).toEqual([
      'failed',
      'waiting',
      'waiting',
    ]);
  });
});
