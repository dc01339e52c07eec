import type { FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';

/** What answers whoever asks: probes of health reach a server by any address, and it tells no secrets. */
const OPEN = /^\/(api\/|dashboard\/)?health(\?|$)/;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** The host of a Host header as browsers write it, without the port; null where it is none. */
function hostName(header: string): string | null {
  if (!/^[\w.:[\]-]+$/.test(header) || !URL.canParse(`http://${header}`)) return null;
  return new URL(`http://${header}`).hostname.replace(/\.$/, '');
}

export interface HostSettings {
  /** As a browser reaches the panel. */
  readonly publicUrl: string;
  /** Further names and addresses, without port; `*`: all. */
  readonly allowedHosts: readonly string[];
}

/**
 * Refuses requests for another host. A page of somebody else can make its own name lead to this server (DNS rebinding), and the browser would
 * then take our answers for that page's; but it sends the page's name as Host. Without a Host (HTTP/1.0) it is no browser.
 */
export function makeHostCheck(settings: HostSettings): (request: FastifyRequest) => void {
  const { publicUrl, allowedHosts } = settings;
  const all = allowedHosts.includes('*');
  const known = [new URL(publicUrl).host, ...allowedHosts];
  // An address of IPv6 may stand in a setting without its brackets.
  const names = known.map((host) => hostName(host) ?? hostName(`[${host}]`));
  // Nearly every request has the same one as the one before it.
  let last = '';
  return ({ headers: { host = '' }, url }) => {
    if (all || host === last || host === '' || OPEN.test(url)) return;
    const name = hostName(host);
    if (name !== null && (LOOPBACK.test(name) || names.includes(name))) {
      last = host;
      return;
    }
    throw new AppError(
      'FORBIDDEN',
      'The panel is not known by this name (Host). Set PUBLIC_URL to the address it is reached at, or add the name to ALLOWED_HOSTS.',
    );
  };
}
