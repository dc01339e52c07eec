/**
 * Health of a container. `running`: up, but nothing checks it. `stopped`: ended by request, `broken`: ended with an error or
 * killed, `done`: a one-off that ended well, `unknown`: can't tell.
 */
export type HealthKind =
  | 'healthy'
  | 'starting'
  | 'unhealthy'
  | 'running'
  | 'done'
  | 'stopped'
  | 'broken'
  | 'paused'
  | 'restarting'
  | 'unknown';
