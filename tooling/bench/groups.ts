import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { median } from './measure.ts'
import { figure } from './result.ts'
import type { Result } from './result.ts'
import { listLayers } from './subject.ts'
import type { Subject } from './subject.ts'

/** Plugins that came together, and the part of the time of `gzip -dc | tar -t` that they may add to a scan with all others. */
const GROUPS = [
  { names: ['asset'], most: 0.02 },
  { names: ['malicious', 'webshell', 'backdoor', 'log4j2', 'minio'], most: 0.02 },
  { names: ['escape', 'unsafe-mount', 'privilege-escalation', 'trace'], most: 0.01 },
] as const

const ALL = (
  JSON.parse(readFileSync(join(import.meta.dirname, '../../apps/runner/src/plugins.json'), 'utf8')) as {
    name: string
  }[]
)
  .map(({ name }) => name)
  // They read nothing of an image that others do not. Where they are named, chain and a vuln without a database end in code 3.
  .filter((name) => name !== 'chain' && name !== 'vuln')

/** What each group of plugins adds to a first scan with all. Times of processors are compared: other programs disturb them little. */
export async function benchGroups({ layers, layout, rounds, scanCold }: Subject): Promise<Result[]> {
  const scan = (plugins: readonly string[]) => scanCold('scan', 'image', layout, '--plugins', plugins.join())
  const results: Result[] = []
  for (const { names, most } of GROUPS) {
    const others = ALL.filter((name) => !(names as readonly string[]).includes(name))
    const added: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      const [raw, without, all] = [await listLayers(layers), await scan(others), await scan(ALL)]
      added.push((all.cpuSeconds - without.cpuSeconds) / raw.cpuSeconds)
    }
    const what = `CPU time that ${names.join(', ')} add to a cold scan with all others`
    results.push(figure(`${what}, in that of \`gzip -dc \\| tar -t\``, median(added), { most, unit: '×' }))
  }
  return results
}
