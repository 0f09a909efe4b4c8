import { setTimeout as sleep } from 'node:timers/promises'

/** Does `work`, and again when it fails: registries fail for a moment now and then. */
export async function withRetries<T>(work: () => Promise<T>): Promise<T> {
  for (const pause of [2000, 10_000]) {
    try {
      return await work()
    } catch {
      await sleep(pause)
    }
  }
  return work()
}
