import type { ContainerFacts } from '../schemas/container-detail.ts';
import type { InspectedContainer } from './docker-answers.ts';
import { shownText } from './shown-text.ts';

type Port = ContainerFacts['ports'][number];
type Bindings = NonNullable<InspectedContainer['HostConfig']['PortBindings']>;

const MOST = 200;

/** The ports of a container: what is published as it stands while it runs, and as configured otherwise, when no host port is open. */
export function portsView({
  State,
  Config,
  HostConfig,
  NetworkSettings,
}: InspectedContainer): Port[] {
  const exposed = Object.keys(Config?.ExposedPorts ?? {}).slice(0, MOST);
  const published =
    (State.Running === true ? NetworkSettings?.Ports : HostConfig.PortBindings) ?? {};
  const ports = Object.entries({
    ...Object.fromEntries(exposed.map((key) => [key, null])),
    ...published,
  } satisfies Bindings);
  return ports
    .slice(0, MOST)
    .flatMap(([key, bindings]) => portViews(key, bindings))
    .slice(0, MOST)
    .sort((a, b) => a.containerPort - b.containerPort);
}

/** One port such as `8080/tcp`, as often as it is published. */
function portViews(key: string, bindings: Bindings[string]): Port[] {
  const [, port, protocol = 'tcp'] = /^(\d{1,5})(?:\/([a-z]{1,10}))?$/.exec(key) ?? [];
  if (port === undefined) return [];
  const own = { containerPort: Number(port), protocol };
  const places = (bindings ?? []).slice(0, MOST).flatMap(({ HostIp, HostPort }) => {
    const at = Number(HostPort ?? 0);
    // 0 and nothing stand for one that the daemon chooses at the start.
    if (!Number.isSafeInteger(at) || at < 1 || at > 65_535) return [];
    return [{ address: shownText(HostIp || '0.0.0.0', 50), port: at }];
  });
  // Docker lists one port once for each family of addresses.
  const everywhere = new Set(
    places.filter(({ address }) => address === '0.0.0.0').map((place) => place.port),
  );
  const shown = places.filter((place) => place.address !== '::' || !everywhere.has(place.port));
  return shown.length === 0
    ? [{ ...own, published: null }]
    : shown.map((published) => ({ ...own, published }));
}
