/** Names of services in docker-compose.yml that some rules make an exception for. */
export const FRONT = 'nginx';
export const GATE = 'docker-gate';
export const SECRETS = 'secrets';
