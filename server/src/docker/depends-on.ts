import type { ContainerFacts } from '../schemas/container-detail.ts';
import { shownText } from './shown-text.ts';

const MOST = 100;
const NAME_LENGTH = 100;

type Condition = ContainerFacts['dependsOn'][number]['condition'];

const CONDITIONS: ReadonlyMap<string, Condition> = new Map([
  ['service_started', 'started'],
  ['service_healthy', 'healthy'],
  ['service_completed_successfully', 'completed'],
]);

/**
 * Reads Compose's label `depends_on`: `redis:service_healthy:true,migrate:service_started:false` in any order, or bare names as the first
 * versions of Compose 2 wrote them, whose condition is not told: at least started (docker/compose pkg/compose/convergence.go).
 */
export function dependsOn(label: string | undefined): ContainerFacts['dependsOn'] {
  return (label ?? '')
    .split(',', MOST)
    .map((entry) => entry.trim().split(':'))
    .flatMap(([service = '', condition]) =>
      service === ''
        ? []
        : [
            {
              service: shownText(service, NAME_LENGTH),
              condition:
                condition === undefined ? 'started' : (CONDITIONS.get(condition) ?? 'other'),
            },
          ],
    )
    .sort((a, b) => (a.service < b.service ? -1 : 1));
}
