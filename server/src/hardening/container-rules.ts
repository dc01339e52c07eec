import type { ContainerFacts } from '../schemas/container-detail.ts';
import type { ContainerView } from '../schemas/container.ts';
import { fails, flag, passes, unknown, type Finding, type Rule } from './finding.ts';
import { GATE, SECRETS } from './our-services.ts';

/** A container whose details are known. */
interface JudgedContainer {
  readonly view: ContainerView;
  readonly facts: ContainerFacts;
  /** The Compose service; the container's name where it is of none. */
  readonly service: string;
  /** It is to end, as what others wait for to be completed. */
  readonly oneOff: boolean;
}

export interface ContainerRule extends Rule {
  /** Whether it matters to what runs once. */
  readonly forOneOffs: boolean;
  judge(container: JudgedContainer): Finding;
}

/** Capabilities that a service may have, because it can't do its work without. */
const ALLOWED: ReadonlyMap<string, readonly string[]> = new Map([[SECRETS, ['CHOWN']]]);

function capabilities({ facts, service }: JudgedContainer): Finding {
  const { privileged, droppedCapabilities, addedCapabilities } = facts.hardening;
  if (privileged === true) return fails('all of them, because it is privileged');
  const allowed = ALLOWED.get(service) ?? [];
  const tooMuch = addedCapabilities.filter((name) => !allowed.includes(name));
  if (tooMuch.length > 0) return fails(`is given ${tooMuch.join(', ')}`);
  if (!droppedCapabilities.includes('ALL')) return fails('keeps those that Docker gives to all');
  return passes(
    addedCapabilities.length === 0
      ? 'all dropped'
      : `all dropped but ${addedCapabilities.join(', ')}, which its work needs`,
  );
}

/** Why a service may be root; null: it may not. */
function rootReason(container: JudgedContainer): string | null {
  const { facts, service, oneOff } = container;
  const { privileged, noNewPrivileges, addedCapabilities } = facts.hardening;
  const isBound =
    capabilities(container).passes === true && privileged === false && noNewPrivileges === true;
  if (!isBound) return null;
  if (service === GATE && addedCapabilities.length === 0)
    return 'root without any capability: it opens Docker’s socket, whoever owns it, and can do nothing else';
  if (service === SECRETS && oneOff) return 'root, once, to hand each secret to its user';
  return null;
}

function user(container: JudgedContainer): Finding {
  const { user: name } = container.facts.hardening;
  if (name === null) return unknown('Docker does not tell');
  if (!/^(?:|0+|root)(?::|$)/.test(name)) return passes(`runs as ${name}`);
  const reason = rootReason(container);
  return reason === null ? fails('runs as root') : passes(reason);
}

function limits({ view }: JudgedContainer): Finding {
  const missing = [
    view.memory.limitBytes === null && 'memory',
    view.cpu.limitCores === null && 'CPU',
    view.pids.limit === null && 'pids',
  ].filter((name) => name !== false);
  return missing.length === 0
    ? passes('all three are')
    : fails(`no limit for ${missing.join(', ')}`);
}

function restart({ facts: { restartPolicy } }: JudgedContainer): Finding {
  if (restartPolicy === null) return unknown('Docker does not tell');
  return restartPolicy === 'no' ? fails('stays down when it ends') : passes(restartPolicy);
}

/** What each container is held to. */
export const CONTAINER_RULES: readonly ContainerRule[] = [
  {
    rule: 'privileged',
    demand: 'Is not privileged',
    meaning: 'It may do what the host may: whoever breaks in here has the host.',
    remedy: 'Remove `privileged: true`.',
    forOneOffs: true,
    judge: ({ facts: { hardening } }) =>
      flag(
        hardening.privileged === null ? null : !hardening.privileged,
        'not privileged',
        'privileged',
      ),
  },
  {
    rule: 'user',
    demand: 'Does not run as root',
    meaning: 'Root in a container is root of the host wherever the wall between them has a hole.',
    remedy: "Set `user: '1000:1000'`, or `USER` in its Dockerfile.",
    forOneOffs: true,
    judge: user,
  },
  {
    rule: 'capabilities',
    demand: 'Has no capabilities',
    meaning: 'Each is a part of root’s power, and whoever breaks in has it too.',
    remedy: 'Set `cap_drop: [ALL]`.',
    forOneOffs: true,
    judge: capabilities,
  },
  {
    rule: 'no-new-privileges',
    demand: 'Can’t gain privileges',
    meaning: 'A set-uid program in its image makes root of whoever breaks in.',
    remedy: "Set `security_opt: ['no-new-privileges:true']`.",
    forOneOffs: true,
    judge: ({ facts: { hardening } }) =>
      flag(hardening.noNewPrivileges, 'no new privileges', 'set-uid programs gain them'),
  },
  {
    rule: 'read-only-root',
    demand: 'Root file system is read-only',
    meaning: 'Whoever breaks in can change its programs, and leave some behind.',
    remedy: 'Set `read_only: true`, and `tmpfs: [/tmp]` for what it must write.',
    forOneOffs: true,
    judge: ({ facts: { hardening } }) => flag(hardening.readOnlyRoot, 'read-only', 'writable'),
  },
  {
    rule: 'limits',
    demand: 'Memory, CPU and pids are limited',
    meaning: 'It can take all that the host has, and everything else stands still.',
    remedy: 'Set `deploy: { resources: { limits: { memory: 256m, cpus: 1, pids: 64 } } }`.',
    forOneOffs: true,
    judge: limits,
  },
  {
    rule: 'health-check',
    demand: 'Has a health check',
    meaning: 'Nobody notices when it hangs, and what waits for it starts too early.',
    remedy: 'Set `healthcheck: { test: [CMD, …], interval: 30s }`.',
    forOneOffs: false,
    judge: ({ facts: { healthCheck } }) =>
      healthCheck === null
        ? fails('has none')
        : passes(`every ${Math.round(healthCheck.intervalMs / 1000)} s`),
  },
  {
    rule: 'restart',
    demand: 'Is started again when it ends',
    meaning: 'A crash or a restart of Docker takes it down until somebody looks.',
    remedy: 'Set `restart: unless-stopped`.',
    forOneOffs: false,
    judge: restart,
  },
  {
    rule: 'init',
    demand: 'An init process reaps what ends',
    meaning: 'Ended children pile up until no process can be started.',
    remedy: 'Set `init: true`.',
    forOneOffs: false,
    judge: ({ facts: { hardening } }) =>
      hardening.init === null
        ? unknown('not set: Docker’s own default decides, which is not told')
        : flag(hardening.init, 'has one', 'has none'),
  },
];
