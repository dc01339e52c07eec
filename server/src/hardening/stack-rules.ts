import type { Networks } from '../schemas/network.ts';
import { fails, isLoopback, names, passes, unknown, type Finding, type Rule } from './finding.ts';
import { FRONT, GATE } from './our-services.ts';
import type { Seen, SeenContainer } from './seen.ts';

interface Stack {
  readonly seen: Seen;
  readonly containers: readonly SeenContainer[];
}

interface StackRule extends Rule {
  judge(stack: Stack): Finding;
}

/** A good finding, unless something that could not be read may say otherwise. */
function unlessUnread(containers: readonly SeenContainer[], found: string): Finding {
  const unread = containers.filter(({ facts }) => facts === null);
  const [first] = unread;
  if (first === undefined) return passes(found);
  return unknown(`${names(unread.map(({ service }) => service))}: ${first.why}`);
}

function socket({ containers }: Stack): Finding {
  const holders = containers.flatMap(({ service, facts }) =>
    (facts?.mounts ?? [])
      .filter(({ kind }) => kind === 'socket')
      .map(({ writable }) => ({ service, writable })),
  );
  const others = holders.filter(({ service }) => service !== GATE);
  if (others.length > 0) return fails(`mounted by ${names(others.map(({ service }) => service))}`);
  if (holders.some(({ writable }) => writable)) return fails(`${GATE} mounts it writable`);
  return unlessUnread(
    containers,
    holders.length === 0 ? 'nobody mounts it' : `${GATE} alone mounts it, read-only`,
  );
}

const gate = ({ seen: { access } }: Stack): Finding => {
  if (access === null) return unknown('It was not tried yet');
  if (access.verdict === 'unknown') return unknown(access.reason ?? 'It was not tried yet');
  return access.verdict === 'open'
    ? fails(access.reason ?? 'Something got through')
    : passes(`all ${access.probes.length} requests were refused`);
};

/** `service address:port` of what is open on the host, without the debug profile, which has a rule of its own. */
function published({ seen, containers }: Stack) {
  const debug = new Set(debugServices(seen.networks));
  return containers
    .filter(({ service }) => !debug.has(service))
    .flatMap(({ service, facts }) =>
      (facts?.ports ?? []).flatMap((port) =>
        port.published === null ? [] : [{ service, ...port.published }],
      ),
    );
}

const placeOf = ({ address, port }: { address: string; port: number }): string =>
  `${address.includes(':') ? `[${address}]` : address}:${port}`;

function onlyFront(stack: Stack): Finding {
  const others = published(stack).filter(({ service }) => service !== FRONT);
  if (others.length > 0)
    return fails(names(others.map((one) => `${one.service} at ${placeOf(one)}`)));
  return unlessUnread(stack.containers, `nobody but ${FRONT} does`);
}

function loopback(stack: Stack): Finding {
  const { panel } = stack.seen;
  const open = published(stack).filter(
    ({ service, address }) => service === FRONT && !isLoopback(address),
  );
  const places = names(open.map(placeOf));
  if (open.length > 0)
    return panel.secure
      ? passes(`at ${places}, by TLS, as PUBLIC_URL says`)
      : fails(`other machines reach it at ${places}, and not by TLS`);
  return unlessUnread(stack.containers, 'only this machine reaches it');
}

const debugServices = (networks: Networks | null): string[] =>
  (networks?.services ?? []).filter(({ debug }) => debug).map(({ name }) => name);

/** The networks as they are now; a finding where they can't be told. */
function networksNow({ seen: { networks } }: Stack): Networks | Finding {
  if (networks === null) return unknown('The networks are not read yet');
  if (networks.engine.state !== 'connected')
    return unknown(networks.engine.reason ?? 'Docker does not answer');
  return networks.trouble === null ? networks : unknown(networks.trouble);
}

