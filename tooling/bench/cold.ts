import { median, measure, measurePairs } from './measure.ts'
import { compared, figure } from './result.ts'
import type { Result } from './result.ts'
import type { Subject } from './subject.ts'

/** A first scan with every plugin, against the cheapest way to list the same layers. */
export async function benchCold({ layers, layout, rounds, scanCold }: Subject): Promise<Result[]> {
  const list = 'for layer; do gzip -dc "$layer" | tar -t > /dev/null || exit 1; done'
  const pairs = await measurePairs(
    () => scanCold('scan', 'image', layout),
    () => measure({ command: 'sh', args: ['-c', list, 'sh', ...layers], allow: [0] }),
    rounds,
  )
  return [
    compared('cold scan, four plugins; theirs: `gzip -dc \\| tar -t` of the layers', pairs, 1),
    figure('memory of a cold scan', median(pairs.map(({ ours }) => ours.mebibytes)), { most: 350, unit: 'MiB' }),
  ]
}
