import type { Confidence } from '@veinmind/sdk'
import type { Found } from '../model/finding.ts'
import { lineAt, lineStarts, snippetAt } from '../model/lines.ts'
import { decodedTexts, foldWords } from './fold-words.ts'
import { lexWords } from './lex-words.ts'
import type { Word } from './lex-words.ts'
import type { Profile, Sink } from './profile.ts'
import { toStatements } from './statements.ts'
import type { Statement } from './statements.ts'
import { argumentsAt, followTaint } from './taint.ts'
import type { Taint } from './taint.ts'

const ORDER = { low: 0, medium: 1, high: 2 }
const MAX_FOUND = 30

/** What a program of a language does with requests, by its words: `code` is what of the file is code. */
export function analyseWords(code: string, profile: Profile): Found[] {
  if (!profile.worth.test(code) || profile.brings?.test(code) === false) return []
  const words = foldWords(lexWords(code, profile.dialect))
  const statements = toStatements(words, profile.dialect.lines)
  const { source } = profile
  const taint = followTaint(statements, source)
  const hidden = decodedTexts(words)
  const facts: Facts = {
    code,
    taint,
    source,
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
      if (found.size >= MAX_FOUND || (before && ORDER[before.confidence] >= ORDER[confidence])) continue
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
  readonly readsRequests: boolean
  readonly all: string
}

/** With which confidence a sink is told of a statement; undefined: not. */
function judge(statement: Statement, sink: Sink, facts: Facts): Confidence | undefined {
  const match = sink.at.exec(statement.text)
  if (match === null) return undefined
  if (sink.besides !== undefined && !sink.besides.test(facts.all)) return undefined
  const behind = statement.text.slice(match.index)
  if (facts.source.test(behind) || facts.taint.holds(wordsBehind(statement, match[0]))) return sink.reached ?? 'high'
  if (facts.readsRequests && sink.alone !== undefined) return sink.alone
  return sink.always
}

/** The words of a statement from the name that was matched on. */
function wordsBehind({ words }: Statement, match: string): readonly Word[] {
  const name = /[\p{L}_$@][\p{L}\p{N}_$]*(?=[^\p{L}\p{N}_$]*$)/u.exec(match)?.[0]
  const index = name === undefined ? 0 : words.findIndex(({ text }) => text === name)
  if (index === -1) return words
  const open = words.findIndex(({ text }, place) => place > index && text === '(')
  return open === -1 || open > index + 2 ? words.slice(index + 1) : argumentsAt(words, open)
}
