/**
 * The same on every answer, so they are made once: no script or style but our own files, no frame around us, no address told to others.
 * Nginx sends the same for what it serves itself; a test compares.
 */
export const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/** On answers of the API, which are no pages: nothing to load, nothing to frame. They are many, and every header costs both sides. */
const API_HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
} as const;

/** Under TLS: for a year browsers ask for this host by TLS only. Not for the names below it, which may be somebody else's. */
const HSTS = { 'strict-transport-security': 'max-age=31536000' } as const;

/** What pages and the API are sent with; `secure`: browsers reach the panel by TLS. */
export function securityHeaders(secure: boolean) {
  const more = secure ? HSTS : {};
  return { page: { ...SECURITY_HEADERS, ...more }, api: { ...API_HEADERS, ...more } };
}
