import { Job, Submitted } from '@taskdeck/server/schemas/job';
import { Health } from '@taskdeck/server/schemas/health';
import { waitFor } from '../support/wait-for.ts';
import type { Stack } from './stack.ts';

const tokens = new Map<string, Promise<string>>();

/** The operator's token, as the README tells people to get it. */
export function operatorToken(stack: Stack): Promise<string> {
  const { project } = stack.settings;
  const known = tokens.get(project);
  if (known !== undefined) return known;
  const token = stack.exec('server', 'cat', '/run/secrets/operator_token');
  tokens.set(project, token);
  return token;
}

/** A request through Nginx with the operator's token. */
export async function call(stack: Stack, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${await operatorToken(stack)}`);
  return fetch(stack.url + path, { ...init, headers });
}

/** Submits a job and resolves with its id. */
export async function submit(
  stack: Stack,
  task: string,
  input: object,
  requestId?: string,
): Promise<string> {
  const headers = new Headers({ 'content-type': 'application/json' });
  if (requestId !== undefined) headers.set('x-request-id', requestId);
  const body = JSON.stringify({ task, input });
  const response = await call(stack, '/api/tasks', { method: 'POST', headers, body });
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  return Submitted.parse(await response.json()).id;
}

export async function job(stack: Stack, id: string): Promise<Job> {
  const response = await call(stack, `/api/tasks/${id}`);
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  return Job.parse(await response.json());
}

/** The job when it has ended well. Rejects when it fails, or has not ended in time. */
export async function completed(stack: Stack, id: string, timeoutMs = 30_000): Promise<Job> {
  const ended = await waitFor(
    async () => {
      const now = await job(stack, id);
      return now.state === 'completed' || now.state === 'failed' ? now : null;
    },
    { timeoutMs, intervalMs: 200, what: `the end of job ${id}` },
  );
  if (ended.state === 'failed') throw new Error(`Job ${id} failed: ${ended.error?.message}`);
  return ended;
}

export async function health(stack: Stack): Promise<Health> {
  return Health.parse(await (await fetch(`${stack.url}/api/health`)).json());
}
