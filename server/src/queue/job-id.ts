/** The time a UUIDv7 was made, in epoch milliseconds: its first 48 bits (RFC 9562, section 5.7). */
export function timeOfId(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
