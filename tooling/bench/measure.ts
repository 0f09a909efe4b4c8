import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { requireTool, run, temporaryFolder, removeTemporary } from '@veinmind/services'

/** What a command took. */
export interface Cost {
  readonly seconds: number
  /** Of all processors together. */
  readonly cpuSeconds: number
  /** Of the largest of its processes. */
  readonly mebibytes: number
  readonly stdout: string
}

/** A command to be measured. */
export interface Measured {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd?: string
  /** Exit codes that are no failure; by default 0 and 1 (findings). */
  readonly allow?: readonly number[]
}

/** Runs a command under time(1). */
export async function measure({ command, args, cwd, allow = [0, 1] }: Measured): Promise<Cost> {
  const time = await requireTool('time')
  const folder = temporaryFolder('time')
  const path = join(folder, 'time')
  try {
    const options = { allow, ...(cwd === undefined ? {} : { cwd }) }
    const { stdout } = await run(time, ['-q', '-f', '%e %U %S %M', '-o', path, command, ...args], options)
    const [seconds = NaN, user = NaN, system = NaN, kibibytes = NaN] = readFileSync(path, 'utf8')
      .trim()
      .split(' ')
      .map(Number)
    return { seconds, cpuSeconds: user + system, mebibytes: kibibytes / 1024, stdout }
  } finally {
    removeTemporary(folder)
  }
}

/** What two commands took, run in turns. */
export interface Pair {
  readonly ours: Cost
  readonly theirs: Cost
}

/** Runs both in turns, so that what else the machine does meets both; one pair is run first and not counted. */
export async function measurePairs(
  ours: () => Promise<Cost>,
  theirs: () => Promise<Cost>,
  rounds: number,
): Promise<Pair[]> {
  const pairs: Pair[] = []
  for (let round = 0; round <= rounds; round += 1) pairs.push({ theirs: await theirs(), ours: await ours() })
  return pairs.slice(1)
}

/** The middle of some numbers. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[middle] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2
}
