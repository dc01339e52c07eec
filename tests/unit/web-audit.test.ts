import { isChange, PERMISSIONS } from '@taskdeck/server/permissions';
import { describe, expect, it } from 'vitest';
import {
  ACTION_GROUPS,
  actionLabel,
  actionWords,
  isKnownAction,
} from '../../web/src/components/audit/action-words.ts';
import {
  auditFilter,
  csvAddress,
  readAuditSearch,
} from '../../web/src/components/audit/audit-search.ts';
import { changesOf, changeWords, readable } from '../../web/src/components/audit/changes.ts';
import { placeOf } from '../../web/src/components/audit/object-place.ts';
import { ago, NOW } from './web-samples.ts';

const CHANGES = Object.keys(PERMISSIONS).filter(isChange);
const ID = '01a205aa-8db4-7523-8382-4627e56a2cf7';

describe('the words of the audit', () => {
  const wordsOf = (action: string, more: Partial<Parameters<typeof actionWords>[0]> = {}) =>
    actionWords({ action, outcome: 'done', objects: [], ...more });

  it('are there for every change that the server knows', () => {
    expect(CHANGES.filter((path) => !isKnownAction(path))).toEqual([]);
  });

  it('put every change in a group', () => {
    const all = [...CHANGES, 'session.begin', 'session.end'];
    const groups = ACTION_GROUPS.map(({ value }) => value);
    const lost = all.filter((path) => !groups.some((group) => path.startsWith(group)));
    expect(lost).toEqual([]);
  });

  it('say what was done, and what was only tried', () => {
    expect(wordsOf('queues.pause')).toBe('paused the queue');
    expect(wordsOf('queues.pause', { outcome: 'refused' })).toBe('tried to pause the queue');
    expect(wordsOf('queues.pause', { outcome: 'failed' })).toBe('tried to pause the queue');
  });

  it('name who signed in, where there is a name', () => {
    expect(wordsOf('session.begin', { objects: ['mira'] })).toBe('signed in as');
    expect(wordsOf('session.begin')).toBe('signed in');
    const outcome = 'refused' as const;
    expect(wordsOf('session.begin', { objects: ['mira'], outcome })).toBe('tried to sign in as');
  });

  it('leave what they do not know as it is', () => {
    expect(wordsOf('pets.feed')).toBe('pets.feed');
    expect(wordsOf('pets.feed', { outcome: 'failed' })).toBe('tried pets.feed');
    expect(actionLabel('pets.feed')).toBe('pets.feed');
    expect(actionLabel('queues.')).toBe('Queues');
  });
});

describe('what a change made different', () => {
  const told = { before: null, after: null, request: null, outcome: 'done' as const, objects: [] };
  const wordsOf = (more: Partial<Parameters<typeof changesOf>[0]>) =>
    changesOf({ ...told, ...more }).map(changeWords);

  it('is what differs, in words', () => {
    const before =
      '{"paused":false,"globalConcurrency":null,"rateLimit":{"max":5,"durationMs":1000}}';
    const after = '{"paused":true,"globalConcurrency":3,"rateLimit":{"max":9,"durationMs":1000}}';
    expect(wordsOf({ before, after })).toEqual([
      'paused: no → yes',
      'global concurrency: none → 3',
      'rate limit: max 5, duration ms 1000 → max 9, duration ms 1000',
    ]);
    expect(wordsOf({ before: '{"rateLimit":null}', after })).toContain(
      'rate limit: none → max 9, duration ms 1000',
    );
  });

  it('is all of it where there was nothing before, or is nothing after', () => {
    expect(wordsOf({ after: '{"role":"viewer"}' })).toEqual(['role: viewer']);
    expect(wordsOf({ before: '{"role":"viewer"}' })).toEqual(['role was viewer']);
  });

  it('is what was asked for where nothing was compared, or nothing came of it', () => {
    expect(wordsOf({ request: '{"priority":"high"}' })).toEqual(['priority: high']);
    const outcome = 'refused' as const;
    expect(wordsOf({ request: '{"role":"admin"}', before: '{"role":"viewer"}', outcome })).toEqual([
      'role: admin',
    ]);
  });

  it('tells no name twice, and nothing of what was left out', () => {
    const request = '{"name":"mira","role":"viewer","password":"(left out)"}';
    expect(wordsOf({ request, objects: ['mira'] })).toEqual(['role: viewer']);
  });

  it('is nothing where nothing differs, and where what was kept is cut off', () => {
    expect(wordsOf({ before: '{"a":1}', after: '{"a":1}' })).toEqual([]);
    expect(wordsOf({ after: '{"a":1,"b":"xxxx…' })).toEqual([]);
    expect(wordsOf({ request: '"text"' })).toEqual([]);
  });

  it('can be read as it was written down', () => {
    expect(readable('{"a":1}')).toBe('{\n  "a": 1\n}');
    expect(readable('{"a":1,"b":"xxxx…')).toBe('{"a":1,"b":"xxxx…');
  });
});

describe('the address of the audit', () => {
  const nothing = {
    actor: undefined,
    action: undefined,
    object: undefined,
    outcome: undefined,
    since: undefined,
    from: undefined,
    to: undefined,
  };

  it('is read, without what makes no sense', () => {
    expect(
      readAuditSearch({ actor: ' mira ', action: 'queues.', object: 42, outcome: 'refused' }),
    ).toEqual({ ...nothing, actor: 'mira', action: 'queues.', object: '42', outcome: 'refused' });
    expect(
      readAuditSearch({ actor: {}, outcome: 'eaten', since: '9y', from: 'soon', to: '' }),
    ).toEqual(nothing);
    expect(readAuditSearch({ actor: 'x'.repeat(500) }).actor).toHaveLength(100);
  });

  it('asks for a span that ends now, unless it names a time', () => {
    const from = ago(3_600);
    expect(auditFilter({ since: '1h', actor: 'mira' }, NOW)).toEqual({ actor: 'mira', from });
    const earlier = ago(9_000);
    expect(auditFilter({ since: '1h', from: earlier }, NOW).from).toBe(earlier);
  });

  it('is that of the export, too', () => {
    expect(csvAddress({})).toBe('/api/audit.csv');
    expect(csvAddress({ actor: 'a&b', outcome: 'failed', to: undefined })).toBe(
      '/api/audit.csv?actor=a%26b&outcome=failed',
    );
  });
});

describe('what a change concerned', () => {
  it.each([
    ['tasks.cancel', ID, { to: '/jobs/$id', params: { id: ID } }],
    ['tasks.submit', 'sleep', null],
    ['schedules.pause', ID, { to: '/schedules/$id', params: { id: ID } }],
    ['schedules.create', 'nightly', null],
    ['queues.pause', 'heavy', { to: '/queues' }],
    ['workerControls.drain', 'w-1', { to: '/workers' }],
    ['accounts.create', 'mira', { to: '/settings' }],
    ['tokens.revoke', 'ci', { to: '/settings' }],
    ['foreign.retry', ID, null],
    ['pets.feed', ID, null],
  ])('%s of %s', (action, name, place) => {
    expect(placeOf(action, name)).toEqual(place);
  });
});
