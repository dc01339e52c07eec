import type { Config } from '../config.ts';

/** What of the server's own settings matters to its hardening; no secret among them. */
export interface PanelSettings {
  /** As browsers reach the panel. */
  readonly publicUrl: string;
  /** Whether that is by TLS. */
  readonly secure: boolean;
  readonly readOnly: boolean;
  /** Of `TASKDECK_TOKEN`; null: there is none. */
  readonly tokenLength: number | null;
  /** Whether the server shows Redis a password. */
  readonly redisPassword: boolean;
}

export function panelSettings(config: Config): PanelSettings {
  const { publicUrl, secure, readOnly, token, redis } = config;
  const inUrl = redis.url !== null && new URL(redis.url).password !== '';
  return {
    publicUrl,
    secure,
    readOnly,
    tokenLength: token?.length ?? null,
    redisPassword: inUrl || redis.password !== null,
  };
}
