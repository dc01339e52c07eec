import { inject } from 'vitest';
import { Stack } from './stack.ts';

/** True where no engine answers: the global setup has said why, and everything is skipped. */
export const noEngine = inject('stack') === null;

/** The stack that all files share. Where there is no engine, one that leads nowhere: nothing is asked of it. */
export function sharedStack(): Stack {
  const nowhere = { project: '', panelPort: 0, redisCommanderPort: 0, serverPort: 0, redisPort: 0 };
  return new Stack(inject('stack') ?? nowhere);
}
