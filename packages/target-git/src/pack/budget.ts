import { gib, VeinmindError } from '@veinmind/sdk'

/** Most bytes that are unpacked for one object: a chain of deltas may have thousands of large ones. */
const OF_ONE: number = gib(2)

/** Counts what is unpacked: a small pack may hold a large bomb. */
export class Budget {
  readonly #most: number
  #spent = 0
  #ofOne = 0

  constructor(most: number) {
    this.#most = most
  }

  /** Begins another object. */
  start(): void {
    this.#ofOne = 0
  }

  /** Throws `GIT_TOO_LARGE` when it was too much, for one object or for all. */
  spend(bytes: number): void {
    this.#spent += bytes
    this.#ofOne += bytes
    if (this.#spent > this.#most)
      throw new VeinmindError('GIT_TOO_LARGE', `the objects of the pack are larger than ${this.#most} bytes together`)
    if (this.#ofOne > OF_ONE)
      throw new VeinmindError('GIT_TOO_LARGE', `a chain of deltas is larger than ${OF_ONE} bytes`)
  }
}
