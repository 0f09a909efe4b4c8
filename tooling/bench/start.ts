import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildImage, dockerArchive, layer } from '@veinmind/testing'
import { measure, measurePairs } from './measure.ts'
import { compared } from './result.ts'
import type { Result } from './result.ts'
import type { Subject } from './subject.ts'

const ROUNDS = 15

/** How long the program takes to say how it is used, and to scan what has nothing in it, against a Node that has nothing to do. */
export async function benchStart({ bin, folder, scanCold }: Subject): Promise<Result[]> {
  const run = (...args: readonly string[]) => measure({ command: process.execPath, args, allow: [0] })
  const pairs = await measurePairs(
    () => run(bin, '--help'),
    () => run('-e', '0'),
    ROUNDS,
  )
  const archive = join(folder, 'empty.tar')
  writeFileSync(archive, dockerArchive(buildImage(layer({}))))
  const scans = await measurePairs(
    () => scanCold('scan', 'image', archive),
    () => run('-e', '0'),
    ROUNDS,
  )
  return [
    compared('`veinmind --help`; theirs: `node -e 0`', pairs, 2.5),
    compared('scan of an image with one empty layer, all bundled plugins; theirs: `node -e 0`', scans, 6),
  ]
}
