/** Runs actions of the same key one after another. */
export type Locks = <T>(key: string, action: () => Promise<T>) => Promise<T>

/** No key is locked. */
export function createLocks(): Locks {
  const tails = new Map<string, Promise<unknown>>()
  return async (key, action) => {
    const before = tails.get(key) ?? Promise.resolve()
    const mine = before.then(action, action)
    tails.set(key, mine)
    try {
      return await mine
    } finally {
      if (tails.get(key) === mine) tails.delete(key)
    }
  }
}

/** Runs at most so many actions at the same time. */
export type Semaphore = <T>(action: () => Promise<T>) => Promise<T>

/** Room for `size` actions. */
export function createSemaphore(size: number): Semaphore {
  const waiting: (() => void)[] = []
  let running = 0
  return async (action) => {
    if (running >= size) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
    try {
      return await action()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
