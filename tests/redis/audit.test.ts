import { AuditPage } from '@taskdeck/server/schemas/audit';
import { describe, expect, it } from 'vitest';
import { withRedis } from '../support/with-redis.ts';

// Apart from those in api/, because the mocked Redis can't read a stream backwards from a place in its middle.
describe('the audit', () => {
  const using = withRedis();

  it('is the same at every server, page by page', async () => {
    const [one, other] = await Promise.all([using.startServer(), using.startServer()]);
    const headers = { ...(await one.signIn()), 'sec-fetch-site': 'same-origin' };
    for (let i = 0; i < 7; i += 1)
      await fetch(`${one.url}/api/queues/heavy/pause`, { method: 'POST', headers });
    const page = async (cursor: string | null) => {
      const place = cursor === null ? '' : `&cursor=${cursor}`;
      const url = `${other.url}/api/audit?action=queues.pause&limit=3${place}`;
      return AuditPage.parse(await (await fetch(url, { headers })).json());
    };
    const ids: string[] = [];
    const sizes: number[] = [];
    let cursor: string | null = null;
    do {
      const { items, nextCursor }: AuditPage = await page(cursor);
      ids.push(...items.map(({ id }) => id));
      sizes.push(items.length);
      cursor = nextCursor;
    } while (cursor !== null);
    expect(sizes).toEqual([3, 3, 1]);
    expect(new Set(ids).size).toBe(7);
    expect(ids).toEqual(ids.toSorted().toReversed());
    const text = await (await fetch(`${other.url}/api/audit.csv`, { headers })).text();
    expect(text.match(/queues\.pause/g)).toHaveLength(7);
  });
});
