import { splitYamlDocuments } from '@veinmind/internal/text'
import type { YamlReader } from '@veinmind/internal/text'
import type { Diagnostic } from '../finding.ts'
import { createLines } from './nodes.ts'
import { createPlaces } from './places.ts'
import type { Places } from './places.ts'
import { readLenient } from './read-lenient.ts'
import { readStrict } from './read-strict.ts'
import { toValue } from './to-value.ts'

/** A document of a file, or what could be read of it, and where its values stand. */
export interface YamlDocument extends Places {
  readonly value: unknown
}

/** The documents of a file and what is wrong with them. */
export interface ParsedYaml {
  readonly documents: readonly YamlDocument[]
  readonly problems: readonly Diagnostic[]
}

/** Bounds that no file which a person, or a tool for people, writes comes near. */
const LIMITS = {
  documents: 5_000,
  characters: 4 << 20,
  lexemes: 300_000,
  allLexemes: 1_000_000,
  depth: 100,
  errors: 20,
} as const

/**
 * Parses YAML, or JSON. Nothing is thrown: what is wrong is a problem with its place, and the other documents, and what can
 * be read of a broken one, are there.
 *
 * Words without quotes mean what `reader` makes of them; without one, what YAML 1.2 says.
 *
 * Documents are parsed one at a time: one without faults, as nearly all are, by the fast reader, any other by the one that goes
 * on behind a fault. Aliases become the same object again, never a copy.
 */
export function parseYaml(text: string, reader?: YamlReader): ParsedYaml {
  const documents: YamlDocument[] = []
  const problems: Diagnostic[] = []
  let left: number = LIMITS.allLexemes
  for (const [index, { source, line }] of splitYamlDocuments(text)
    .filter((part) => hasContent(part.source))
    .entries()) {
    if (index === LIMITS.documents || left <= 0) {
      problems.push({ message: 'too many documents: the rest is not read', line, column: 1 })
      break
    }
    const end = source.length > LIMITS.characters ? source.lastIndexOf('\n', LIMITS.characters) + 1 : source.length
    if (end < source.length)
      problems.push({
        message: `a document of more than ${LIMITS.characters} characters: the rest is not read`,
        line: line + countLines(source, end),
        column: 1,
      })
    left -= readSource(source.slice(0, end), {
      line,
      most: Math.min(LIMITS.lexemes, left),
      documents,
      problems,
      reader,
    })
  }
  return { documents, problems }
}

function countLines(source: string, end: number): number {
  let count = 0
  for (let at = source.indexOf('\n'); at !== -1 && at < end; at = source.indexOf('\n', at + 1)) count++
  return count
}

function hasContent(source: string): boolean {
  return /^(?!---\s*$|\.\.\.\s*$)[ \t]*[^\s#%]/m.test(source.replace(/^---[ \t]*\r?\n/, ''))
}

interface Sink {
  /** Line of the file that the source begins on. */
  readonly line: number
  readonly most: number
  readonly reader: YamlReader | undefined
  readonly documents: YamlDocument[]
  readonly problems: Diagnostic[]
}

/** Reads one document; how many values it had, and punctuation where it was counted. */
function readSource(source: string, { line, most, documents, problems, reader }: Sink): number {
  const lines = createLines(source, line)
  const { contents, faults, lexemes } =
    readStrict(source, LIMITS.depth, reader) ?? readLenient(source, { ...LIMITS, lexemes: most }, reader)
  const tell = (found: readonly { readonly message: string; readonly offset: number }[]): void => {
    for (const { message, offset } of found) problems.push({ message, ...lines.place(offset) })
  }
  tell(faults)
  for (const content of contents) {
    const { value, anchors, faults: wrong } = toValue(content)
    tell(wrong)
    documents.push({ value, ...createPlaces({ content, anchors, source, lines }) })
  }
  return lexemes
}
