import { exitWords } from '@taskdeck/server/docker/exit-words';
import { describe, expect, it } from 'vitest';
import { healthOf, lifeWords } from '../../web/src/components/containers/container-words.ts';
import { eventMark } from '../../web/src/components/timeline/event-words.ts';
import { container, NOW } from './web-samples.ts';

const ended = (exitCode: number, oomKilled: boolean) =>
  container({ state: 'exited', health: null, exitCode, oomKilled });

/** How loud the timeline is. That it was for memory is an event of its own there. */
const toneOf = (exitCode: number, oomKilled: boolean) =>
  eventMark({ kind: oomKilled ? 'oom' : 'died', exitCode }).tone;

describe('an exit', () => {
  it.each([
    [0, 'exit 0'],
    [130, 'exit 130, asked to stop'],
    [143, 'exit 143, asked to stop'],
  ])('%i is an ordinary end everywhere', (code, words) => {
    const item = ended(code, false);
    expect([healthOf(item), lifeWords(item, NOW)]).toEqual(['stopped', words]);
    expect(toneOf(code, false)).toBe('c-wait');
    expect(exitWords(item)).toContain('asked to');
  });

  it.each([
    [1, false, 'exit 1'],
    [127, false, 'exit 127, its command was not found'],
    [137, false, 'exit 137, killed'],
    [137, true, 'exit 137, out of memory'],
    [139, false, 'exit 139, crashed'],
    [130, true, 'exit 130, out of memory'],
    [143, true, 'exit 143, out of memory'],
  ])('%i is bad everywhere (out of memory: %j)', (code, oomKilled, words) => {
    const item = ended(code, oomKilled);
    expect([healthOf(item), lifeWords(item, NOW)]).toEqual(['broken', words]);
    expect(toneOf(code, oomKilled)).toBe('c-fail');
  });
});
