import { closeSync, openSync, readSync } from 'node:fs'
import { readJson } from '@veinmind/internal'
import { usageError } from '@veinmind/sdk'
import type { Report } from '../model/model.ts'
import { isFinding, isTarget } from '../model/report-shape.ts'
import { lazyList } from '../store/lazy-list.ts'
import { fileLines } from './file-lines.ts'

/** A report whose long lists are read from its file when they are asked for. */
export interface OpenReport {
  readonly report: Report
  readonly close: () => void
}

type ListName = 'findings' | 'accepted' | 'assets' | 'inventory'

/** Items that are many: where each begins, and how long it is. */
const ON_DISK: Readonly<Record<string, ListName>> = {
  finding: 'findings',
  accepted: 'accepted',
  asset: 'assets',
  package: 'inventory',
}

const IN_MEMORY: Readonly<Record<string, keyof Report>> = {
  target: 'targets',
  plugin: 'plugins',
  acceptNote: 'acceptNotes',
  plan: 'plan',
  error: 'errors',
  skipped: 'skipped',
}

/** A report that the format `ndjson` wrote. Throws `REPORT_FILE_INVALID` for what is none, or was broken off. */
export function readLineReport(path: string): OpenReport {
  const file = openSync(path, 'r')
  try {
    const { lists, kept, members } = readLines(path, file)
    const read = (name: ListName) => {
      const { offsets, sizes } = lists[name]
      return lazyList(offsets.length, (index) => readItem(file, offsets[index] ?? 0, sizes[index] ?? 0))
    }
    const { schemaVersion, tool, startedAt, finishedAt, summary, comparison } = members
    const { targets, plugins, acceptNotes, plan, errors, skipped } = kept
    // In the order in which a report has them, so that what is written of it is the same.
    const report = {
      schemaVersion,
      tool,
      startedAt,
      finishedAt,
      targets,
      plugins,
      findings: read('findings'),
      accepted: read('accepted'),
      acceptNotes,
      assets: read('assets'),
      ...(plan ? { plan } : {}),
      inventory: read('inventory'),
      errors,
      skipped,
      summary,
      ...(comparison ? { comparison } : {}),
    } as unknown as Report
    return { report, close: () => closeSync(file) }
  } catch (error) {
    closeSync(file)
    throw error instanceof RangeError ? invalid(path, error.message) : error
  }
}

interface Columns {
  readonly offsets: number[]
  readonly sizes: number[]
}

function readLines(path: string, file: number) {
  const lists = { findings: none(), accepted: none(), assets: none(), inventory: none() }
  const kept: Record<string, unknown[]> = { targets: [], plugins: [], acceptNotes: [], errors: [], skipped: [] }
  let members: Partial<Report> = {}
  let [hasBegun, hasEnded] = [false, false]
  let number = 0
  for (const { offset, bytes } of fileLines(file)) {
    number += 1
    const [name, value] = memberOf(path, number, bytes)
    if (hasEnded || (name === 'begin') === hasBegun) throw invalid(path, `line ${number} is out of place`)
    const list = Object.hasOwn(ON_DISK, name) ? ON_DISK[name] : undefined
    const memory = Object.hasOwn(IN_MEMORY, name) ? IN_MEMORY[name] : undefined
    if (list) {
      if ((list === 'findings' || list === 'accepted') && !isFinding(value))
        throw invalid(path, `line ${number} is no finding`)
      lists[list].offsets.push(offset)
      lists[list].sizes.push(bytes.length)
    } else if (memory) {
      if (memory === 'targets' && !isTarget(value)) throw invalid(path, `line ${number} is no target`)
      ;(kept[memory] ??= []).push(value)
    } else if (name === 'comparison') members = { ...members, comparison: value as NonNullable<Report['comparison']> }
    else if (name === 'begin' || name === 'end') members = { ...members, ...value }
    hasBegun = true
    hasEnded = name === 'end'
  }
  if (!hasEnded) throw invalid(path, 'it has no end: what wrote it was broken off')
  return { lists, kept, members }
}

const none = (): Columns => ({ offsets: [], sizes: [] })

/** The one member of the object of a line. */
function memberOf(path: string, number: number, bytes: Buffer): readonly [name: string, value: object] {
  const read = readJson(bytes)
  const members = 'value' in read && typeof read.value === 'object' ? Object.entries(read.value ?? {}) : []
  const [[name, value] = ['', undefined], ...more] = members as [string, unknown][]
  if (more.length > 0 || typeof value !== 'object' || value === null)
    throw invalid(path, `line ${number} is none of a report`)
  return [name, value]
}

function readItem(file: number, offset: number, size: number): never {
  const bytes = Buffer.alloc(size)
  readSync(file, bytes, 0, size, offset)
  const [value] = Object.values(JSON.parse(bytes.toString('utf8')) as object) as [never]
  return value
}

function invalid(path: string, what: string): Error {
  return usageError('REPORT_FILE_INVALID', `${path}: ${what}`, {
    hint: 'name a file that -f json or -f ndjson has written',
  })
}
