/** Something that is closed when the last of its users has let it go. */
export interface Lease {
  /** Adds a user. The function that it returns ends that user's hold, and may be called more than once. */
  hold(): () => Promise<void>
  /** Ends the hold of the one who made the lease; may be called more than once. */
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
