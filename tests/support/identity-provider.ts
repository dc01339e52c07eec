import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';
import { listen } from './listen.ts';

export const CLIENT = { id: 'taskdeck', secret: 'a-client-secret-for-tests-only' } as const;

/** Keeps cookies as a browser does, as far as one site needs it. */
class Browser {
  readonly #cookies = new Map<string, string>();

  /** One request; redirects are not followed. */
  async send(url: string, form?: Record<string, string>): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, {
      method: form === undefined ? 'GET' : 'POST',
      headers: { cookie },
      redirect: 'manual',
      ...(form !== undefined && { body: new URLSearchParams(form) }),
    });
    for (const text of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? [];
      this.#cookies.set(name, value);
    }
    return answer;
  }
}

const TURNS = 10;

export interface IdentityProvider {
  readonly issuer: string;
  /** Groups by account; everybody may sign in. */
  readonly groups: Map<string, string[]>;
  /** Goes where our server sent the browser, signs in as this account, and answers where the provider sends it back to. */
  signIn(url: string, account: string): Promise<string>;
  close(): Promise<void>;
}

/** A real provider, with its own pages for sign-in and consent. */
export async function startIdentityProvider(redirectUri: string): Promise<IdentityProvider> {
  const server = createServer();
  const issuer = `http://127.0.0.1:${await listen(server)}`;
  const groups = new Map<string, string[]>();
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    claims: { openid: ['sub'], profile: ['preferred_username', 'groups'] },
    conformIdTokenClaims: false,
    cookies: { keys: ['a key for tests'] },
    findAccount: (_ctx, id) => ({
      accountId: id,
      claims: () => ({ sub: id, preferred_username: id, groups: groups.get(id) ?? [] }),
    }),
  });
  server.on('request', provider.callback());
  return {
    issuer,
    groups,
    async signIn(url, account) {
      const browser = new Browser();
      let answer = await browser.send(url);
      for (let turn = 0; turn < TURNS; turn += 1) {
        const to = answer.headers.get('location');
        if (to?.startsWith(redirectUri)) return to;
        if (to !== null) {
          answer = await browser.send(new URL(to, issuer).href);
          continue;
        }
        const page = await answer.text();
        const [, action = ''] = /action="([^"]+)"/.exec(page) ?? [];
        const [, prompt = ''] = /name="prompt" value="([^"]+)"/.exec(page) ?? [];
        answer = await browser.send(action, { prompt, login: account, password: 'any' });
      }
      throw new Error(`The provider never sent the browser back from ${url}.`);
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
