import { mib } from '@veinmind/sdk'
import type { GitObject } from './object-store.ts'

/** Larger objects are made once more. */
const LARGEST = mib(4)

/**
 * Objects of a pack that others are based on, by their place, the last ones that were read: who reads versions of a file one after the other
 * would otherwise make all of their chain for each.
 */
export class BaseCache {
  readonly #most: number
  readonly #objects = new Map<number, GitObject>()
  #held = 0

  /** `most`: bytes that are held. */
  constructor(most: number = mib(32)) {
    this.#most = most
  }

  get(offset: number): GitObject | undefined {
    const found = this.#objects.get(offset)
    if (!found) return undefined
    this.#objects.delete(offset)
    this.#objects.set(offset, found)
    return found
  }

  /** Keeps an object, which nobody changes any more. */
  keep(offset: number, object: GitObject): void {
    const { length } = object.content
    if (length > LARGEST || this.#objects.has(offset)) return
    this.#objects.set(offset, object)
    this.#held += length
    for (const [oldest, { content }] of this.#objects) {
      if (this.#held <= this.#most) break
      this.#objects.delete(oldest)
      this.#held -= content.length
    }
  }
}
