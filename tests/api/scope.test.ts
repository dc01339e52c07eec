import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BEARER, makeTestApp, type TestApp } from '../support/api.ts';

let api: TestApp;
let admin: Record<string, string>;
beforeAll(async () => {
  const operators = { tasks: ['sleep'], queues: ['default'] };
  api = await makeTestApp({ operators });
  admin = { cookie: await api.signIn(), 'sec-fetch-site': 'same-origin' };
});
afterAll(() => api.close());

const post = (path: string, body: object = {}, headers: Record<string, string> = BEARER) =>
  api.call('POST', path, body, headers);
const submitted = async (task: string): Promise<string> =>
  (await post('/api/tasks', { task, input: {} }, admin)).body.id;

describe('operators that may change some tasks and queues only', () => {
  it('are told so, which the panel shows its buttons by; admins have no limits', async () => {
    const me = async (headers: Record<string, string>) =>
      (await api.app.inject({ url: '/trpc/me', headers })).json().result.data.scope;
    expect(await me(BEARER)).toEqual({ tasks: ['sleep'], queues: ['default'] });
    expect(await me(admin)).toEqual({ tasks: null, queues: null });
  });

  it('submit these, one by one and in bulk', async () => {
    expect((await post('/api/tasks', { task: 'sleep' })).status).toBe(202);
    const refused = await post('/api/tasks', { task: 'process-batch', input: {} });
    expect([refused.status, refused.body.error.code]).toEqual([403, 'FORBIDDEN']);
    expect(refused.body.error.message).toContain('the tasks sleep');
    const bulk = await api.app.inject({
      method: 'POST',
      url: '/api/tasks/bulk',
      headers: { ...BEARER, 'content-type': 'application/json' },
      payload: JSON.stringify([{ task: 'sleep' }, { task: 'monte-carlo' }]),
    });
    expect(bulk.json()).toMatchObject({ accepted: 1, refused: 1 });
    expect(bulk.json().items[1].error.code).toBe('FORBIDDEN');
  });

  it('submit no other task by way of a flow', async () => {
    const flows = await makeTestApp({ operators: { tasks: ['flow', 'sleep'], queues: null } });
    const flow = (task: string) =>
      flows.call('POST', '/api/tasks', { task: 'flow', input: { steps: [{ key: 'a', task }] } });
    expect([(await flow('sleep')).status, (await flow('process-batch')).status]).toEqual([
      202, 403,
    ]);
    await flows.close();
  });

  it('change no flow that has steps of another task', async () => {
    const flows = await makeTestApp({ operators: { tasks: ['flow', 'sleep'], queues: null } });
    const asAdmin = { cookie: await flows.signIn(), 'sec-fetch-site': 'same-origin' };
    const flow = async (task: string): Promise<string> => {
      const body = { task: 'flow', input: { steps: [{ key: 'a', task }] } };
      return (await flows.call('POST', '/api/tasks', body, asAdmin)).body.id;
    };
    const [own, other] = [await flow('sleep'), await flow('process-batch')];
    const cancel = async (id: string) =>
      (await flows.call('POST', `/api/tasks/${id}/cancel`, {})).status;
    const act = async (target: object) =>
      (await flows.call('POST', '/api/actions', { kind: 'cancel', target })).status;
    expect([await cancel(other), await act({ ids: [own, other] })]).toEqual([403, 403]);
    expect(await act({ filter: { task: 'flow' } })).toBe(403);
    expect([await act({ ids: [own] }), await cancel('0'.repeat(8))]).toEqual([200, 400]);
    await flows.close();
  });

  it('end their own actions and those they could have started', async () => {
    const act = async (target: object, headers = admin): Promise<string> =>
      (await post('/api/actions', { kind: 'cancel', target }, headers)).body.id;
    const abort = async (id: string) => (await post(`/api/actions/${id}/abort`)).status;
    const other = await submitted('process-batch');
    expect(await abort(await act({ filter: {} }))).toBe(403);
    expect(await abort(await act({ ids: [other] }))).toBe(403);
    // Not refused: at most over by now.
    expect(await abort(await act({ filter: { task: 'sleep' } }))).not.toBe(403);
    expect(await abort(await act({ filter: { task: 'sleep' } }, BEARER))).not.toBe(403);
  });

  it('change jobs of these alone, one by one and by action', async () => {
    const [own, other] = [await submitted('sleep'), await submitted('process-batch')];
    for (const [id, status] of [
      [own, 200],
      [other, 403],
    ] as const) {
      expect((await post(`/api/tasks/${id}/priority`, { priority: 'high' })).status).toBe(status);
      expect((await post(`/api/tasks/${id}/cancel`)).status).toBe(status);
    }
    const act = (target: object) => post('/api/actions', { kind: 'cancel', target });
    expect((await act({ ids: [own, other] })).status).toBe(403);
    expect((await act({ ids: [own] })).status).toBe(200);
    // Whatever is not limited to what they may could reach the rest.
    expect((await act({ filter: {} })).status).toBe(403);
    expect((await act({ filter: { queue: 'default' } })).status).toBe(403);
    expect((await act({ filter: { task: 'sleep' } })).status).toBe(200);
  });

  it('do nothing to whole queues, while other tasks are in them', async () => {
    expect((await post('/api/queues/default/pause')).status).toBe(403);
    const queues = await makeTestApp({ operators: { tasks: null, queues: ['default'] } });
    const pause = (queue: string) => queues.call('POST', `/api/queues/${queue}/pause`);
    expect([(await pause('default')).status, (await pause('heavy')).status]).toEqual([200, 403]);
    await queues.close();
  });

  it('see everything, and an admin may everything', async () => {
    const id = await submitted('process-batch');
    expect((await api.call('GET', `/api/tasks/${id}`)).status).toBe(200);
    expect((await post(`/api/tasks/${id}/cancel`, {}, admin)).status).toBe(200);
  });

  it('are noted where they were refused', async () => {
    const id = await submitted('process-batch');
    await post(`/api/tasks/${id}/cancel`);
    const { body } = await api.call('GET', `/api/audit?object=${id}`, undefined, admin);
    expect(body.items[0]).toMatchObject({ action: 'tasks.cancel', outcome: 'refused' });
  });
});
