import type { Path } from '../yaml/places.ts'
import type { ComputedTarget } from './compute-targets.ts'
import type { Budget } from './evaluate.ts'
import { isList, isObject, toText, Unknown } from './hcl-value.ts'
import type { HclValue } from './hcl-value.ts'

/** Members whose lists are joined. Of any other member the last target's value holds; maps are merged by name. */
const APPENDED: ReadonlySet<string> = new Set([
  'annotations',
  'attest',
  'policy',
  'secret',
  'ssh',
  'cache-from',
  'no-cache-filter',
  'ulimits',
  'entitlements',
])
const MAPS: ReadonlySet<string> = new Set(['args', 'labels', 'contexts', 'extra-hosts'])
const NEVER_INHERITED: ReadonlySet<string> = new Set(['inherits', 'matrix', 'name'])

/** A value of a target, and where it stands. */
interface Placed {
  readonly value: HclValue
  readonly path: Path
}

/** A member of a target: one value; or the items of a list, or the members of a map, which may stand in several targets. */
type Member = Placed | { readonly items: readonly Placed[] } | { readonly members: ReadonlyMap<string, Placed> }

/** A target with all that it inherits. */
export interface WholeTarget {
  readonly name: string
  readonly path: Path
  readonly members: ReadonlyMap<string, Member>
  /** Targets that it names to inherit from and that cannot be found out. */
  readonly missing: readonly string[]
}

/** Gives every target what it inherits, as bake does: in the order in which it names them, its own members last. */
export function inheritAll(targets: readonly ComputedTarget[], budget: Budget): readonly WholeTarget[] {
  const byName = new Map(targets.map((target) => [target.name, target]))
  const whole = (target: ComputedTarget, visited: Map<string, WholeTarget | undefined>): WholeTarget => {
    visited.set(target.name, undefined)
    const members = new Map<string, Member>()
    const inherits = target.members.get('inherits') ?? []
    const missing: string[] = isList(inherits) ? [] : ['inherits']
    for (const one of isList(inherits) ? inherits : []) {
      const name = toText(one)
      const parent = name === undefined ? undefined : byName.get(name)
      if (!parent) missing.push(name ?? 'inherits')
      else if (!visited.has(parent.name)) visited.set(parent.name, whole(parent, visited))
      const inherited = name === undefined ? undefined : visited.get(name)
      if (inherited) mergeInto(members, inherited.members, budget)
    }
    mergeInto(members, ownOf(target), budget)
    return { name: target.name, path: target.path, members, missing }
  }
  return targets.map((target) => whole(target, new Map()))
}

function ownOf({ members, path }: ComputedTarget): ReadonlyMap<string, Member> {
  const own = new Map<string, Member>()
  for (const [name, value] of members) {
    const where = [...path, name]
    if (value === null) continue
    if (APPENDED.has(name) && isList(value))
      own.set(name, { items: value.map((item, index) => ({ value: item, path: [...where, index] })) })
    else if (MAPS.has(name) && isObject(value)) {
      const inside = Object.entries(value).filter(([, item]) => item !== null)
      own.set(name, { members: new Map(inside.map(([key, item]) => [key, { value: item, path: [...where, key] }])) })
    } else own.set(name, { value, path: where })
  }
  return own
}

function mergeInto(members: Map<string, Member>, more: ReadonlyMap<string, Member>, budget: Budget): void {
  for (const [name, member] of more) {
    const before = members.get(name)
    if (NEVER_INHERITED.has(name) && before) continue
    if ('items' in member && before && 'items' in before) {
      const items = budget.take(before.items.length + member.items.length)
        ? [...before.items, ...member.items]
        : member.items
      members.set(name, { items })
    } else if ('members' in member && before && 'members' in before) {
      if (budget.take(before.members.size + member.members.size))
        members.set(name, { members: new Map([...before.members, ...member.members]) })
    } else members.set(name, member)
  }
}

/** A member as a plain value: what is not known is the text that stands there. */
export function plainMember(member: Member): unknown {
  if ('items' in member) return member.items.map(({ value }) => plain(value))
  if (!('members' in member)) return plain(member.value)
  const made = Object.create(null) as Record<string, unknown>
  for (const [name, { value }] of member.members) made[name] = plain(value)
  return made
}

/** A computed value as a plain one. */
export function plain(value: HclValue): unknown {
  if (value instanceof Unknown) return value.shown ?? '${…}'
  if (isList(value)) return value.map(plain)
  if (!isObject(value)) return value
  const made = Object.create(null) as Record<string, unknown>
  for (const [name, one] of Object.entries(value)) made[name] = plain(one)
  return made
}

/** Where the value at a path in a member stands in the file. */
export function originIn(member: Member | undefined, rest: Path): Path | undefined {
  if (!member) return undefined
  const [step, ...inner] = rest
  if (!('items' in member) && !('members' in member)) return [...member.path, ...rest]
  const placed = 'items' in member ? member.items[Number(step)] : member.members.get(String(step))
  if (placed) return [...placed.path, ...inner]
  const [first] = 'items' in member ? member.items : member.members.values()
  return first?.path.slice(0, -1)
}
