import { AppError } from '../errors.ts';
import type { AccountStore, StoredAccount } from '../redis/account-store.ts';
import type { NewAccount } from '../schemas/account.ts';
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
  /** With a one-time link. `first`: the first account, of an admin, that it makes. Errors: UNAUTHORIZED, CONFLICT when there are accounts already. */
  byLink(secret: string, first: FirstAccount | null, visitor: Visitor): Promise<string>;
}

export type FirstAccount = Pick<NewAccount, 'name' | 'password'>;

/** Who a link without an account signs in as, and the first account where the operator chose its password. */
const ADMIN = 'admin';

export function makeSignIn({ accounts, sessions, limit, now }: Parts): SignIn {
  const begin = async (account: StoredAccount, visitor: Visitor): Promise<string> => {
    await accounts.put({ ...account, lastSignInAt: new Date(now()).toISOString() });
    return sessions.begin({ name: account.name, role: account.role, ...visitor });
  };
  const admin = (name: string, password: string | null): StoredAccount => ({
    name,
    role: 'admin',
    enabled: true,
    createdAt: new Date(now()).toISOString(),
    lastSignInAt: null,
    from: 'password',
    password,
  });
  return {
    async makeAdmin(password) {
      if ((await accounts.count()) > 0) return false;
      return accounts.add(admin(ADMIN, await hashPassword(password)));
    },
    async byPassword(name, password, visitor) {
      const address = visitor.address ?? '';
      await limit.demand(address, name);
      const account = await accounts.get(name);
      // Also for nobody, and for somebody who may not: how long it takes tells nothing.
      const right = await isPassword(password, account?.password ?? null);
      if (account === null || !account.enabled || !right)
        throw new AppError('UNAUTHORIZED', 'The name or the password is not right.');
      await limit.forget(address, name);
      return begin(account, visitor);
    },
    async byLink(secret, first, visitor) {
      const password = first === null ? null : await hashPassword(first.password);
      if (first !== null && (await accounts.count()) > 0)
        throw new AppError('CONFLICT', 'There is an account already. Sign in with its password.');
      if (!(await sessions.redeem(secret))) {
        throw new AppError(
          'UNAUTHORIZED',
          'This sign-in link was used already or is too old. The server prints a new one when it starts.',
        );
      }
      if (first === null) return sessions.begin({ name: ADMIN, role: 'admin', ...visitor });
      const account = admin(first.name, password);
      await accounts.add(account);
      return begin(account, visitor);
    },
  };
}
