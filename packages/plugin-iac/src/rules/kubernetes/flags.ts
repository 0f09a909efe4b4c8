import type { Container, Manifest } from '../../kubernetes/manifest.ts'
import { asList, asText } from '../../values.ts'
import type { Path } from '../../yaml/places.ts'
import { eachContainer } from './define.ts'

/** A flag of a program's command line, and the word that it stands in. */
export interface ProgramFlag {
  readonly name: string
  readonly value: string
  readonly path: Path
}

/** A container that runs a program, and the flags that it gives it. */
export interface ProgramUse {
  readonly container: Container
  readonly flags: readonly ProgramFlag[]
  /** Value of a flag; the last one holds. */
  readonly get: (name: string) => ProgramFlag | undefined
}

/**
 * The containers that run one of the programs, by the command, else by the arguments' first word or the image's name, with
 * the flags of command and arguments: `--flag=value`, `--flag value` and a bare `--flag`, also inside `sh -c`.
 */
export function* usesOf(manifest: Manifest, ...programs: readonly string[]): Generator<ProgramUse> {
  for (const { container } of eachContainer(manifest)) {
    const { words, names, image } = commandOf(container)
    if (!programs.some((program) => names.has(program) || program === image)) continue
    const flags = flagsOf(words)
    yield { container, flags, get: (name) => flags.findLast((flag) => flag.name === name) }
  }
}

interface Placed {
  readonly word: string
  readonly path: Path
}

interface CommandLine {
  readonly words: readonly Placed[]
  /** What the words end with: a program may be named with its folder. */
  readonly names: ReadonlySet<string>
  /** Name of the image, where no command says what is run. */
  readonly image: string | undefined
}

/** Asked by many rules. */
const known = new WeakMap<Container, CommandLine>()

function commandOf(container: Container): CommandLine {
  const made = known.get(container)
  if (made) return made
  const command = wordsOf(container, 'command')
  const words = [...command, ...wordsOf(container, 'args')]
  const names = new Set(words.map(({ word }) => word.slice(word.lastIndexOf('/') + 1)))
  const reference = asText(container.value['image']) ?? ''
  const image = reference.slice(reference.lastIndexOf('/') + 1).split(/[:@]/, 1)[0]?.replace(/-(?:amd64|arm64)$/, '')
  const line: CommandLine = { words, names, image: command.length > 0 ? undefined : image }
  known.set(container, line)
  return line
}

function wordsOf({ value, path }: Container, list: 'command' | 'args'): Placed[] {
  return asList(value[list]).flatMap((item, index) => {
    const text = typeof item === 'string' ? item : ''
    // A script of `sh -c` is many words.
    return text.split(/\s+/).slice(0, 1_000).map((word) => ({ word, path: [...path, list, index] }))
  })
}

function flagsOf(words: readonly Placed[]): readonly ProgramFlag[] {
  return words.flatMap(({ word, path }, index) => {
    const [, name, value] = /^--?([A-Za-z][\w-]*)(?:=(.*))?$/s.exec(word) ?? []
    if (name === undefined) return []
    const next = words[index + 1]?.word
    return [{ name, value: value ?? (next === undefined || next.startsWith('-') ? 'true' : next), path }]
  })
}
