import { asMembers } from '../values.ts'
import type { Members } from '../values.ts'
import { createLines } from '../yaml/nodes.ts'
import { parseYaml } from '../yaml/parse-yaml.ts'
import type { ParsedYaml, YamlDocument } from '../yaml/parse-yaml.ts'
import { createPlaces } from '../yaml/places.ts'
import type { Path } from '../yaml/places.ts'
import { toValue } from '../yaml/to-value.ts'
import { computeTargets } from './compute-targets.ts'
import { createFileScope } from './file-scope.ts'
import { isList, isObject, Unknown } from './hcl-value.ts'
import type { HclValue } from './hcl-value.ts'
import { inheritAll, originIn, plain, plainMember } from './inherit.ts'
import type { WholeTarget } from './inherit.ts'
import { readHcl } from './read-hcl.ts'

/** Larger files are not read; no person writes them. */
const MAX_CHARACTERS = 1 << 20
/** Values and characters that are made of a file; a large one of a person makes some ten thousand. */
const MAX_MADE = 4_000_000
const MAX_UNKNOWN = 20

/** A target as bake builds it when nobody sets its variables. */
export interface BakeTarget {
  readonly path: Path
  readonly value: Members
  /** Where a value of the target stands; an inherited one stands in another target. */
  readonly originOf?: (path: Path) => Path
}

/** A value that depends on something outside the file. */
export interface UnknownValue {
  readonly path: Path
  readonly reason: string
}

/** A bake file. */
export interface BakeFile {
  /** A document whose value is computed; undefined where there is none. */
  readonly document: YamlDocument | undefined
  readonly targets: readonly (BakeTarget & { readonly name: string })[]
  readonly unknown: readonly UnknownValue[]
  readonly problems: ParsedYaml['problems']
}

/** Reads a bake file, HCL or JSON. Nothing is thrown: what is wrong is a problem with its place. */
export function readBake(text: string, isJson: boolean): BakeFile {
  const { documents, problems } = isJson ? parseYaml(text) : parseHcl(text)
  const [first] = documents
  if (!first) return { document: undefined, targets: [], unknown: [], problems }
  let rest = MAX_MADE
  const budget = { take: (amount: number) => (rest -= amount) >= 0 }
  const file = createFileScope(first.value, budget)
  const { target: rawTargets, ...others } = asMembers(first.value)
  const { targets: computed, left } = computeTargets(asMembers(rawTargets), file, budget)
  const targets = inheritAll(computed, budget).map(bakeTarget)
  const value = asMembers(plain(file.compute(others, file)))
  const shown = Object.create(null) as Record<string, unknown>
  // All targets of one matrix have the same path: the document shows the first of them, and the values of the matrix show the others.
  for (const { path, members } of computed)
    shown[String(path[1])] ??= Object.fromEntries([...members].map(([name, member]) => [name, plain(member)]))
  const said = [...problems]
  const top = first.place(['target']) ?? { line: 1, column: 1 }
  if (left > 0) said.push({ ...top, message: `a matrix makes more targets than are looked at: ${left} are left out` })
  if (rest < 0) said.push({ ...top, message: 'there is more to compute than is computed: some values are not known' })
  const unknown = [
    ...computed.flatMap(({ path, members }) =>
      [...members].flatMap(([name, member]) => unknownIn(member, [...path, name])),
    ),
    ...targets.flatMap(({ path, missing }) =>
      missing.map((name) => ({
        path: [...path, 'inherits'],
        reason: name === 'inherits' ? 'what it inherits' : `no target ${name}`,
      })),
    ),
  ]
  return {
    document: { ...first, value: rawTargets === undefined ? value : { ...value, target: shown } },
    targets,
    unknown: [...new Map(unknown.map((one) => [JSON.stringify(one), one])).values()].slice(0, MAX_UNKNOWN),
    problems: said,
  }
}

function bakeTarget(whole: WholeTarget): BakeTarget & { readonly name: string; readonly missing: readonly string[] } {
  const { name, path, members, missing } = whole
  const value = Object.create(null) as Record<string, unknown>
  for (const [member, one] of members) value[member] = plainMember(one)
  return {
    name,
    path,
    value,
    missing,
    originOf: (where) => {
      const [, , member, ...rest] = where
      return (member === undefined ? undefined : originIn(members.get(String(member)), rest)) ?? where
    },
  }
}

function unknownIn(value: HclValue, path: Path): readonly UnknownValue[] {
  if (value instanceof Unknown) return [{ path, reason: value.reason }]
  if (isList(value)) return value.flatMap((item, index) => unknownIn(item, [...path, index]))
  return isObject(value) ? Object.entries(value).flatMap(([name, one]) => unknownIn(one, [...path, name])) : []
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
