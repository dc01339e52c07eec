import type { DockerEngine } from '../docker/docker-engine.ts';
import type { Board } from '../live/board.ts';
import type { AccountStore } from '../redis/account-store.ts';
import { withRedis } from '../redis/unavailable.ts';
import type { Hardening } from '../schemas/hardening.ts';
import { judgeHardening } from './checks.ts';
import type { PanelSettings } from './panel-settings.ts';

interface Parts {
  readonly board: Board;
  /** Asked only while this replica has no snapshot yet. */
  readonly docker: DockerEngine;
  readonly accounts: Pick<AccountStore, 'count'>;
  readonly panel: PanelSettings;
}

/** Which rules of hardening our own stack passes, as the newest snapshots show it. Never rejects: what can't be read can't be told. */
export function makeHardening({ board, docker, accounts, panel }: Parts) {
  return async (): Promise<Hardening> => {
    const containers = board.containers ?? (await docker.snapshot());
    const count = await withRedis(accounts.count()).catch(() => null);
    const { facts, networks, access } = board;
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
