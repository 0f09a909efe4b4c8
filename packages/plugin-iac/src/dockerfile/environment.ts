import { chainOf } from './model.ts'
import type { Dockerfile, Instruction, Stage } from './model.ts'
import { readShellWord } from './shell-word.ts'
import type { ShellWord, Variables } from './shell-word.ts'

/** Arguments that BuildKit sets by itself; their values depend on the machine that builds. */
const PLATFORM = [
  'TARGETPLATFORM',
  'TARGETOS',
  'TARGETARCH',
  'TARGETVARIANT',
  'BUILDPLATFORM',
  'BUILDOS',
  'BUILDARCH',
  'BUILDVARIANT',
  'TARGETSTAGE',
]

/**
 * The first word of an instruction as BuildKit reads it when nobody gives build arguments. Variables come from the ENV and ARG that
 * stand before it, in its stage and in the stages that this is built on. Undefined when BuildKit refuses the word.
 */
export function firstWordOf(file: Dockerfile, stage: Stage, instruction: Instruction): ShellWord | undefined {
  const [word] = instruction.words
  return word && readShellWord(word.raw, variablesBefore(file, stage, instruction), escapeOf(file))
}

function escapeOf({ directives }: Dockerfile): string {
  return directives.get('escape') === '`' ? '`' : '\\'
}

function variablesBefore(file: Dockerfile, stage: Stage, instruction: Instruction): Variables {
  const escape = escapeOf(file)
  const globals = new Map<string, string | undefined>(PLATFORM.map((name) => [name, undefined]))
  for (const one of file.instructions)
    if (one.stage === -1 && one.keyword === 'ARG') setAll(one, { escape, globals: new Map(), into: globals })
  const into = new Map<string, string | undefined>()
  const ofImage = new Map<string, string | undefined>()
  for (const { instructions } of chainOf(stage).toReversed()) {
    // A stage begins with every ENV of the stage that it is built on; the ARGs of that stage, which may have hidden an ENV, have ended.
    for (const [name, value] of ofImage) into.set(name, value)
    for (const one of instructions) {
      if (one === instruction) return into
      if (one.onBuild || (one.keyword !== 'ARG' && one.keyword !== 'ENV')) continue
      const names = setAll(one, { escape, globals, into })
      if (one.keyword === 'ENV') for (const name of names) ofImage.set(name, into.get(name))
    }
  }
  return into
}

interface Scope {
  readonly escape: string
  readonly globals: Variables
  readonly into: Map<string, string | undefined>
}

/** Sets the variables of an ARG or ENV, and returns their names. */
function setAll({ keyword, words, rest }: Instruction, { escape, globals, into }: Scope): readonly string[] {
  const [first] = words
  // `ENV NAME the whole line`
  const isOld = keyword === 'ENV' && first !== undefined && !first.raw.includes('=')
  const pairs = isOld ? [`${first.raw}=${rest.slice(first.raw.length).trim()}`] : words.map(({ raw }) => raw)
  // All values of one ENV are made from what was there before it; those of an ARG see each other.
  const before = keyword === 'ENV' ? new Map(into) : into
  return pairs.map((pair) => {
    const equals = pair.indexOf('=')
    const name = readShellWord(equals === -1 ? pair : pair.slice(0, equals), before, escape)?.text ?? ''
    if (equals !== -1) into.set(name, readShellWord(pair.slice(equals + 1), before, escape)?.text)
    else if (globals.get(name) !== undefined) into.set(name, globals.get(name))
    else if (!into.has(name)) into.set(name, undefined)
    return name
  })
}
