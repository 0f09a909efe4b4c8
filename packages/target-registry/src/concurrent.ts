/** `work` over `items`, at most `limit` at a time; results in the order of the items, as soon as each is its turn. */
export async function* mapConcurrently<T, R>(
  items: Iterable<T>,
  limit: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R, void, undefined> {
  const running: Promise<R>[] = []
  for (const item of items) {
    const result = work(item)
    // It is awaited in its turn; until then a failure must not count as unhandled.
    result.catch(() => {})
    running.push(result)
    if (running.length >= limit) yield await running.shift()!
  }
  while (running.length > 0) yield await running.shift()!
}

/** `work`, unless `signal` is quicker: then its reason is thrown, and the work goes on for others. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return await work
  signal.throwIfAborted()
  const { promise, reject } = Promise.withResolvers<never>()
  const abort = (): void => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/** `work` once a key; a failure is forgotten, unless `lasts` says that it stays. */
export function remember<T>(
  known: Map<string, Promise<T>>,
  key: string,
  work: () => Promise<T>,
  lasts: (error: unknown) => boolean = () => false,
): Promise<T> {
  const before = known.get(key)
  if (before) return before
  const promise = work()
  known.set(key, promise)
  promise.catch((error: unknown) => !lasts(error) && known.delete(key))
  return promise
}
