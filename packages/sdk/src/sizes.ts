/** `n` kibibytes in bytes. */
export const kib = (n: number): number => n * 1024

/** `n` mebibytes in bytes. */
export const mib = (n: number): number => n * 1024 * 1024

/** `n` gibibytes in bytes. */
export const gib = (n: number): number => n * 1024 * 1024 * 1024
