import { MAX_LOG_CHARACTERS, MAX_LOG_LINES } from '@taskdeck/tasks';
import { type LogBatch, LogBuffer, logEntry } from '@taskdeck/worker/log-buffer';
import { LogWriter } from '@taskdeck/worker/log-writer';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const fill = (add: (entry: LogBatch['entries'][number]) => void, from: number, to: number) => {
  for (let i = from; i <= to; i += 1) add(logEntry(`line ${i}`));
};
const messages = ({ entries }: LogBatch) => entries.map(({ message }) => message);

describe('a line of a log', () => {
  it('is cut', () => {
    const { message } = logEntry('x'.repeat(MAX_LOG_CHARACTERS + 1));
    expect(message).toHaveLength(MAX_LOG_CHARACTERS);
    expect(message.endsWith('…')).toBe(true);
    expect(logEntry('x'.repeat(MAX_LOG_CHARACTERS)).message).not.toContain('…');
  });

  it('is made of anything', () => {
    expect(logEntry(undefined)).toMatchObject({ level: 'info', message: 'undefined' });
    expect(logEntry(Object.create(null)).message).toBe('A message that is no text');
  });
});

describe('lines that wait', () => {
  it('are as many as are kept: the oldest go and are counted', () => {
    const buffer = new LogBuffer();
    fill((entry) => buffer.add(entry), 1, MAX_LOG_LINES + 5);
    buffer.addAll({ dropped: 2, entries: [logEntry('last')] });
    const batch = buffer.take(3);
    expect(batch.dropped).toBe(9);
    expect(messages(batch)).toEqual(['line 8', 'line 9', 'line 10']);
    expect(messages(buffer.take(10_000)).at(-1)).toBe('last');
    expect(buffer.empty).toBe(true);
  });
});

describe('writing a log', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const setup = () => {
    const written: LogBatch[] = [];
    const writer = new LogWriter((batch) => {
      written.push(batch);
      return Promise.resolve();
    });
    return { written, writer };
  };

  it('takes lines together, soon at first and then four times a second', async () => {
    const { written, writer } = setup();
    for (let i = 1; i <= 100; i += 1) {
      writer.add(logEntry(`line ${i}`));
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(written.length).toBeLessThanOrEqual(5);
    expect(messages(written[0] ?? { dropped: 0, entries: [] })).toEqual(['line 1', 'line 2']);
  });

  it('never writes more than 1,000 lines a second, and says what it left out', async () => {
    const { written, writer } = setup();
    for (let i = 0; i < 100; i += 1) {
      fill((entry) => writer.add(entry), 1, 1_000);
      await vi.advanceTimersByTimeAsync(10);
    }
    await writer.close();
    const lines = written.reduce((sum, { entries }) => sum + entries.length, 0);
    const dropped = written.reduce((sum, batch) => sum + batch.dropped, 0);
    expect(lines).toBeLessThanOrEqual(1_250 + MAX_LOG_LINES);
    expect(lines + dropped).toBe(100_000);
  });

  it('writes the rest when it closes, and nothing later', async () => {
    const { written, writer } = setup();
    writer.add(logEntry('a'));
    await writer.close();
    writer.add(logEntry('b'));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(written.map(messages)).toEqual([['a']]);
  });
});
