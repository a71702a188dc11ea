// `crypto.randomUUID` is there over HTTPS and on localhost only; shops open these pages on a plain local network too.

/** Twelve random bytes in hexadecimal digits: of this machine, a tab, a walk. */
export const randomId = (): string => hex(crypto.getRandomValues(new Uint8Array(12)));

/** A random UUID: version 4 of RFC 9562, section 5.4. */
export function randomUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = 0x40 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
