/** How a scan ends that was told to: what was read until then is still inspected and reported. */
export interface Ending {
  /** Aborted when files that wait for their inspection have had their moment. */
  readonly inspections: AbortSignal
  /** Aborted when plugins have had theirs too. */
  readonly plugins: AbortSignal
  /** Nobody waits any longer. */
  close(): void
}

/** Milliseconds. */
const MOMENTS = { inspections: 1000, plugins: 3000 } as const

/** What follows the abort of `signal`. */
export function createEnding(signal: AbortSignal): Ending {
  const [inspections, plugins] = [new AbortController(), new AbortController()]
  const timers: NodeJS.Timeout[] = []
  const begin = (): void => {
    timers.push(
      setTimeout(() => inspections.abort(signal.reason), MOMENTS.inspections),
      setTimeout(() => plugins.abort(signal.reason), MOMENTS.plugins),
    )
  }
  if (signal.aborted) begin()
  else signal.addEventListener('abort', begin, { once: true })
  return {
    inspections: inspections.signal,
    plugins: plugins.signal,
    close() {
      signal.removeEventListener('abort', begin)
      for (const timer of timers) clearTimeout(timer)
      if (!signal.aborted) return
      inspections.abort(signal.reason)
      plugins.abort(signal.reason)
    },
  }
}
