import { waitFor } from './wait-for.ts';

/** What the JSON of an answer says; null where there is none. */
export type Body = ReturnType<typeof JSON.parse>;

/** A server over HTTP, as a program with the operator's token. */
export interface Rest {
  /** Any request, whatever is answered; the body is sent as JSON. `headers` say who asks, if it is somebody else. */
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<{ status: number; body: Body }>;
  /** What is answered; rejects with the answer unless it is a good one. */
  get(path: string): Promise<Body>;
  post(path: string, body?: unknown): Promise<Body>;
  /** Submits a job; resolves with its id. */
  submit(task: string, input?: object, options?: object): Promise<string>;
  /** The job, when it is in one of the states. */
  until(id: string, states: readonly string[], timeoutMs?: number): Promise<Body>;
}

export function makeRest(url: string, operator: Readonly<Record<string, string>>): Rest {
  const call: Rest['call'] = async (method, path, body, headers = operator) => {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await fetch(url + path, {
      method,
      headers: { ...headers, ...json },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  };
  const good = async (method: string, path: string, sent?: unknown): Promise<Body> => {
    const { status, body } = await call(method, path, sent);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(body)}`);
    return body;
  };
  const get = (path: string) => good('GET', path);
  const post = (path: string, body?: unknown) => good('POST', path, body);
  return {
    call,
    get,
    post,
    submit: async (task, input = {}, options = {}) =>
      (await post('/api/tasks', { task, input, options })).id,
    until: (id, states, timeoutMs = 50_000) =>
      waitFor(
        async () => {
          const job = await get(`/api/tasks/${id}`);
          return states.includes(job.state) ? job : null;
        },
        { timeoutMs, what: `job ${id} to be ${states.join(' or ')}` },
      ),
  };
}
