import { describe, expect, it } from 'vitest';
import { agentWords, expiryWords, roleOf } from '../../web/src/components/access/access.ts';
import { oidcRefusalOf, refusalOf } from '../../web/src/components/access/sign-in-words.ts';
import { RestError, restErrorOf } from '../../web/src/errors.ts';
import { ago, mayAs, NOW } from './web-samples.ts';

const error = (code: 'UNAUTHORIZED' | 'RATE_LIMITED' | 'CONFLICT', seconds: number | null = null) =>
  new RestError(
    { code, message: 'The name or the password is not right.', requestId: 'r' },
    seconds,
  );
const byPassword = (thrown: unknown, now = NOW) =>
  refusalOf(thrown, { by: 'password', at: NOW }, now);

describe('whoever is not let in', () => {
  it('is told what is wrong, in the server’s own words where they are for people', () => {
    expect(byPassword(error('UNAUTHORIZED')).title).toBe('The name or the password is not right.');
    const byLink = (thrown: unknown) => refusalOf(thrown, { by: 'link', at: NOW }, NOW).title;
    expect(byLink(error('UNAUTHORIZED'))).toBe('This link does not work.');
    expect(byLink(error('CONFLICT'))).toBe('There is an account by now.');
    expect(byPassword(new RestError(null)).title).toBe('The server does not answer.');
  });

  it('is told how long to wait, and when that is over', () => {
    const busy = error('RATE_LIMITED', 840);
    expect(byPassword(busy).detail).toMatch(/^Try again at \d\d:\d\d, in 14 min\.$/);
    expect(byPassword(busy, NOW + 820_000).detail).toMatch(/, in 20 s\.$/);
    expect(byPassword(busy, NOW + 840_000).detail).toBe('You can try again now.');
    expect(byPassword(error('RATE_LIMITED')).detail).toBe('Wait a little, then try again.');
  });

  it('waits as the answer says, whoever wrote it', async () => {
    const body = JSON.stringify({ error: { code: 'RATE_LIMITED', message: 'Too many' } });
    const wait = async (text: string, retryAfter?: string) => {
      const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
      return (await restErrorOf(new Response(text, { status: 429, headers }))).retryAfterSeconds;
    };
    expect(await wait(body, '840')).toBe(840);
    expect(await wait('<html>', '1')).toBe(1);
    expect(await wait(body, 'Sun, 06 Nov 1994 08:49:37 GMT')).toBeNull();
    expect(await wait(body)).toBeNull();
  });

  it('hears why the identity provider’s way led back', () => {
    expect(oidcRefusalOf(undefined)).toBeNull();
    expect(oidcRefusalOf('FORBIDDEN')?.title).toBe('You have no role here.');
    expect(oidcRefusalOf('<script>')?.title).toBe('The sign-in went wrong.');
  });
});

describe('a session', () => {
  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36 Edg/150.0.0.0',
      'Edge on Windows',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1',
      'Safari on iPhone',
    ],
    ['curl/8.14.1', 'curl/8.14.1'],
    ['Firefox/1', 'Firefox'],
    [null, null],
  ])('%s is of %s', (agent, words) => {
    expect(agentWords(agent)).toBe(words);
  });
});

describe('a token', () => {
  it('says when it ends', () => {
    expect(expiryWords(null, NOW)).toBe('does not expire');
    expect(expiryWords(ago(1), NOW)).toBe('expired');
    expect(expiryWords(ago(-90 * 86_400), NOW)).toBe('expires in 90 days');
    expect(expiryWords(ago(-3_600), NOW)).toBe('expires in 1 h 00 m');
  });
});

describe('what one may', () => {
  it('is what the server’s table says of the role', () => {
    expect(mayAs('viewer')('tasks.submit')).toBe(false);
    expect(mayAs('operator')('tasks.submit')).toBe(true);
    expect(mayAs('operator')('accounts.list')).toBe(false);
    expect(mayAs('admin')('accounts.list')).toBe(true);
    expect(mayAs('admin', true)('tasks.submit')).toBe(false);
    expect(mayAs('admin', true)('accounts.list')).toBe(true);
  });

  it('is what the limits of operators leave, as the server judges it', () => {
    const byTask = mayAs('operator', false, { queues: null, tasks: ['sleep'] });
    expect(byTask('tasks.submit', { task: 'sleep', queue: 'default' })).toBe(true);
    expect(byTask('tasks.submit', { task: 'notify' })).toBe(false);
    expect(byTask('queues.pause', { queue: 'default' })).toBe(false);
    const byQueue = mayAs('operator', false, { queues: ['heavy'], tasks: null });
    expect(byQueue('queues.pause', { queue: 'heavy' })).toBe(true);
    expect(byQueue('workerControls.drain', { queue: 'default' })).toBe(false);
    // A task is in the queue of its own.
    expect(byQueue('schedules.run', { task: 'monte-carlo' })).toBe(true);
    expect(byQueue('schedules.run', { task: 'sleep' })).toBe(false);
    // All that match, of whatever task.
    expect(byQueue('actions.start', {})).toBe(false);
    expect(mayAs('operator')('actions.start', {})).toBe(true);
  });

  it('is little for a role that a select does not know', () => {
    expect([roleOf('admin'), roleOf('root')]).toEqual(['admin', 'viewer']);
  });
});
