import { asMembers, asText, asWord, at, isMembers } from '../values.ts'
import type { YamlDocument } from '../yaml/parse-yaml.ts'
import type { Path } from '../yaml/places.ts'

/** A document of a compose file. */
export interface Source {
  readonly file: ComposeText
  readonly document: YamlDocument
}

/** The text of a compose file. `isPartner` is true for the base or override file that is read together with the checked one. */
export interface ComposeText {
  readonly path: string
  readonly text: string
  readonly isPartner: boolean
  lineUrl?(line: number): string
}

/** Where a value stands. */
export interface Origin {
  readonly source: Source
  readonly path: Path
}

/** A value, and where it stands. */
export interface Sourced {
  readonly value: unknown
  readonly origin: Origin
}

/** Merges services as docker compose does, and remembers where every value stands. */
export interface Merger {
  /** A member of a value. */
  readonly child: (parent: Sourced, step: string | number) => Sourced
  /** Lays `over` over `base`. Both are the same service, or the same value at `path` in it; the result stands at `place`. */
  readonly merge: (
    base: Sourced,
    over: Sourced,
    given: { readonly path: readonly string[]; readonly place: Origin },
  ) => Sourced
  /** An object of members that keep their places. */
  readonly object: (members: ReadonlyMap<string, Sourced>, origin: Origin) => Sourced
  /** Where the value at a path of a merged one stands. */
  readonly originOf: (root: Sourced, path: Path) => Origin
  /** Whether some values were not merged because there were too many. */
  readonly isCut: boolean
}

/** How many members are copied at most; a project has about a thousand. */
const MAX_MERGED = 50_000
const MAX_DEPTH = 16

/** Lists of `NAME=value`, which may be objects too: they are merged by name. */
const NAMED = new Set([
  'environment',
  'labels',
  'args',
  'annotations',
  'sysctls',
  'additional_contexts',
  'extra_hosts',
  'networks',
  'depends_on',
])
/** Members that may be one text in place of a list of one. */
const LISTS = new Set(['dns', 'dns_search', 'tmpfs', 'env_file', 'label_file'])
/** Commands are not merged: the last one holds. */
const WHOLE = new Set(['command', 'entrypoint', 'test'])

/**
 * By the rules of the compose specification ("Merge Compose files"): objects member by member, lists one behind the other, commands
 * and single values replaced; ports, mounts, secrets and configs are told by what they lead to; `!reset` takes away, and
 * `!override` replaces.
 */
export function createMerger(): Merger {
  const origins = new WeakMap<object, ReadonlyMap<string | number, Origin>>()
  let left = MAX_MERGED
  const child = ({ value, origin }: Sourced, step: string | number): Sourced => {
    const known = typeof value === 'object' && value !== null ? origins.get(value)?.get(step) : undefined
    return { value: at(value, step), origin: known ?? { source: origin.source, path: [...origin.path, step] } }
  }
  const object = (members: ReadonlyMap<string, Sourced>, origin: Origin): Sourced => {
    const value = Object.create(null) as Record<string, unknown>
    for (const [name, member] of members) value[name] = member.value
    origins.set(value, new Map([...members].map(([name, member]) => [name, member.origin])))
    left -= members.size
    return { value, origin }
  }
  const list = (items: readonly Sourced[], origin: Origin): Sourced => {
    const value = items.map((item) => item.value)
    origins.set(value, new Map(items.map((item, index) => [index, item.origin])))
    left -= items.length
    return { value, origin }
  }
  const membersOf = (one: Sourced): Map<string, Sourced> => {
    if (!Array.isArray(one.value))
      return new Map(Object.keys(asMembers(one.value)).map((name) => [name, child(one, name)]))
    return new Map(
      one.value.map((item: unknown, index): [string, Sourced] => {
        const [, name = '', value] = /^([^=:]*)(?:[=:]([\s\S]*))?$/.exec(asWord(item)) ?? []
        return [name, { value: value ?? null, origin: child(one, index).origin }]
      }),
    )
  }
  /** The long form of a value that has a short one. */
  const unfold = (one: Sourced, name: string): Sourced => {
    if (typeof one.value !== 'string') return one
    if (LISTS.has(name)) return list([one], one.origin)
    return name === 'build' ? object(new Map([['context', one]]), one.origin) : one
  }
  const merge: Merger['merge'] = (shorter, shortest, { path, place }) => {
    const name = path.at(-1) ?? ''
    const base = unfold(shorter, name)
    const over = unfold(shortest, name)
    const tag = tagOf(over)
    if (tag === '!override' || over.value === undefined || left <= 0 || path.length > MAX_DEPTH) return over
    if (over.value === null || over.value === base.value) return base
    const isNamed = NAMED.has(name) && isNested(base.value) && isNested(over.value)
    if (isNamed || (isMembers(base.value) && isMembers(over.value))) {
      const members = membersOf(base)
      for (const [key, member] of membersOf(over)) {
        const known = members.get(key)
        if (tagOf(member) === '!reset') members.delete(key)
        else
          members.set(
            key,
            known === undefined ? member : merge(known, member, { path: [...path, key], place: known.origin }),
          )
      }
      return object(members, place)
    }
    if (Array.isArray(base.value) && Array.isArray(over.value) && !WHOLE.has(name)) {
      const items = new Map<unknown, Sourced>()
      for (const [index, item] of base.value.entries()) items.set(identityOf(name, item), child(base, index))
      for (const [index, item] of over.value.entries()) items.set(identityOf(name, item), child(over, index))
      return list([...items.values()], place)
    }
    return over
  }
  return {
    child,
    object,
    merge,
    originOf: (root, path) => path.reduce<Sourced>(child, root).origin,
    get isCut() {
      return left <= 0
    },
  }
}

function tagOf({ origin: { source, path } }: Sourced): string | undefined {
  return source.document.tag(path)
}

function isNested(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

/** The key of an item. Of items of a list with one key the last holds. */
function identityOf(list: string, item: unknown): unknown {
  const given = asMembers(item)
  const text = asText(item)
  if (list === 'volumes' || list === 'devices')
    return text === undefined ? (given['target'] ?? item) : (text.split(':', 3)[1] ?? text)
  if (list === 'secrets' || list === 'configs') return text ?? given['target'] ?? given['source'] ?? item
  if (list === 'ports' && text === undefined && typeof item === 'object')
    return JSON.stringify([given['host_ip'], given['target'], given['published'], given['protocol']])
  return typeof item === 'object' ? item : asWord(item)
}
