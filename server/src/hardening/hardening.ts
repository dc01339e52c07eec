import type { DockerEngine } from '../docker/docker-engine.ts';
import type { Board } from '../live/board.ts';
import type { AccountStore } from '../redis/account-store.ts';
import { withRedis } from '../redis/unavailable.ts';
import type { DockerAccess } from '../schemas/docker-access.ts';
import type { Hardening } from '../schemas/hardening.ts';
import { judgeHardening } from './checks.ts';
import type { PanelSettings } from './panel-settings.ts';

interface Parts {
  readonly board: Board;
  /** Asked only while this replica has no snapshot yet. */
  readonly docker: DockerEngine;
  readonly accounts: Pick<AccountStore, 'count'>;
  readonly panel: PanelSettings;
  readonly now: () => number;
}

/** What the gate did longer ago than this proves nothing: while nobody looks at the panel, it is tried only for who asks here. */
const PROOF_MS = 300_000;

async function triedAccess({ board, docker, now }: Parts): Promise<DockerAccess> {
  const known = board.access;
  const triedAt = Date.parse(known?.checkedAt ?? '');
  // Never tried is NaN, which is not younger either.
  if (known !== null && now() - triedAt < PROOF_MS) return known;
  const access = await docker.access();
  board.put({ type: 'access', access });
  return access;
}

/** Which rules of hardening our own stack passes, as the newest snapshots show it. Never rejects: what can't be read can't be told. */
export function makeHardening(parts: Parts) {
  const { board, docker, accounts, panel } = parts;
  return async (): Promise<Hardening> => {
    const containers = board.containers ?? (await docker.snapshot());
    const count = await withRedis(accounts.count()).catch(() => null);
    const access = containers.engine.state === 'connected' ? await triedAccess(parts) : null;
    const { facts, networks } = board;
    return {
      engine: containers.engine,
      at: containers.at,
      panel: {
        tls: panel.secure,
        readOnly: panel.readOnly,
        sharedToken: panel.tokenLength !== null,
        accounts: count,
      },
      checks: judgeHardening({ containers, facts, networks, access, panel, accounts: count }),
    };
  };
}
