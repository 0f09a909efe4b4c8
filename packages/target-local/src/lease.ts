/** Something that is closed when the last of its users has let it go. */
export interface Lease {
  /** One more user; call what it returns when it is done, once or more. */
  hold(): () => Promise<void>
}

/** `close` is called after the first holder, who is the caller, and all others have let go. */
export function createLease(close: () => Promise<void>): Lease & { readonly release: () => Promise<void> } {
  let holders = 0
  const hold = (): (() => Promise<void>) => {
    holders += 1
    let isHeld = true
    return async () => {
      if (!isHeld) return
      isHeld = false
      holders -= 1
      if (holders === 0) await close()
    }
  }
  return { hold, release: hold() }
}