function debugProfile(stack: Stack): Finding {
  const networks = networksNow(stack);
  if ('found' in networks) return networks;
  const running = networks.services.filter(({ debug, running: up }) => debug && up > 0);
  if (running.length > 0) return fails(`${names(running.map(({ name }) => name))} still run`);
  return networks.omitted > 0
    ? unknown('There are too many services to look at each')
    : passes('nothing of it runs');
}

function isolation(stack: Stack): Finding {
  const networks = networksNow(stack);
  if ('found' in networks) return networks;
  const { rules, ruleFaults } = networks;
  const broken = rules.filter((rule) => rule.passes === false);
  if (broken.length > 0) return fails(`broken: ${names(broken.map(({ text }) => `\`${text}\``))}`);
  if (ruleFaults.length > 0) return fails('some lines of the rules can’t be read');
  if (rules.length === 0) return unknown('There are no rules: nothing says what is to be apart');
  const open = rules.filter((rule) => rule.passes === null);
  if (open.length > 0)
    return unknown(`can’t tell of ${names(open.map(({ text }) => `\`${text}\``))}`);
  return passes(rules.length === 1 ? 'the one rule holds' : `all ${rules.length} rules hold`);
}

function hostReachable(stack: Stack): Finding {
  const networks = networksNow(stack);
  if ('found' in networks) return networks;
  const open = networks.items.filter((one) => one.internal && one.hostReachable);
  return open.length > 0
    ? fails(`${names(open.map(({ label }) => label))}: internal, and the host answers there`)
    : passes('no internal network leads to the host');
}

/** The way to Docker and the ways in and out: what no single container shows. */
export const STACK_RULES: readonly StackRule[] = [
  {
    rule: 'socket',
    demand: `Only ${GATE} mounts Docker’s socket`,
    meaning: 'Whoever opens the socket can start any container, so is root of the host.',
    remedy: `Mount it in ${GATE} alone, with \`:ro\`, and ask Docker by \`DOCKER_HOST=tcp://${GATE}:2375\`.`,
    judge: socket,
  },
  {
    rule: 'gate',
    demand: 'The gate in front of Docker refuses what changes or gives away',
    meaning: 'Whoever takes over the server could command Docker, and so the host.',
    remedy: `Set \`DOCKER_HOST: tcp://${GATE}:2375\`, a gate with the lines of \`nginx/docker-gate.conf\`.`,
    judge: gate,
  },
  {
    rule: 'published',
    demand: `Only ${FRONT} publishes ports`,
    meaning: 'What is open on the host is reached past Nginx, its limits and its headers.',
    remedy: `Remove \`ports:\` from all but ${FRONT}.`,
    judge: onlyFront,
  },
  {
    rule: 'loopback',
    demand: 'The panel is open to this machine only, or by TLS',
    meaning: 'Passwords and sessions can be read on their way by whoever is on the network.',
    remedy:
      'Set `PANEL_ADDRESS=127.0.0.1`; or put TLS in front of it, and set `PUBLIC_URL=https://…`.',
    judge: loopback,
  },
  {
    rule: 'debug',
    demand: 'Nothing of the debug profile runs',
    meaning: 'Its ports lead to Redis and to a server without any sign-in.',
    remedy: 'Run `docker compose --profile debug down`, then `docker compose up -d`.',
    judge: debugProfile,
  },
  {
    rule: 'isolation',
    demand: 'The isolation rules hold',
    meaning: 'A way is open that leads further than it should; the networks page says which.',
    remedy:
      'Mend `networks:` of the services that the rule names, or the rule in `isolation.rules`.',
    judge: isolation,
  },
  {
    rule: 'host-reachable',
    demand: 'Internal networks don’t lead to the host',
    meaning: 'Whoever breaks in there reaches services of the host at the gateway’s address.',
    remedy: 'Set `driver_opts: { com.docker.network.bridge.gateway_mode_ipv4: isolated }`.',
    judge: hostReachable,
  },
];
