import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Container } from './container.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface StackSettings {
  readonly project: string;
  readonly panelPort: number;
  readonly redisCommanderPort: number;
  readonly serverPort: number;
  readonly redisPort: number;
}

interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/** The stack as its operator sees it: `docker compose` and `docker`. */
export class Stack {
  readonly url: string;

  /** @param more further settings, as in `.env` */
  constructor(
    readonly settings: StackSettings,
    private readonly more: Readonly<Record<string, string>> = {},
  ) {
    this.url = `http://127.0.0.1:${settings.panelPort}`;
  }

  /** `docker compose ARGS` on this stack, with every setting at its default but the name, the ports and `more`. Rejects with what it said. */
  async compose(...args: string[]): Promise<Output> {
    const { project, panelPort, redisCommanderPort, serverPort, redisPort } = this.settings;
    const { PATH, HOME } = process.env;
    const env = {
      PATH,
      HOME,
      COMPOSE_PROJECT_NAME: project,
      PANEL_PORT: String(panelPort),
      DEBUG_REDIS_COMMANDER_PORT: String(redisCommanderPort),
      DEBUG_SERVER_PORT: String(serverPort),
      DEBUG_REDIS_PORT: String(redisPort),
      ...this.more,
    };
    // No .env of whoever runs the tests.
    const all = ['compose', '--env-file', '/dev/null', ...args];
    return run('docker', all, { cwd: ROOT, env, maxBuffer: 64 * 1024 * 1024 });
  }

  /** Standard output of a command in the first container of a service. */
  async exec(service: string, ...command: string[]): Promise<string> {
    return (await this.compose('exec', '-T', service, ...command)).stdout;
  }

  async docker(...args: string[]): Promise<string> {
    return (await run('docker', args, { maxBuffer: 64 * 1024 * 1024 })).stdout;
  }

  /** What `docker inspect` says of every container of the stack, stopped ones too. */
  async containers(service?: string): Promise<Container[]> {
    const filter = ['--filter', `label=com.docker.compose.project=${this.settings.project}`];
    if (service !== undefined)
      filter.push('--filter', `label=com.docker.compose.service=${service}`);
    const ids = (await this.docker('ps', '--all', '--quiet', '--no-trunc', ...filter)).split('\n');
    const known = ids.filter((id) => id !== '');
    if (known.length === 0) return [];
    return Container.array().parse(JSON.parse(await this.docker('inspect', ...known)));
  }

  /** As it was after the first `up`: default replicas, everything healthy. */
  async restore(): Promise<void> {
    await this.compose('up', '--detach', '--wait');
  }
}
