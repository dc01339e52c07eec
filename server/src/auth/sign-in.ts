import { AppError } from '../errors.ts';
import type { AccountStore, StoredAccount } from '../redis/account-store.ts';
import type { NewAccount } from '../schemas/account.ts';
import type { Role } from '../schemas/session.ts';
import type { Vouched } from './oidc.ts';
import { hashPassword, isPassword } from './passwords.ts';
import type { Sessions, SignedIn } from './sessions.ts';
import type { SignInLimit } from './sign-in-limit.ts';

/** From where somebody signs in. */
export type Visitor = Pick<SignedIn, 'address' | 'agent'>;

interface Parts {
  readonly accounts: AccountStore;
  readonly sessions: Sessions;
  readonly limit: SignInLimit;
  readonly now: () => number;
}

/** The ways in. Each resolves with the value of a new session's cookie. */
export interface SignIn {
  /** Errors: UNAUTHORIZED with the same words and after the same time whatever is wrong; RATE_LIMITED. */
  byPassword(name: string, password: string, visitor: Visitor): Promise<string>;
  /** Makes the account `admin` if there is no account at all. True when it did. */
  makeAdmin(password: string): Promise<boolean>;
  /** With a one-time link. `first`: the first account, of an admin, that it makes. Errors: UNAUTHORIZED; CONFLICT once there is an account: then links open nothing. */
  byLink(secret: string, first: FirstAccount | null, visitor: Visitor): Promise<string>;
  /** Whom the identity provider vouched for; its role is the provider's at every sign-in. Errors: FORBIDDEN for an account that is disabled or has a password here. */
  byOidc(vouched: Vouched, visitor: Visitor): Promise<string>;
}

type FirstAccount = Pick<NewAccount, 'name' | 'password'>;

/** Who a link without an account signs in as, and the first account where the operator chose its password. */
const ADMIN = 'admin';

/** Without a password yet. */
export const newAccount = (name: string, role: Role, nowMs: number): StoredAccount => ({
  name,
  role,
  enabled: true,
  createdAt: new Date(nowMs).toISOString(),
  from: 'password',
  password: null,
});

const changed = (name: string) =>
  new AppError('CONFLICT', `Somebody changed the account ${name} at this moment. Try again.`);

const notFirst = () =>
  new AppError('CONFLICT', 'There is an account by now. Sign in with its password.');

/** The account of whom the identity provider vouched for, with the role that it has by now. */
async function accountOf(
  { name, role }: Vouched,
  { accounts, sessions, now }: Parts,
): Promise<StoredAccount> {
  const known = await accounts.get(name);
  if (known === null) {
    const made: StoredAccount = { ...newAccount(name, role, now()), from: 'oidc' };
    if (await accounts.add(made)) return made;
    throw changed(name);
  }
  // Else the provider could take over an account by telling its name.
  if (known.from !== 'oidc')
    throw new AppError('FORBIDDEN', `${name} has a password here, and signs in with it.`);
  if (!known.enabled) throw new AppError('FORBIDDEN', `The account ${name} is disabled.`);
  if (known.role === role) return known;
  const after = { ...known, role };
  if (!(await accounts.replace(known, after))) throw changed(name);
  await sessions.endAll(name);
  return after;
}

export function makeSignIn(parts: Parts): SignIn {
  const { accounts, sessions, limit, now } = parts;
  const begin = async (account: StoredAccount, visitor: Visitor): Promise<string> => {
    const { name, role, enabled, password } = account;
    const cookie = await sessions.begin({ name, role, ...visitor });
    // Whoever changes an account ends its sessions afterwards: either that saw this one, or this sees the change.
    const current = await accounts.get(name);
    if (current?.role !== role || current.enabled !== enabled || current.password !== password) {
      await sessions.end(cookie);
      throw changed(name);
    }
    await accounts.noteSignIn(name, new Date(now()).toISOString());
    return cookie;
  };
  return {
    async makeAdmin(password) {
      if ((await accounts.count()) > 0) return false;
      return accounts.addFirst({
        ...newAccount(ADMIN, 'admin', now()),
        password: await hashPassword(password),
      });
    },
    async byPassword(name, password, visitor) {
      const address = visitor.address ?? '';
      await limit.demand(address, name);
      const known = await accounts.get(name);
      // Also for nobody, and for somebody who may not: how long it takes tells nothing.
      const right = await isPassword(password, known?.password ?? null);
      if (known === null || !known.enabled || !right)
        throw new AppError('UNAUTHORIZED', 'The name or the password is not right.');
      await limit.forget(address, name);
      return begin(known, visitor);
    },
    async byLink(secret, first, visitor) {
      // Every server has printed a link: none of them must be a way around the passwords for the rest of the day.
      if ((await accounts.count()) > 0) throw notFirst();
      if (!(await sessions.redeem(secret))) {
        throw new AppError(
          'UNAUTHORIZED',
          'This sign-in link was used already or is too old. The server prints a new one when it starts.',
        );
      }
      if (first === null) return sessions.begin({ name: ADMIN, role: 'admin', ...visitor });
      // Only now: hashing takes long, one after another, and whoever has no link must not keep others waiting.
      const password = await hashPassword(first.password);
      const made = { ...newAccount(first.name, 'admin', now()), password };
      if (!(await accounts.addFirst(made))) throw notFirst();
      return begin(made, visitor);
    },
    byOidc: async (vouched, visitor) => begin(await accountOf(vouched, parts), visitor),
  };
}
