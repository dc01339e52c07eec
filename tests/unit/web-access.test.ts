import { describe, expect, it } from 'vitest';
import type { DockerAccess } from '../../web/src/api.ts';
import {
  gravestFirst,
  outcomeWords,
  refusedWords,
  verdictOf,
} from '../../web/src/components/containers/access-words.ts';
import { ago } from './web-samples.ts';

const probe = (more: Partial<DockerAccess['probes'][number]> = {}) => ({
  method: 'POST',
  target: '/containers/create',
  danger: 'makes containers',
  status: 403,
  refused: true,
  ...more,
});
const access = (more: Partial<DockerAccess> = {}): DockerAccess => ({
  checkedAt: ago(1),
  verdict: 'proven',
  reason: null,
  probes: [probe(), probe({ target: '/session' })],
  ...more,
});
const through = probe({ status: 404, refused: false });

describe('the way to Docker', () => {
  it('is proven to be read only when all were refused', () => {
    expect(verdictOf(access()).words).toBe('Read only, proven');
    expect(refusedWords(access())).toBe('2 of 2 refused');
  });

  it('is open when one got through, however many were refused', () => {
    const open = access({ verdict: 'open', probes: [probe(), through] });
    expect(verdictOf(open)).toEqual({
      icon: 'failed',
      tone: 'c-fail',
      words: 'Not read only: 1 request that must be refused got through',
    });
    expect(refusedWords(open)).toBe('1 of 2 refused');
    expect(gravestFirst(open.probes).map(outcomeWords)).toEqual([
      'let through, 404',
      'refused, 403',
    ]);
  });

  it('is never said to be proven while it is not known', () => {
    const none = access({ verdict: 'unknown', probes: [], checkedAt: null });
    expect(verdictOf(none).words).toBe('Read only: not tried yet');
    expect(refusedWords(none)).toBeNull();
    const silent = access({
      verdict: 'unknown',
      probes: [probe({ status: null, refused: false })],
    });
    expect(verdictOf(silent).words).toBe('Read only: can’t tell');
    expect(silent.probes.map(outcomeWords)).toEqual(['no answer']);
  });
});
