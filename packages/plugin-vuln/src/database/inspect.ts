import { diffDatabases, requireIndex } from '@veinmind/advisories'
import { printable } from '@veinmind/sdk/target'
import { folderOf, noWords, oneWord } from './context.ts'
import type { DatabaseContext } from './context.ts'

/** `db info [--json]` */
export async function showInfo(context: DatabaseContext): Promise<void> {
  const { options, print, say } = context
  noWords(context)
  const folder = folderOf(context)
  const info = await requireIndex(folder)
  if (options.json) {
    print(JSON.stringify({ folder, ...info }, undefined, 2))
    return
  }
  const size = info.files.reduce((sum, file) => sum + file.size, 0)
  print(folder)
  print(say('of {0}, schema {1}, {2} MB', info.date, info.schema, (size / 1e6).toFixed(1)))
  print('')
  const rows = info.sources.map(({ name, date = '', records, licence, leftOut }) => {
    const left = Object.entries(leftOut).map(([reason, count]) => `${count} ${say(reason)}`)
    return [name, date, String(records), licence, left.join(', ')]
  })
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)))
  for (const row of rows) {
    const cells = row.map((cell, column) =>
      column === 2 ? cell.padStart(widths[2] ?? 0) : cell.padEnd(widths[column] ?? 0),
    )
    print(printable(cells.join('  ').trimEnd()))
  }
  print('')
  for (const { group, ecosystems } of info.files) {
    const list = Object.entries(ecosystems).map(([name, count]) => `${name} ${count}`)
    if (list.length > 0) print(printable(`${group}: ${list.join(', ')}`))
  }
  if (info.bad.count > 0) print(say('{0} records could not be read: see --json', info.bad.count))
}

/** `db diff <folder>` */
export async function showDiff(context: DatabaseContext): Promise<void> {
  const { options, print, say } = context
  const diff = await diffDatabases(oneWord(context, 'the folder of another database'), folderOf(context))
  if (options.json) {
    print(JSON.stringify(diff, undefined, 2))
    return
  }
  const { sources, ecosystems, advisories } = diff
  if (sources.length + ecosystems.length + advisories.length === 0) print(say('no difference'))
  for (const { name, before, after } of sources) print(printable(`${name}: ${stateText(before)} → ${stateText(after)}`))
  for (const { name, before, after } of ecosystems) print(printable(`  ${name}: ${before} → ${after}`))
  for (const { group, added, removed, changed } of advisories) {
    print(printable(`${group}: +${added.count} -${removed.count} ~${changed.count}`))
    for (const [sign, ids] of [
      ['+', added],
      ['-', removed],
      ['~', changed],
    ] as const)
      for (const id of ids.first) print(printable(`  ${sign} ${id}`))
  }
}

const stateText = (state: { readonly date: string; readonly records: number } | undefined): string =>
  state === undefined ? '–' : `${state.records} (${state.date || '–'})`
