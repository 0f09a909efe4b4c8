import { median, measurePairs } from './measure.ts'
import type { Cost } from './measure.ts'
import { compared, figure } from './result.ts'
import type { Result } from './result.ts'
import { FOUR_PLUGINS, listLayers } from './subject.ts'
import type { Subject } from './subject.ts'

/** A first scan, with four plugins and with all, against the cheapest way to list the same layers. */
export async function benchCold({ layers, layout, rounds, scanCold }: Subject): Promise<Result[]> {
  const list = (): Promise<Cost> => listLayers(layers)
  const four = await measurePairs(() => scanCold('scan', 'image', layout, ...FOUR_PLUGINS), list, rounds)
  const all = await measurePairs(() => scanCold('scan', 'image', layout), list, rounds)
  const memory = (pairs: typeof four): number => median(pairs.map(({ ours }) => ours.mebibytes))
  return [
    compared('cold scan, four plugins; theirs: `gzip -dc \\| tar -t` of the layers', four, 0.7),
    figure('memory of a cold scan, four plugins', memory(four), { most: 230, unit: 'MiB' }),
    compared('cold scan, all bundled plugins; theirs: `gzip -dc \\| tar -t` of the layers', all, 0.75),
    figure('memory of a cold scan, all bundled plugins', memory(all), { most: 350, unit: 'MiB' }),
  ]
}
