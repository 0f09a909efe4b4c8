import { join } from 'node:path'
import { requireTool } from '@veinmind/services'
import { writeIacFiles } from './iac-files.ts'
import { median, measure, measurePairs } from './measure.ts'
import type { Cost } from './measure.ts'
import { compared, figure, notMeasured } from './result.ts'
import type { Result } from './result.ts'
import type { Subject } from './subject.ts'

const COUNTS = [500, 1000, 2000, 4000] as const

/** A scan of manifests and Dockerfiles against checkov, and what more files cost. */
export async function benchIac(subject: Subject): Promise<Result[]> {
  const folders = new Map(COUNTS.map((count) => [count, join(subject.folder, `iac-${count}`)] as const))
  for (const [count, folder] of folders) writeIacFiles(folder, count)
  const scan = (count: (typeof COUNTS)[number]): Promise<Cost> =>
    subject.scanCold('scan', 'iac', folders.get(count) ?? '')
  return [
    ...(await benchCheckov(subject, folders.get(2000) ?? '', () => scan(2000))),
    ...(await benchGrowth(subject, scan)),
  ]
}

/** Both write the faults that they find as JSON to a file; checkov is told not to ask its vendor's server first. */
async function benchCheckov({ folder, rounds }: Subject, files: string, ours: () => Promise<Cost>): Promise<Result[]> {
  const what = 'scan of 2,000 manifests and Dockerfiles; theirs: checkov'
  let checkov: string
  try {
    checkov = await requireTool('checkov')
  } catch (error) {
    return [notMeasured(what, error instanceof Error ? error.message.split('\n', 1).join('') : String(error))]
  }
  const args = ['-d', files, '--framework', 'dockerfile', 'kubernetes', '--skip-download', '--quiet', '-o', 'json']
  const intoFile = ['-c', 'exec "$@" > "$0"', join(folder, 'checkov.json'), checkov, ...args]
  const pairs = await measurePairs(ours, () => measure({ command: 'sh', args: intoFile, allow: [1] }), rounds)
  return [
    compared(what, pairs, 0.1),
    figure('memory of the scan of 2,000 manifests and Dockerfiles', median(pairs.map((pair) => pair.ours.mebibytes)), {
      most: 250,
      unit: 'MiB',
    }),
  ]
}

/** What one more file costs when there are many, against when there are few: 1 is linear. CPU time, which is less disturbed. */
async function benchGrowth(
  { rounds }: Subject,
  scan: (count: (typeof COUNTS)[number]) => Promise<Cost>,
): Promise<Result[]> {
  const ratios: number[] = []
  const perFile = new Map(COUNTS.map((count) => [count, [] as number[]]))
  for (let round = 0; round < rounds; round += 1) {
    const seconds: number[] = []
    for (const count of COUNTS) {
      const { cpuSeconds } = await scan(count)
      seconds.push(cpuSeconds)
      perFile.get(count)?.push((cpuSeconds / count) * 1000)
    }
    const [first = NaN, , third = NaN, last = NaN] = seconds
    ratios.push((last - third) / 2000 / ((third - first) / 1500))
  }
  const shown = Array.from(perFile, ([count, costs]) => `${median(costs).toFixed(2)} at ${count}`).join(', ')
  return [
    figure(
      `cost of a further file from 2,000 to 4,000 over that from 500 to 2,000 (ms of CPU a file: ${shown})`,
      median(ratios),
      { most: 1.25, unit: '×' },
    ),
  ]
}
