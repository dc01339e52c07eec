import type { Actor } from '../context.ts';
import { hashPassword, isPassword } from '../auth/passwords.ts';
import { newAccount } from '../auth/sign-in.ts';
import type { Sessions } from '../auth/sessions.ts';
import { AppError } from '../errors.ts';
import type { AccountStore, StoredAccount } from '../redis/account-store.ts';
import { withRedis } from '../redis/unavailable.ts';
import { Account } from '../schemas/account.ts';
import type {
  AccountChange,
  Accounts,
  NewAccount,
  OwnAccount,
  OwnPassword,
  SessionList,
} from '../schemas/account.ts';

/** Who may sign in, and who is. Errors of all: REDIS_UNAVAILABLE. */
export interface AccountServices {
  list(): Promise<Accounts>;
  /** That of the actor, if there is one. */
  own(actor: Actor): Promise<OwnAccount>;
  /** Errors: CONFLICT when the name is taken. */
  create(account: NewAccount): Promise<Account>;
  /** Errors: NOT_FOUND, CONFLICT when no admin would be left, when somebody else changed it at the same moment, or for a password of an account that the identity provider keeps. */
  update(change: AccountChange): Promise<Account>;
  /** Errors: NOT_FOUND, CONFLICT as of `update`. */
  remove(name: string): Promise<void>;
  /** Ends the account's other sessions. Errors: INPUT_INVALID when `current` is wrong, CONFLICT for an actor without a password. */
  setOwnPassword(passwords: OwnPassword, actor: Actor): Promise<void>;
  /** Those of the actor; of everybody for an admin. */
  sessions(actor: Actor): Promise<SessionList>;
  /** Errors: NOT_FOUND; also for those of others, unless an admin asks. */
  endSession(id: string, actor: Actor): Promise<void>;
}

interface Parts {
  readonly accounts: AccountStore;
  readonly sessions: Sessions;
  readonly now: () => number;
}

/** Without what must not leave the server. */
async function shown({ accounts }: Parts, account: StoredAccount): Promise<Account> {
  const { [account.name]: lastSignInAt = null } = await accounts.signIns();
  return Account.parse({ ...account, lastSignInAt });
}

async function list({ accounts }: Parts): Promise<Accounts> {
  const [all, signIns] = await Promise.all([accounts.all(), accounts.signIns()]);
  return {
    items: all.map((one) => Account.parse({ ...one, lastSignInAt: signIns[one.name] ?? null })),
  };
}

const isAdmin = (account: StoredAccount | null): boolean =>
  account !== null && account.role === 'admin' && account.enabled;

/** Locked out of their own panel, people would have to edit Redis by hand. */
async function anotherAdmin({ accounts }: Parts, name: string): Promise<StoredAccount> {
  const another = (await accounts.all()).find((one) => isAdmin(one) && one.name !== name);
  if (another !== undefined) return another;
  throw new AppError('CONFLICT', `${name} is the only admin. Make another one first.`);
}

/** `after` null: removes it. Errors: CONFLICT when no admin would be left, or somebody else made a change meanwhile. */
async function replace(
  parts: Parts,
  before: StoredAccount,
  after: StoredAccount | null,
): Promise<void> {
  const { name } = before;
  const left = isAdmin(before) && !isAdmin(after) ? await anotherAdmin(parts, name) : before;
  if (await parts.accounts.replace(before, after, left)) return;
  throw new AppError(
    'CONFLICT',
    `Somebody else changed accounts at this moment. Look at ${name} and try again.`,
  );
}

async function find({ accounts }: Parts, name: string): Promise<StoredAccount> {
  const account = await accounts.get(name);
  if (account === null) throw new AppError('NOT_FOUND', `There is no account ${name}.`);
  return account;
}

async function create(parts: Parts, wanted: NewAccount): Promise<Account> {
  const { name, role } = wanted;
  const password = await hashPassword(wanted.password);
  const account = { ...newAccount(name, role, parts.now()), password };
  if (await parts.accounts.add(account)) return shown(parts, account);
  throw new AppError('CONFLICT', `There is an account ${name} already.`, {
    fields: { name: ['Taken'] },
  });
}

async function update(parts: Parts, change: AccountChange): Promise<Account> {
  const { name, role, enabled, password } = change;
  const before = await find(parts, name);
  if (password !== undefined && before.from === 'oidc')
    throw new AppError('CONFLICT', `The password of ${name} is the identity provider's.`);
  const after: StoredAccount = {
    ...before,
    role: role ?? before.role,
    enabled: enabled ?? before.enabled,
    password: password === undefined ? before.password : await hashPassword(password),
  };
  await replace(parts, before, after);
  await parts.sessions.endAll(name);
  return shown(parts, after);
}

async function remove(parts: Parts, name: string): Promise<void> {
  await replace(parts, await find(parts, name), null);
  await parts.sessions.endAll(name);
}

/** A token is nobody's account, even where its name is that of one. */
const ofActor = async (accounts: AccountStore, actor: Actor): Promise<StoredAccount | null> =>
  actor.via === 'session' ? accounts.get(actor.name) : null;

async function setOwnPassword(parts: Parts, passwords: OwnPassword, actor: Actor): Promise<void> {
  const account = await ofActor(parts.accounts, actor);
  if (account === null || account.password === null)
    throw new AppError('CONFLICT', 'Whoever asks has no password here that could be changed.');
  if (!(await isPassword(passwords.current, account.password)))
    throw new AppError('INPUT_INVALID', 'The current password is not right.', {
      fields: { current: ['Not right'] },
    });
  const password = await hashPassword(passwords.password);
  await replace(parts, account, { ...account, password });
  await parts.sessions.endAll(actor.name, actor.proofId);
}

/** Whose sessions an actor sees and may end; null: everybody's. */
const scope = ({ role, name }: Actor): string | null => (role === 'admin' ? null : name);

export function makeAccounts(parts: Parts): AccountServices {
  const { accounts, sessions } = parts;
  return {
    list: () => withRedis(list(parts)),
    own: async (actor) => {
      const account = await withRedis(ofActor(accounts, actor));
      return { account: account && (await withRedis(shown(parts, account))) };
    },
    create: (account) => withRedis(create(parts, account)),
    update: (change) => withRedis(update(parts, change)),
    remove: (name) => withRedis(remove(parts, name)),
    setOwnPassword: (passwords, actor) => withRedis(setOwnPassword(parts, passwords, actor)),
    sessions: async (actor) => ({
      items: await withRedis(sessions.list(scope(actor), actor.proofId)),
    }),
    async endSession(id, actor) {
      if (!(await withRedis(sessions.endById(id, scope(actor)))))
        throw new AppError('NOT_FOUND', 'There is no such session (any more).');
    },
  };
}
