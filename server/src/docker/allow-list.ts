/**
 * What may be asked of Docker, as expressions over `METHOD target` with the target as it was sent, not decoded: what is
 * checked is what is forwarded. Read-only is not enough for a rule here: Docker has GETs that hand out files, logs,
 * environments and join tokens, and one that writes to a container's standard input (attach/ws). Only ids in full match,
 * so that no name can smuggle a path. nginx/docker-gate.conf holds the same lines; a test compares them.
 */
export const ALLOW_LIST = [
  String.raw`^(GET|HEAD) /_ping$`,
  String.raw`^GET (/v1\.[0-9][0-9])?/(version|info)$`,
  String.raw`^GET (/v1\.[0-9][0-9])?/containers/json(\?(all=(1|true)|filters=[A-Za-z0-9%._-]+)(&(all=(1|true)|filters=[A-Za-z0-9%._-]+))*)?$`,
  String.raw`^GET (/v1\.[0-9][0-9])?/containers/[0-9a-f]{64}/json$`,
  String.raw`^GET (/v1\.[0-9][0-9])?/containers/[0-9a-f]{64}/stats\?(stream=(false|0)&one-shot=(true|1)|stream=(true|1))$`,
  String.raw`^GET (/v1\.[0-9][0-9])?/networks(\?filters=[A-Za-z0-9%._-]+)?$`,
  String.raw`^GET (/v1\.[0-9][0-9])?/networks/[0-9a-f]{64}$`,
  String.raw`^GET (/v1\.[0-9][0-9])?/events(\?(filters|since|until)=[A-Za-z0-9%._-]+(&(filters|since|until)=[A-Za-z0-9%._-]+)*)?$`,
] as const;

/** What `DOCKER_SWARM=on` lets through besides, as nginx/swarm/on.conf does. */
export const SWARM_LIST = [
  String.raw`^GET (/v1\.[0-9][0-9])?/services\?status=true(&filters=[A-Za-z0-9%._-]+)?$`,
  String.raw`^GET (/v1\.[0-9][0-9])?/tasks(\?filters=[A-Za-z0-9%._-]+)?$`,
  String.raw`^GET (/v1\.[0-9][0-9])?/nodes$`,
] as const;

const ALWAYS = ALLOW_LIST.map((line) => new RegExp(line));
const SWARM = SWARM_LIST.map((line) => new RegExp(line));

/** Whether a request may reach Docker. `target` is the request target exactly as received; `swarm`: whether DOCKER_SWARM is on. */
export function isAllowed(method: string, target: string, swarm = false): boolean {
  const request = `${method} ${target}`;
  return [...ALWAYS, ...(swarm ? SWARM : [])].some((expression) => expression.test(request));
}
