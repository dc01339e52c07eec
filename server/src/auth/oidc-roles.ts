import { Role } from '../schemas/session.ts';

/** Which groups of the identity provider have which role. */
export type OidcRoles = readonly (readonly [role: Role, groups: readonly string[]])[];

/** Everybody whom the provider lets in. */
const EVERYBODY = '*';

/**
 * Reads `OIDC_ROLES`, such as `admin=ops;operator=dev,qa;viewer=*`: groups are compared exactly, upper and lower case differ. null: it can't be
 * read, or says nothing.
 */
export function parseOidcRoles(text: string): OidcRoles | null {
  const roles = text
    .split(';')
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const at = part.indexOf('=');
      const role = Role.safeParse(part.slice(0, at).trim());
      const groups = part
        .slice(at + 1)
        .split(',')
        .map((group) => group.trim())
        .filter((group) => group !== '');
      return at > 0 && role.success && groups.length > 0 ? ([role.data, groups] as const) : null;
    });
  if (roles.length === 0 || roles.includes(null)) return null;
  return roles.filter((role) => role !== null);
}

/** The highest role that one of the groups has; null: none has any. */
export function roleOf(roles: OidcRoles, groups: readonly string[]): Role | null {
  const has = (role: Role) =>
    roles.some(
      ([named, wanted]) =>
        named === role && wanted.some((group) => group === EVERYBODY || groups.includes(group)),
    );
  return Role.options.findLast(has) ?? null;
}
