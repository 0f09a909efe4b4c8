import type { FileSystem } from '@veinmind/sdk'
import { kib } from '@veinmind/sdk'

/** Folders of units, the first of which wins (systemd.unit(5)). */
const FOLDERS = [
  '/etc/systemd/system',
  '/run/systemd/system',
  '/usr/local/lib/systemd/system',
  '/usr/lib/systemd/system',
  '/lib/systemd/system',
]
const MAX_UNIT = kib(256)
const MAX_DROP_INS = 100

/** A line of a unit or of one of its drop-ins: `ExecStart=/usr/bin/dockerd -H fd://`. */
export interface UnitLine {
  readonly name: string
  readonly value: string
  readonly path: string
  readonly line: number
}

/** The lines of a unit as systemd reads them: the first unit of that name, then its drop-ins by their names. */
export async function readUnit(files: FileSystem, name: string): Promise<readonly UnitLine[]> {
  const unit = await firstOf(FOLDERS.map((folder) => readText(files, `${folder}/${name}`)))
  if (unit === undefined) return []
  const dropIns = new Map<string, string>()
  for (const folder of FOLDERS.toReversed()) {
    const entries = await files.readdir(`${folder}/${name}.d`).catch(() => [])
    for (const { path } of entries.filter((entry) => entry.path.endsWith('.conf')).slice(0, MAX_DROP_INS))
      dropIns.set(path.slice(path.lastIndexOf('/') + 1), path)
  }
  const texts = [unit]
  for (const [, path] of [...dropIns].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const text = await readText(files, path)
    if (text !== undefined) texts.push(text)
  }
  return texts.flatMap(({ path, text }) => linesOf(path, text))
}

/** The commands that are left when an empty assignment has taken back those before it. */
export function assigned(lines: readonly UnitLine[], name: string): readonly UnitLine[] {
  let kept: UnitLine[] = []
  for (const line of lines) {
    if (line.name !== name) continue
    kept = line.value === '' ? [] : [...kept, line]
  }
  return kept
}

interface UnitText {
  readonly path: string
  readonly text: string
}

async function readText(files: FileSystem, path: string): Promise<UnitText | undefined> {
  const bytes = await files.readFile(path, { max: MAX_UNIT }).catch(() => undefined)
  return bytes === undefined ? undefined : { path, text: Buffer.from(bytes).toString('utf8') }
}

async function firstOf<T>(values: readonly Promise<T | undefined>[]): Promise<T | undefined> {
  for (const value of values) {
    const known = await value
    if (known !== undefined) return known
  }
  return undefined
}

/** Assignments of a file; a line that ends in a backslash goes on in the next one. */
function linesOf(path: string, text: string): readonly UnitLine[] {
  const found: UnitLine[] = []
  let before = ''
  let start = 0
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim()
    if (before === '' && (line === '' || /^[#;[]/.test(line))) continue
    if (before === '') start = index + 1
    if (line.endsWith('\\')) {
      before += `${line.slice(0, -1)} `
      continue
    }
    const whole = before + line
    before = ''
    const equals = whole.indexOf('=')
    if (equals > 0)
      found.push({ name: whole.slice(0, equals).trim(), value: whole.slice(equals + 1).trim(), path, line: start })
  }
  return found
}
