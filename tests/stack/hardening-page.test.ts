import { Hardening } from '@taskdeck/server/schemas/hardening';
import { describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import { call } from './api.ts';
import { noEngine, sharedStack } from './shared-stack.ts';

describe.skipIf(noEngine)('the hardening that the panel tells of', () => {
  it('holds for the stack as it comes: all is known, and nothing about containers fails', async () => {
    const stack = sharedStack();
    // What other tests started and removed again, as the debug profile, is seen to be gone a moment later.
    const { checks } = await waitFor(
      async () => {
        const view = Hardening.parse(await (await call(stack, '/api/hardening')).json());
        const bad = view.checks.filter(
          ({ passes, about }) => passes === null || (about !== 'panel' && !passes),
        );
        if (bad.length === 0) return view;
        throw new Error(bad.map(({ rule, found }) => `${rule}: ${found}`).join('; '));
      },
      { what: 'everything to be known and to pass', timeoutMs: 60_000, intervalMs: 500 },
    );
    const services = new Set(checks.map(({ service }) => service));
    for (const service of [
      'docker-gate',
      'nginx',
      'notifier',
      'redis',
      'secrets',
      'server',
      'worker',
    ])
      expect(services).toContain(service);
  });
});
