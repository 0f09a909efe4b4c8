/** Something that is closed when the last of its users has let it go. */
export interface Lease {
  /** One more user; call what it returns when it is done, once or more. */
  hold(): () => Promise<void>
  /** Lets go what the one who made the lease holds, once or more. */
  readonly release: () => Promise<void>
}

/**
 * `close` is called once: after the first user, who is the caller, and all others have let go, or on an abort of `signal`, for
 * then nobody may.
 */
export function createLease(close: () => Promise<void>, signal?: AbortSignal): Lease {
  let holders = 0
  let closed: Promise<void> | undefined
  const end = (): Promise<void> => (closed ??= close())
  signal?.addEventListener('abort', () => void end().catch(() => undefined), { once: true })
  const hold = (): (() => Promise<void>) => {
    holders += 1
    let isHeld = true
    return async () => {
      if (!isHeld) return
      isHeld = false
      holders -= 1
      if (holders === 0) await end()
    }
  }
  return { hold, release: hold() }
}
