import { globToRegExp } from '@veinmind/internal'
import { usageError } from '@veinmind/sdk'
import type { FileValue, VeinmindError } from '@veinmind/sdk'
import { isDay, MEMBERS } from '../model/accept-entry.ts'
import type { AcceptEntry } from '../model/accept-entry.ts'

type Member = (typeof MEMBERS)[number]

/** An entry needs one of these: with an image alone it would accept everything in it by mistake. */
const TELLING: readonly Member[] = ['fingerprint', 'rule', 'path', 'package', 'sha256']

const SHAPES: Readonly<Partial<Record<Member, readonly [RegExp, string]>>> = {
  fingerprint: [/^[0-9a-f]{32}$/, 'is no fingerprint of a report: 32 hexadecimal characters'],
  sha256: [/^[0-9a-f]{64}$/, 'is no SHA-256: 64 hexadecimal characters'],
}

/** The entries of an accept file: a YAML list. Throws `ACCEPT_FILE_INVALID`, with the line, for what is none. */
export async function readAcceptFile({ path, text }: FileValue): Promise<readonly AcceptEntry[]> {
  const { isMap, isScalar, isSeq, LineCounter, parseDocument } = await import('yaml')
  const lines = new LineCounter()
  const invalid = (offset: number, what: string): VeinmindError =>
    usageError('ACCEPT_FILE_INVALID', `${path}:${lines.linePos(offset).line}: ${what}`, {
      hint: 'it is a YAML list of {fingerprint | rule | path | package | sha256, image?, reason, until?}',
    })
  const document = parseDocument(text, { lineCounter: lines, schema: 'failsafe', prettyErrors: false })
  const [error] = document.errors
  if (error) throw invalid(error.pos[0], `it is no YAML: ${error.message}`)
  const { contents } = document
  if (contents === null || (isScalar(contents) && contents.value === '')) return []
  if (!isSeq(contents)) throw invalid(0, 'it is not a list')
  return contents.items.map((item): AcceptEntry => {
    const at = (item as { range?: readonly number[] }).range?.[0] ?? 0
    if (!isMap(item)) throw invalid(at, 'the entry has no members')
    const given = new Map<Member, string>()
    for (const { key, value } of item.items) {
      const where = (key as { range?: readonly number[] }).range?.[0] ?? at
      const name = (isScalar(key) ? key.value : key) as Member
      if (!MEMBERS.includes(name))
        throw invalid(where, `there is no member ${JSON.stringify(name)}; there are ${MEMBERS.join(', ')}`)
      if (!isScalar(value) || typeof value.value !== 'string' || value.value.trim() === '')
        throw invalid(where, `${name} is no text`)
      given.set(name, value.value.trim())
    }
    const wrong = wrongOf(given)
    if (wrong !== undefined) throw invalid(at, wrong)
    return { ...Object.fromEntries(given), by: `${path}:${lines.linePos(at).line}` } as AcceptEntry
  })
}

function wrongOf(given: ReadonlyMap<Member, string>): string | undefined {
  if (!given.has('reason')) return 'the entry has no reason'
  if (!TELLING.some((name) => given.has(name))) return `the entry names nothing: one of ${TELLING.join(', ')} is needed`
  for (const [name, [shape, what]] of Object.entries(SHAPES)) {
    const value = given.get(name as Member)
    if (value !== undefined && !shape.test(value)) return `${name} ${what}`
  }
  const until = given.get('until')
  if (until !== undefined && !isDay(until)) return 'until is no day such as 2027-06-30'
  for (const name of ['path', 'image'] as const) {
    try {
      globToRegExp(given.get(name) ?? '')
    } catch (error) {
      return `${name} is no glob: ${(error as Error).message}`
    }
  }
  return undefined
}
