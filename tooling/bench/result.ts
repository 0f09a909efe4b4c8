import { isDisturbed, median } from './measure.ts'
import type { Cost, Pair } from './measure.ts'

/** A row of the table: what was measured, against what, and whether the budget is kept. */
export interface Result {
  readonly what: string
  readonly ours: string
  readonly theirs: string
  /** Wall time, ours over theirs: below 1 is better. */
  readonly ratio: string
  /** The same of the time of all processors, which other programs of the machine change less. */
  readonly cpuRatio: string
  readonly budget: string
  readonly kept: boolean
  /** What a later run is compared with; absent for what was not measured. */
  readonly figures?: Figures
}

/** A number, and how far the runs that it is of lie apart to either side. */
export interface Figure {
  readonly value: number
  readonly noise: number
}

/** The numbers of a row. */
export interface Figures {
  readonly isBetter: 'lower' | 'higher'
  /** Of undisturbed runs only. */
  readonly wall?: Figure
  readonly cpu?: Figure
  readonly single?: Figure
}

/** Of a single figure: what it changes by from run to run. */
const NOISE_OF_SINGLE = 0.05

/** A row of pairs: the ratio is the median of each pair's own, which does not depend on how fast the machine is. */
export function compared(what: string, pairs: readonly Pair[], most: number): Result {
  const wall = figureOf(pairs.map(({ ours, theirs }) => ours.seconds / theirs.seconds))
  const cpu = figureOf(pairs.map(({ ours, theirs }) => ours.cpuSeconds / theirs.cpuSeconds))
  const isQuiet = !pairs.every(isDisturbed)
  return {
    what,
    ours: costOf(pairs.map(({ ours }) => ours)),
    theirs: costOf(pairs.map(({ theirs }) => theirs)),
    ratio: isQuiet ? shown(wall) : 'disturbed',
    cpuRatio: shown(cpu),
    budget: `≤ ${most.toFixed(2)} ×`,
    kept: isQuiet && wall.value <= most,
    figures: { isBetter: 'lower', cpu, ...(isQuiet ? { wall } : {}) },
  }
}

function figureOf(values: readonly number[]): Figure {
  return { value: median(values), noise: (Math.max(...values) - Math.min(...values)) / 2 }
}

function shown({ value, noise }: Figure): string {
  return noise < 0.005 ? value.toFixed(2) : `${value.toFixed(2)} ± ${noise.toFixed(2)}`
}

/** A row of one figure. */
export function figure(what: string, value: number, limits: { readonly most: number; readonly unit: string }): Result {
  const { most, unit } = limits
  return {
    what,
    ours: `${round(value)} ${unit}`,
    theirs: '',
    ratio: '',
    cpuRatio: '',
    budget: `≤ ${most} ${unit}`,
    kept: value <= most,
    figures: { isBetter: 'lower', single: { value, noise: NOISE_OF_SINGLE * value } },
  }
}

/** A row of one figure that is better when it is larger. */
export function atLeast(
  what: string,
  value: number,
  limits: { readonly least: number; readonly unit: string },
): Result {
  const { least, unit } = limits
  return {
    what,
    ours: `${round(value)} ${unit}`,
    theirs: '',
    ratio: '',
    cpuRatio: '',
    budget: `≥ ${least} ${unit}`,
    kept: value >= least,
    figures: { isBetter: 'higher', single: { value, noise: NOISE_OF_SINGLE * value } },
  }
}

/** A row of what cannot be measured here: a budget that is not shown to be kept. */
export function notMeasured(what: string, reason: string): Result {
  return { what, ours: `not measured: ${reason}`, theirs: '', ratio: '', cpuRatio: '', budget: '', kept: false }
}

/** The table as Markdown. */
export function table(results: readonly Result[]): string {
  const head =
    '| what | ours | theirs | wall ratio | CPU ratio | budget | kept |\n| --- | --- | --- | --- | --- | --- | --- |'
  const rows = results.map(({ what, ours, theirs, ratio, cpuRatio, budget, kept }) => {
    return `| ${[what, ours, theirs, ratio, cpuRatio, budget, kept ? 'yes' : '**no**'].join(' | ')} |`
  })
  return [head, ...rows].join('\n')
}

/** A table with the rows of a newer one in the place of those of the same name; what is new stands at the end. */
export function mergeTables(old: string, newer: string): string {
  const rows = new Map<string, string>()
  for (const row of `${old}\n${newer}`.split('\n').filter((line) => line.startsWith('|'))) rows.set(nameOf(row), row)
  return [...rows.values()].join('\n')
}

/** What a row is about, without the figures in parentheses. */
function nameOf(row: string): string {
  return rowName(row.split(' | ')[0] ?? '')
}

/** The same for the text of one. */
export function rowName(what: string): string {
  return what.replaceAll(/ \([^)]*\)/g, '')
}

function costOf(costs: readonly Cost[]): string {
  const [seconds, cpu, mebibytes] = (['seconds', 'cpuSeconds', 'mebibytes'] as const).map((key) =>
    median(costs.map((cost) => cost[key])),
  )
  return `${seconds?.toFixed(1)} s (${cpu?.toFixed(1)} s CPU), ${mebibytes?.toFixed(0)} MiB`
}

function round(value: number): string {
  return value >= 100 || Number.isInteger(value) ? String(Math.round(value)) : value.toFixed(2)
}
