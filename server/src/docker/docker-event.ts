import type { TimelineKind } from '../schemas/timeline.ts';

/** One event of a container or of its membership in a network, mapped from Docker's. */
export interface DockerEvent {
  /** Name of its engine in `DOCKER_HOSTS`; null: there is only one. */
  readonly host: string | null;
  /** Epoch ms by the daemon's clock. */
  readonly atMs: number;
  /** Docker's time in ns with ids: the same event told twice has the same key. */
  readonly key: string;
  readonly kind: Exclude<TimelineKind, 'gap' | 'watching'>;
  readonly containerId: string;
  /** null where nobody knows: of a network Docker tells no more of the container than its id. */
  readonly name: string | null;
  readonly service: string | null;
  readonly project: string | null;
  readonly replica: number | null;
  readonly network: string | null;
  readonly exitCode: number | null;
}
