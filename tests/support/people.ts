import { expect } from 'vitest';
import type { TestApp } from './api.ts';

export const PASSWORD = 'correct horse battery';

/** Requests of a browser that shows this cookie. */
export const browser = (cookie: string) => ({ cookie, 'sec-fetch-site': 'same-origin' });
export const cookieOf = (answer: { headers: Record<string, unknown> }) =>
  String(answer.headers['set-cookie']).split(';')[0] ?? '';

/** People with accounts, and what they do with their browsers. */
export function makePeople(api: TestApp) {
  let serial = 0;
  const newName = () => `person-${(serial += 1)}`;
  return {
    newName,
    asAdmin: async () => browser(await api.signIn()),
    signIn: (name: string, password: string, headers: Record<string, string> = {}) =>
      api.call('POST', '/api/session', { name, password }, headers),
    statusOfMe: async (headers: Record<string, string>) =>
      (await api.app.inject({ url: '/trpc/me', headers })).statusCode,
    /** Makes an account with `PASSWORD` in the name of the admin who shows these headers. */
    async account(role: 'viewer' | 'operator' | 'admin', headers: Record<string, string>) {
      const name = newName();
      const body = { name, role, password: PASSWORD };
      const made = await api.call('POST', '/api/accounts', body, headers);
      expect(made.status).toBe(200);
      return name;
    },
  };
}
