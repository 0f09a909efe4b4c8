/** How a stored value is compared with guesses. */
export interface Verifier {
  /** What the value is: `sha512crypt`, `yescrypt`, `plain`, … */
  readonly scheme: string
  /** Microseconds of one guess on the machine that the schemes were measured on: a fixed number, so that results do not
   * depend on how busy a machine is. */
  readonly cost: number
  /** Set where nothing but the password goes into the value: guesses can be hashed once for all values of a file. */
  readonly unsalted?: { readonly value: string; readonly digest: (guess: Buffer) => string }
  readonly verify: (guess: Buffer) => boolean
  /** Compares a guess in another thread; only schemes with such an implementation have it. */
  readonly verifyLater?: (guess: Buffer) => Promise<boolean>
}

/** A value that is a password hash and cannot be tried; `reason` says why, for the coverage. */
export interface Unsupported {
  readonly scheme: string
  readonly reason: string
}

export type Parsed = Verifier | Unsupported

export const isVerifier = (parsed: Parsed | undefined): parsed is Verifier => parsed !== undefined && 'verify' in parsed

/** A verifier of a value that holds a digest of the password alone. */
export function unsalted(scheme: string, value: string, digest: (guess: Buffer) => string): Verifier {
  return { scheme, cost: 2, unsalted: { value, digest }, verify: (guess) => digest(guess) === value }
}

/** A verifier of a password that is stored as it is. */
export function plain(value: string): Verifier {
  return unsalted('plain', value, (guess) => guess.toString('utf8'))
}
