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
  /** Processors that other programs took meanwhile; undefined where that cannot be known. */
  readonly others?: number
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
  const [busyBefore, ownBefore] = [busySeconds(), ownSeconds()]
  try {
    const options = { allow, ...(cwd === undefined ? {} : { cwd }) }
    const { stdout } = await run(time, ['-q', '-f', '%e %U %S %M', '-o', path, command, ...args], options)
    const [seconds = NaN, user = NaN, system = NaN, kibibytes = NaN] = readFileSync(path, 'utf8')
      .trim()
      .split(' ')
      .map(Number)
    const cpuSeconds = user + system
    // What this process did belongs to what is measured: it may be the registry.
    const others = busySeconds() - busyBefore - (ownSeconds() - ownBefore) - cpuSeconds
    const told = Number.isFinite(others) ? { others: Math.max(0, others / seconds) } : {}
    return { seconds, cpuSeconds, mebibytes: kibibytes / 1024, stdout, ...told }
  } finally {
    removeTemporary(folder)
  }
}

/** Seconds that the processors of this machine have worked since it was started; NaN where that is not told. */
function busySeconds(): number {
  try {
    const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n')
    const [user = NaN, nice = NaN, system = NaN, , , irq = NaN, soft = NaN] = line.split(/\s+/).slice(1).map(Number)
    return (user + nice + system + irq + soft) / TICKS
  } catch {
    return NaN
  }
}

/** Of the clock in /proc/stat, a second. */
const TICKS = 100

function ownSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** What two commands took, run in turns. */
export interface Pair {
  readonly ours: Cost
  readonly theirs: Cost
}

/** Processors that others may take, with which a run still counts. */
const QUIET = 0.16
/** Pairs that are run for as many as were asked for to be undisturbed. */
const TRIES = 10

/** Whether other programs took a part of the machine in one of its two runs. */
export function isDisturbed({ ours, theirs }: Pair): boolean {
  return Math.max(ours.others ?? 0, theirs.others ?? 0) > QUIET
}

/**
 * Runs both in turns, so that what else the machine does meets both; one pair is run first and not counted. Undisturbed pairs alone count:
 * where there is none in ten tries, all are given.
 */
export async function measurePairs(
  ours: () => Promise<Cost>,
  theirs: () => Promise<Cost>,
  rounds: number,
): Promise<Pair[]> {
  const pairs: Pair[] = []
  await theirs()
  await ours()
  const quiet: Pair[] = []
  while (quiet.length < rounds && pairs.length < Math.max(TRIES, rounds)) {
    const pair = { theirs: await theirs(), ours: await ours() }
    pairs.push(pair)
    if (!isDisturbed(pair)) quiet.push(pair)
  }
  return quiet.length > 0 ? quiet : pairs
}

/** The middle of some numbers. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[middle] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2
}
