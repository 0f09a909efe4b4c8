import { chmodSync, copyFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { writeLayout } from './many-files.ts'
import { measure, measurePairs, median } from './measure.ts'
import type { Cost } from './measure.ts'
import { atLeast, compared, figure } from './result.ts'
import type { Result } from './result.ts'
import type { Subject } from './subject.ts'

const FILES = 100_000
const EVENTS = 100_000
const FEW_EVENTS = 10_000

/** What an external plugin costs: files that go to it, events that come from it. */
export async function benchExternal({ folder, rounds }: Subject): Promise<Result[]> {
  // Beside the installed packages, which it imports.
  const script = join(folder, 'external-scan.ts')
  for (const name of ['external-scan.ts', 'external-plugin.ts'])
    copyFileSync(join(import.meta.dirname, name), join(folder, name))
  chmodSync(join(folder, 'external-plugin.ts'), 0o755)
  // The plugin finds this Node by its name.
  process.env['PATH'] = [dirname(process.execPath), process.env['PATH']].join(delimiter)
  const layout = join(folder, 'external-files')
  await writeLayout(layout, FILES)
  const run = (...args: readonly string[]): Promise<Cost> =>
    measure({ command: process.execPath, args: [script, ...args], allow: [0] })
  const readAll = async (kind: string): Promise<Cost> => {
    const cost = await run(kind, layout)
    expect(cost, { first: FILES, assets: 1 })
    return cost
  }
  const small = join(folder, 'external-small')
  await writeLayout(small, 1000)
  const report = async (count: number): Promise<Cost> => {
    const cost = await run('events', small, String(count))
    expect(cost, { assets: 1000 })
    return cost
  }
  const pairs = await measurePairs(
    () => readAll('files'),
    () => readAll('own'),
    rounds,
  )
  const many: Cost[] = []
  const few: Cost[] = []
  for (let round = 0; round < rounds; round += 1) {
    few.push(await report(FEW_EVENTS))
    many.push(await report(EVENTS))
  }
  const rates = many.map(({ stdout }) => EVENTS / (JSON.parse(stdout) as { seconds: number }).seconds)
  const memory = (costs: readonly Cost[]): number => median(costs.map(({ mebibytes }) => mebibytes))
  return [
    compared(
      '100,000 files with their contents to an external plugin; theirs: the same plugin in the process',
      pairs,
      2,
    ),
    atLeast('100,000 events from an external plugin', median(rates), { least: 20_000, unit: 'a second' }),
    figure('memory of these above that of 10,000 events', Math.max(0, memory(many) - memory(few)), {
      most: 64,
      unit: 'MiB',
    }),
  ]
}

/** Throws when a run did something else than it is measured for. */
function expect({ stdout }: Cost, wanted: Readonly<Record<string, number>>): void {
  const said = JSON.parse(stdout) as Readonly<Record<string, number>>
  for (const [name, value] of Object.entries(wanted)) {
    if (said[name] !== value) throw new Error(`an external plugin was to give ${name} ${value}, and gave ${stdout}`)
  }
}
