import type { Confidence } from '@veinmind/sdk'
import type { Found } from '../model/finding.ts'
import { lineAt, lineStarts, snippetAt } from '../model/lines.ts'
import { decodedTexts, foldWords } from './fold-words.ts'
import { lexWords } from './lex-words.ts'
import type { Word } from './lex-words.ts'
import type { Profile, Sink } from './profile.ts'
import { textOf, toStatements } from './statements.ts'
import type { Statement } from './statements.ts'
import { argumentsAt, followTaint } from './taint.ts'
import type { Taint } from './taint.ts'

const ORDER = { low: 0, medium: 1, high: 2 }
/** Findings of one file, of which those with low confidence leave room for others. */
const MAX_LOW = 30
const MAX_FOUND = 300

/** What a program of a language does with requests, by its words: `code` is what of the file is code; a bound that is met is said to `onCut`. */
export function analyseWords(code: string, profile: Profile, onCut: () => void): Found[] {
  // Names of what runs things may be put together: what brings a request is looked at without them, too.
  if ((!profile.worth.test(code) && !profile.source.test(code)) || profile.brings?.test(code) === false) return []
  const words = foldWords(lexWords(code, profile.dialect, onCut), onCut)
  const statements = toStatements(words, profile.dialect.lines)
  const { source } = profile
  const taint = followTaint(statements, source, onCut)
  const hidden = decodedTexts(words, onCut)
  const facts: Facts = {
    code,
    taint,
    source,
    isLibrary: code.length > (profile.longest ?? Infinity),
    readsRequests: statements.some(({ text }) => source.test(text)) || hidden.some((text) => source.test(text)),
    all: [...statements.map(({ text }) => text), ...hidden].join('\n'),
  }
  const starts = lineStarts(code)
  const found = new Map<string, Found>()
  for (const statement of statements) {
    for (const sink of profile.sinks) {
      const confidence = judge(statement, sink, facts)
      if (confidence === undefined) continue
      const line = lineAt(starts, statement.at)
      const key = `${sink.rule} ${line}`
      const before = found.get(key)
      if (
        found.size >= (confidence === 'low' ? MAX_LOW : MAX_FOUND) ||
        (before && ORDER[before.confidence] >= ORDER[confidence])
      )
        continue
      const origin = source.exec(statement.text)?.[0] ?? (facts.readsRequests ? 'the request' : 'hidden code')
      found.set(key, {
        rule: sink.rule,
        confidence,
        line,
        sink: sink.name,
        source: origin,
        code: snippetAt(code, statement.at),
      })
    }
  }
  return [...found.values()]
}

interface Facts {
  readonly code: string
  readonly taint: Taint
  readonly source: RegExp
  readonly isLibrary: boolean
  readonly readsRequests: boolean
  readonly all: string
}

/** The confidence with which a sink in a statement is reported; undefined when it is not. */
function judge(statement: Statement, sink: Sink, facts: Facts): Confidence | undefined {
  const match = sink.at.exec(statement.text)
  if (match === null) return undefined
  if (sink.besides !== undefined && !sink.besides.test(facts.all)) return undefined
  const how = reachOf(statement, match, facts)
  if (how === 'by names' && facts.isLibrary) return 'low'
  if (how !== undefined) return sink.reached ?? 'high'
  if (facts.readsRequests && sink.alone !== undefined) return sink.alone
  return sink.always
}

/** Whether and how the request gets to what was matched: into its arguments, or behind it where it has no brackets. */
function reachOf(
  { words, text }: Statement,
  match: RegExpExecArray,
  { source, taint }: Facts,
): 'as it is' | 'by names' | undefined {
  const name = /[\p{L}_$@][\p{L}\p{N}_$]*(?=[^\p{L}\p{N}_$]*$)/u.exec(match[0])?.[0]
  const brings = (some: readonly Word[], said: string) =>
    source.test(said) ? 'as it is' : taint.holds(some) ? 'by names' : undefined
  if (match[0].endsWith('(') && name !== undefined) {
    let how: ReturnType<typeof brings>
    for (let index = 0; index < words.length; index += 1) {
      if (words[index]?.text !== name || words[index + 1]?.text !== '(') continue
      const args = argumentsAt(words, index + 1)
      const said = brings(args, textOf(args))
      if (said === 'as it is') return said
      how ??= said
      // What stands in these brackets was in them.
      index += args.length
    }
    return how
  }
  const index = name === undefined ? 0 : words.findIndex((word) => word.text === name)
  return brings(words.slice(index + 1), text.slice(match.index))
}
