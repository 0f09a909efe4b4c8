import { measure, measurePairs } from './measure.ts'
import { compared } from './result.ts'
import type { Result } from './result.ts'
import type { Subject } from './subject.ts'

const ROUNDS = 15

/** How long the program takes to say how it is used, against a Node that has nothing to do. */
export async function benchStart({ bin }: Subject): Promise<Result[]> {
  const run = (...args: readonly string[]) => measure({ command: process.execPath, args, allow: [0] })
  const pairs = await measurePairs(
    () => run(bin, '--help'),
    () => run('-e', '0'),
    ROUNDS,
  )
  return [compared('`veinmind --help`; theirs: `node -e 0`', pairs, 2.5)]
}
