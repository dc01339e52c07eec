import { fails, isLoopback, passes, unknown, type Finding, type Rule } from './finding.ts';
import type { Seen } from './seen.ts';

type Asked = Pick<Seen, 'panel' | 'accounts'>;

interface PanelRule extends Rule {
  judge(asked: Asked): Finding;
}

/** Half as many characters can be set. This is what `openssl rand -hex 16` makes. */
const LONG_TOKEN = 32;

function tls({ panel: { secure, publicUrl } }: Asked): Finding {
  if (secure) return passes('by TLS');
  return isLoopback(new URL(publicUrl).hostname)
    ? passes('by plain HTTP that does not leave this machine')
    : fails(`by plain HTTP at ${publicUrl}`);
}

function accounts({ accounts: count }: Asked): Finding {
  if (count === null) return unknown('Redis is away');
  if (count === 0) return fails('there are none: people come in by the one-time link alone');
  return passes(count === 1 ? '1 account' : `${count} accounts`);
}

function token({ panel: { tokenLength } }: Asked): Finding {
  if (tokenLength === null) return passes('there is none: programs have tokens of their own');
  return tokenLength < LONG_TOKEN
    ? fails(`it has ${tokenLength} characters`)
    : passes('long, and for the role operator');
}

/** What the server's own settings show. */
export const PANEL_RULES: readonly PanelRule[] = [
  {
    rule: 'tls',
    demand: 'Browsers reach the panel by TLS, or on this machine',
    meaning: 'Passwords and sessions can be read on their way by whoever is on the network.',
    remedy: 'Put TLS in front of the panel, and set `PUBLIC_URL=https://…`.',
    judge: tls,
  },
  {
    rule: 'accounts',
    demand: 'People have accounts',
    meaning: 'The audit can’t tell people apart, and everyone is an admin.',
    remedy: 'Make an account, or set `TASKDECK_ADMIN_PASSWORD_FILE`.',
    judge: accounts,
  },
  {
    rule: 'token',
    demand: `TASKDECK_TOKEN has at least ${LONG_TOKEN} characters, or is not set`,
    meaning: 'A short token can be guessed, and whoever has it submits and cancels.',
    remedy: 'Set `TASKDECK_TOKEN_FILE` to a file with what `openssl rand -hex 32` prints.',
    judge: token,
  },
  {
    rule: 'redis-password',
    demand: 'Redis asks for a password',
    meaning: 'Whoever reaches Redis reads sessions and jobs, and adds what workers run.',
    remedy: 'Set `REDIS_PASSWORD_FILE`, and the same password in Redis.',
    judge: ({ panel: { redisPassword } }) =>
      redisPassword ? passes('with a password') : fails('without any password'),
  },
];
