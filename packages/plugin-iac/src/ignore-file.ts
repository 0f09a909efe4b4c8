import { perOptions, usageError } from '@veinmind/sdk'
import type { FileValue, VeinmindError } from '@veinmind/sdk'
import { isDay } from './day.ts'
import { parseYaml } from './yaml/parse-yaml.ts'
import type { Finding } from './finding.ts'

/** An entry of the ignore file: it accepts a finding, for a while or for good. */
export interface IgnoreEntry {
  readonly rule: string
  /** Glob on the path: `*` inside a folder, `**` over folders. Any without one. */
  readonly path?: RegExp
  /** Start of the object path. */
  readonly object?: string
  readonly reason: string
  /** Last day on which it holds, `2027-01-31`. */
  readonly expires?: string
  readonly line: number
}

const MEMBERS = ['rule', 'path', 'object', 'reason', 'expires']

/** The entries of the ignore file of a set of options. */
export const ignoreEntries: (options: { readonly 'ignore-file': FileValue | undefined }) => readonly IgnoreEntry[] =
  perOptions((options) => {
    const file = options['ignore-file']
    return file ? readIgnoreFile(file.text, file.path) : []
  })

/** Reads an ignore file; throws `IAC_IGNORE_INVALID` with the place of what is wrong. */
export function readIgnoreFile(content: string, source: string): readonly IgnoreEntry[] {
  const invalid = (line: number, what: string): VeinmindError =>
    usageError('IAC_IGNORE_INVALID', `${source}:${line}: ${what}`, {
      hint: 'it is a YAML list of {rule, reason, path?, object?, expires?}',
    })
  const { documents, problems } = parseYaml(content)
  const [problem] = problems
  if (problem) throw invalid(problem.line, problem.message)
  const items = documents.flatMap((document): (readonly [unknown, number])[] => {
    if (document.value === null) return []
    if (!Array.isArray(document.value)) throw invalid(document.place([])?.line ?? 1, 'it is not a list')
    return document.value.map((item: unknown, index) => [item, document.place([index])?.line ?? 1])
  })
  return items.map(([item, line]): IgnoreEntry => {
    if (typeof item !== 'object' || item === null || Array.isArray(item))
      throw invalid(line, 'the entry is not an object')
    const given = item as Readonly<Record<string, unknown>>
    const unknown = Object.keys(given).find((key) => !MEMBERS.includes(key))
    if (unknown !== undefined)
      throw invalid(line, `unknown member ${JSON.stringify(unknown)}; known are ${MEMBERS.join(', ')}`)
    const text = (key: string): string | undefined => {
      const value = given[key]
      if (value !== undefined && (typeof value !== 'string' || value === ''))
        throw invalid(line, `${key} is not a text`)
      return value
    }
    const rule = text('rule')
    const reason = text('reason')
    if (rule === undefined || reason === undefined) throw invalid(line, 'rule and reason are needed')
    const expires = text('expires')
    if (expires !== undefined && !isDay(expires)) throw invalid(line, 'expires is not a day such as 2027-01-31')
    const path = text('path')
    const object = text('object')
    return {
      rule: rule.toUpperCase(),
      reason,
      line,
      ...(path === undefined ? {} : { path: toExpression(path) }),
      ...(object === undefined ? {} : { object }),
      ...(expires === undefined ? {} : { expires }),
    }
  })
}

/** The entry that names a finding, if one does; `isExpired` when its last day is over. */
export function entryOf(
  entries: readonly IgnoreEntry[],
  { rule, at }: Finding,
  today: string,
): { readonly entry: IgnoreEntry; readonly isExpired: boolean } | undefined {
  const fitting = entries.filter(
    (entry) =>
      entry.rule === rule.id.toUpperCase() &&
      (entry.path === undefined || entry.path.test(at.path ?? '')) &&
      (entry.object === undefined || (at.object ?? '').startsWith(entry.object)),
  )
  const valid = fitting.find(({ expires }) => expires === undefined || expires >= today)
  const entry = valid ?? fitting[0]
  return entry && { entry, isExpired: valid === undefined }
}

/** Dates that do not exist, 30 February, are moved when they are parsed. */
function toExpression(glob: string): RegExp {
  const source = glob.replaceAll(/\*\*\/?|\*|\?|[.+^${}()|[\]\\]/g, (part) => {
    if (part.startsWith('**')) return part.endsWith('/') ? '(?:.*/)?' : '.*'
    if (part === '*') return '[^/]*'
    return part === '?' ? '[^/]' : `\\${part}`
  })
  return new RegExp(`^${source}$`)
}
