import { asMembers, asWord, isMembers } from '../values.ts'
import type { Members } from '../values.ts'
import { createLines } from '../yaml/nodes.ts'
import { parseYaml } from '../yaml/parse-yaml.ts'
import type { ParsedYaml, YamlDocument } from '../yaml/parse-yaml.ts'
import { createPlaces } from '../yaml/places.ts'
import type { Path } from '../yaml/places.ts'
import { toValue } from '../yaml/to-value.ts'
import { readHcl } from './read-hcl.ts'

/** Larger files are none of a person. */
const MAX_CHARACTERS = 1 << 20
/** A variable in a variable in a variable: a person stops at two. */
const MAX_DEPTH = 16
const MAX_TEXT = 64 << 10

/** What is built, as bake reads it when nobody sets its variables. */
export interface BakeTarget {
  readonly path: Path
  readonly value: Members
}

/** A bake file. */
export interface BakeFile {
  /** A document whose value has the variables put in; undefined where there is none. */
  readonly document: YamlDocument | undefined
  readonly targets: readonly BakeTarget[]
  readonly problems: ParsedYaml['problems']
}

/** Reads a bake file, HCL or JSON. Nothing is thrown: what is wrong is a problem with its place. */
export function readBake(text: string, isJson: boolean): BakeFile {
  const { documents, problems } = isJson ? parseYaml(text) : parseHcl(text)
  const [first] = documents
  if (!first) return { document: undefined, targets: [], problems }
  const value = putIn(first.value, createResolver(variablesOf(first.value)))
  const targets = Object.entries(asMembers(asMembers(value)['target'])).map(([name, target]) => ({
    path: ['target', name],
    value: asMembers(target),
  }))
  return { document: { ...first, value }, targets, problems }
}

function parseHcl(text: string): ParsedYaml {
  const source = text.slice(0, MAX_CHARACTERS)
  const { contents, faults } = readHcl(source)
  const lines = createLines(source, 1)
  const documents = contents.map((content): YamlDocument => {
    const { value, anchors } = toValue(content)
    return { value, ...createPlaces({ content, anchors, source, lines }) }
  })
  const problems = faults.map(({ message, offset }) => ({ message, ...lines.place(offset) }))
  if (source.length < text.length)
    problems.push({
      message: `a bake file of more than ${MAX_CHARACTERS} characters: the rest is not read`,
      ...lines.place(source.length),
    })
  return { documents, problems }
}

/** The defaults of variables: in a block, or, in older files, an attribute at the top. */
function variablesOf(document: unknown): ReadonlyMap<string, unknown> {
  const { target: _targets, group: _groups, variable, function: _functions, ...attributes } = asMembers(document)
  const defaults = Object.entries(asMembers(variable)).flatMap(([name, one]) =>
    isMembers(one) && one['default'] !== undefined ? [[name, one['default']] as const] : [],
  )
  return new Map<string, unknown>([...Object.entries(attributes), ...defaults])
}

/** A value with the defaults of variables in it; what has none stays `${NAME}`. */
function putIn(value: unknown, valueOf: (name: string) => unknown): unknown {
  if (typeof value === 'string') return inText(value, valueOf)
  if (Array.isArray(value)) return value.map((item: unknown) => putIn(item, valueOf))
  if (!isMembers(value)) return value
  const made = Object.create(null) as Record<string, unknown>
  for (const [name, member] of Object.entries(value)) made[name] = putIn(member, valueOf)
  return made
}

function inText(text: string, valueOf: (name: string) => unknown): unknown {
  const [, whole] = /^\$\{([A-Za-z_][\w-]*)\}$/.exec(text) ?? []
  if (whole !== undefined) return valueOf(whole) ?? text
  let left = MAX_TEXT
  return text.replaceAll(/\$\{([A-Za-z_][\w-]*)\}/g, (reference, name: string) => {
    const known = valueOf(name)
    const word = asWord(known)
    left -= word.length
    return left < 0 || (word === '' && known !== '') ? reference : word
  })
}

/** Gives the value of a variable whose default may name others; one that leads to itself has none. */
function createResolver(defaults: ReadonlyMap<string, unknown>): (name: string) => unknown {
  const known = new Map<string, unknown>()
  const valueOf = (name: string, depth: number): unknown => {
    if (known.has(name) || depth > MAX_DEPTH) return known.get(name)
    known.set(name, undefined)
    const made = defaults.has(name) ? putIn(defaults.get(name), (inner) => valueOf(inner, depth + 1)) : undefined
    known.set(name, made)
    return made
  }
  return (name) => valueOf(name, 0)
}
