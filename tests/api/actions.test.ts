import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeTestApp, type TestApp } from '../support/api.ts';
import { waitFor } from '../support/wait-for.ts';

let api: TestApp;
beforeAll(async () => {
  api = await makeTestApp();
});
afterAll(() => api.close());
beforeEach(() => api.queue.reset());

async function submit(count: number, more: object = {}): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i += 1) {
    const { body } = await api.call('POST', '/api/tasks', { task: 'sleep', ...more });
    ids.push(body.id);
  }
  return ids;
}

const ended = async (id: string) =>
  waitFor(
    async () => {
      const { body } = await api.call('GET', `/api/actions/${id}`);
      return body.state === 'running' ? null : body;
    },
    { timeoutMs: 30_000, what: 'the action to end' },
  );

describe('POST /api/actions', () => {
  it('does it to every job of a selection, and says which it could not', async () => {
    const ids = await submit(3);
    api.queue.end(ids[0] ?? '', null);
    const gone = uuidv7();
    const { status, body } = await api.call('POST', '/api/actions', {
      kind: 'cancel',
      target: { ids: [...ids, gone] },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ kind: 'cancel', state: 'running', total: 4, by: 'token' });
    expect(await ended(body.id)).toMatchObject({
      state: 'done',
      done: 2,
      refused: 2,
      refusals: [
        { id: ids[0], why: expect.stringContaining('already ended') },
        { id: gone, why: 'There is no such job any more.' },
      ],
      endedAt: expect.any(String),
    });
    const cancelled = [...api.queue.jobs.values()].filter((job) => job.error?.code === 'CANCELLED');
    expect(cancelled.map((job) => job.id).sort()).toEqual(ids.slice(1).sort());
  });

  it('does it to all that match a filter, and to no other', async () => {
    await submit(450, { options: { tags: ['wave'] } });
    const others = await submit(2);
    const { body } = await api.call('POST', '/api/actions', {
      kind: 'set-priority',
      priority: 'low',
      target: { filter: { tag: 'wave', state: 'prioritized' } },
    });
    expect(await ended(body.id)).toMatchObject({ state: 'done', total: 450, done: 450 });
    const of = (priority: string) =>
      [...api.queue.jobs.values()].filter((job) => job.priority === priority);
    expect(of('low')).toHaveLength(450);
    expect(of('medium').map((job) => job.id)).toEqual(others);
  });

  it.each([
    ['a priority where none belongs', { kind: 'retry', priority: 'low' }, ['priority']],
    ['set-priority without one', { kind: 'set-priority' }, ['priority']],
    ['an unknown kind', { kind: 'explode' }, ['kind']],
  ])('refuses %s', async (_, some, fields) => {
    const request = { target: { ids: [uuidv7()] }, ...some };
    const { status, body } = await api.call('POST', '/api/actions', request);
    expect([status, Object.keys(body.error.fields)]).toEqual([400, fields]);
  });

  it.each([
    ['a misspelt filter, which would match everything', { filter: { taks: 'sleep' } }],
    ['no target', {}],
    ['an empty selection', { ids: [] }],
    ['both', { ids: [uuidv7()], filter: {} }],
  ])('refuses %s', async (_, target) => {
    const { status } = await api.call('POST', '/api/actions', { kind: 'retry', target });
    expect(status).toBe(400);
  });

  it('lets only admins remove', async () => {
    const [id] = await submit(1);
    const request = { kind: 'remove', target: { ids: [id] } };
    expect((await api.call('POST', '/api/actions', request)).status).toBe(403);
    const cookie = await api.signIn();
    const admin = { cookie, 'sec-fetch-site': 'same-origin' };
    const { body } = await api.call('POST', '/api/actions', request, admin);
    expect(await ended(body.id)).toMatchObject({ state: 'done', done: 1 });
    expect(api.queue.jobs.size).toBe(0);
  });

  it('is aborted between two batches, and not once it has ended', async () => {
    await submit(900);
    const cancel = api.queue.cancel.bind(api.queue);
    let goOn: () => void = () => undefined;
    const aborted = new Promise<void>((resolve) => (goOn = resolve));
    const holding = vi.spyOn(api.queue, 'cancel').mockImplementation(async (id, by) => {
      await aborted;
      return cancel(id, by);
    });
    const { body } = await api.call('POST', '/api/actions', {
      kind: 'cancel',
      target: { filter: {} },
    });
    const asked = await api.call('POST', `/api/actions/${body.id}/abort`);
    expect(asked.status).toBe(200);
    goOn();
    // The batch that was under way, and no other.
    expect(await ended(body.id)).toMatchObject({ state: 'aborted', total: 900, done: 200 });
    holding.mockRestore();
    expect((await api.call('POST', `/api/actions/${body.id}/abort`)).status).toBe(409);
    expect((await api.call('POST', `/api/actions/${uuidv7()}/abort`)).status).toBe(404);
  });
});
