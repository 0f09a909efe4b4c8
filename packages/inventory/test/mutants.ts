import { createRandom } from '@veinmind/testing'

/** Damaged copies of a file, the same for the same seed: bytes changed, numbers made extreme, stretches repeated, cut off. */
export function* mutantsOf(
  sample: Uint8Array,
  { count, seed }: { readonly count: number; readonly seed: number },
): Generator<Buffer> {
  const random = createRandom(seed)
  const upTo = (most: number): number => Math.floor(random() * most)
  for (let number = 0; number < count; number += 1) {
    const mutant = Buffer.from(sample)
    const changes = 1 + upTo(8)
    for (let change = 0; change < changes; change += 1) {
      const at = upTo(mutant.length)
      const kind = upTo(5)
      if (kind === 0) mutant[at] = upTo(256)
      else if (kind === 1)
        mutant
          .subarray(at)
          .subarray(0, 1 + upTo(8))
          .fill(255)
      else if (kind === 2)
        mutant
          .subarray(at)
          .subarray(0, 1 + upTo(64))
          .fill(0)
      else if (kind === 3) mutant.copy(mutant, upTo(mutant.length), at, Math.min(mutant.length, at + upTo(512)))
      else mutant[at] = (mutant[at] ?? 0) ^ (1 << upTo(8))
    }
    yield upTo(4) === 0 ? mutant.subarray(0, upTo(mutant.length)) : mutant
  }
}
