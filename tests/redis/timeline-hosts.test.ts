import type { Containers, ContainerView } from '@taskdeck/server/schemas/container';
import { describe, expect, it } from 'vitest';
import { container, iso, T0, type TimelineBench, withTimeline } from '../support/timeline-bench.ts';
import { waitFor } from '../support/wait-for.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const HERE: ContainerView = container({ id: A, host: 'here', name: 'web-1' });
const THERE: ContainerView = container({ id: B, host: 'there', name: 'db-1' });

describe('the timeline of several hosts', () => {
  const using = withTimeline();

  /** Samples of both hosts; what `away` names does not answer. */
  const sampled = async (bench: TimelineBench) => {
    const { engine } = await bench.docker.snapshot();
    const state = { away: new Set<string>(), items: [HERE, THERE] };
    const trouble = { state: 'unreachable', reason: 'No answer.' } as const;
    bench.docker.snapshot = async (): Promise<Containers> => ({
      engine: state.away.size > 0 ? { ...engine, ...trouble } : engine,
      at: iso(bench.ms),
      items: state.items,
      engines: ['here', 'there'].map((host) => ({
        ...engine,
        ...(state.away.has(host) && trouble),
        host,
        at: iso(bench.ms),
      })),
    });
    return state;
  };
  const story = async (bench: TimelineBench) =>
    (await bench.all()).map((event) => `${event.container?.host ?? 'all'} ${event.kind}`);

  it('is watched host by host, and what one host says is no matter of the other', async () => {
    const { bench } = using;
    const state = await sampled(bench);
    const one = await bench.watching('one');
    bench.stream.tell({ kind: 'paused', containerId: A, host: 'here', atMs: T0 + 1 });
    state.items = [{ ...HERE, state: 'paused', health: null }, THERE];
    state.away.add('there');
    await one.sample(2_000);
    await one.sample(20_000);
    // What was there last is shown for as long as its host is away: that it is gone can't be told.
    state.items = [{ ...HERE, state: 'paused', health: null }];
    await one.sample(20_000);
    expect(await story(bench)).toEqual(['all watching', 'all watching', 'here paused']);
  });

  it('has one gap for a host that was away, with its name', async () => {
    const { bench } = using;
    const state = await sampled(bench);
    const one = await bench.watching('one');
    state.away.add('there');
    await one.sample(2_000);
    const asked = bench.stream.asked.length;
    bench.stream.end('there: Docker ended the stream of events.');
    await waitFor(() => bench.stream.asked.length > asked, { what: 'a new stream' });
    for (let i = 0; i < 10; i += 1) await one.sample(5_000);
    state.away.clear();
    state.items = [HERE, { ...THERE, startedAt: iso(T0 + 30_000), health: 'starting' }];
    for (let i = 0; i < 6; i += 1) await one.sample(3_000);
    const events = (await bench.all()).slice(2);
    expect(events.filter(({ kind }) => kind === 'gap')).toMatchObject([
      { at: iso(T0), reason: 'there: No answer.' },
    ]);
    expect(events.at(-1)).toMatchObject({
      kind: 'restarted',
      at: iso(T0 + 30_000),
      container: { host: 'there', name: 'db-1' },
    });
    expect(events).toHaveLength(2);
  });
});
