/** Closes something when the last of its holders has let it go. */
export interface Lease {
  /** One more holder; it calls what it gets when it is done. */
  hold(): () => Promise<void>
}

/** `close` is called once: when everyone has let go, or on an abort, for then nobody may. */
export function createLease(close: () => Promise<void>, signal: AbortSignal): Lease {
  let holders = 0
  let closed: Promise<void> | undefined
  const end = (): Promise<void> => (closed ??= close())
  signal.addEventListener('abort', () => void end().catch(() => undefined), { once: true })
  return {
    hold() {
      holders += 1
      let isHeld = true
      return async () => {
        if (!isHeld) return
        isHeld = false
        holders -= 1
        if (holders === 0) await end()
      }
    },
  }
}
