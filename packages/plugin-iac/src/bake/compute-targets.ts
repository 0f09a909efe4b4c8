import { asMembers } from '../values.ts'
import type { Members } from '../values.ts'
import type { Path } from '../yaml/places.ts'
import { withNames } from './evaluate.ts'
import type { Budget, Scope } from './evaluate.ts'
import type { FileScope } from './file-scope.ts'
import { isList, isObject, isUnknown, toText, Unknown } from './hcl-value.ts'
import type { HclValue } from './hcl-value.ts'

/** More than a person builds from one file. */
const MAX_TARGETS = 2_000

/** One target, or one of those that a matrix makes of one. */
export interface ComputedTarget {
  readonly name: string
  readonly path: Path
  readonly members: ReadonlyMap<string, HclValue>
}

export interface ComputedTargets {
  readonly targets: readonly ComputedTarget[]
  /** How many targets are left out, where a matrix makes more than can be looked at. */
  readonly left: number
}

/** The block of a target: its members are computed when they are first asked for. */
interface Block {
  readonly name: string
  readonly label: string
  readonly raw: Members
  readonly scope: Scope
}

/** Members whose maps hold texts: a number that is written there becomes a text. */
const TEXT_MAPS: ReadonlySet<string> = new Set(['args', 'labels', 'contexts', 'extra-hosts'])

/** The targets of a file with what its variables, functions and matrices make of them. */
export function computeTargets(raw: Members, file: FileScope, budget: Budget): ComputedTargets {
  const running = new Set<string>()
  const known = new Map<string, HclValue>()
  const byName = new Map<string, Block>()
  let left = 0

  const memberOf = (block: Block, member: string): HclValue => {
    const key = JSON.stringify([block.name, member])
    const found = known.get(key)
    if (found !== undefined) return found
    if (running.has(key)) return new Unknown({ reason: `target.${block.name}.${member} leads to itself` })
    running.add(key)
    const value = file.compute(block.raw[member], block.scope)
    running.delete(key)
    const made = TEXT_MAPS.has(member) && isObject(value) ? textsIn(value) : value
    known.set(key, made)
    return made
  }
  const scope: Scope = {
    ...file,
    attributeOf(type, name, member) {
      if (type !== 'target') return undefined
      const block = byName.get(name) ?? (Object.hasOwn(raw, name) ? plainBlock(name) : undefined)
      if (!block) return new Unknown({ reason: `no target ${name}` })
      return memberOf(block, member)
    },
  }
  const plainBlock = (label: string): Block => ({ name: label, label, raw: asMembers(raw[label]), scope })
  const blocksOf = (label: string): readonly Block[] => {
    const block = plainBlock(label)
    if (block.raw['matrix'] === undefined) return [block]
    const matrix = file.compute(block.raw['matrix'], scope)
    const combinations = isObject(matrix) ? combine(Object.entries(matrix)) : undefined
    if (!combinations) return [block]
    left += Math.max(0, combinations.length - MAX_TARGETS)
    return combinations.slice(0, MAX_TARGETS).map((names) => {
      const inner = withNames(scope, names)
      const name = toText(file.compute(block.raw['name'] ?? label, inner)) ?? label
      return { ...block, name, scope: inner }
    })
  }
  /** Every way to take one value of each list; undefined where one of them is no list, or there are far too many. */
  const combine = (
    lists: readonly (readonly [string, HclValue])[],
  ): readonly (readonly [string, HclValue])[][] | undefined => {
    let made: (readonly [string, HclValue])[][] = [[]]
    for (const [name, list] of lists) {
      if (!isList(list) || !budget.take(made.length * list.length)) return undefined
      made = list.flatMap((value) => made.map((one) => [...one, [name, value] as const]))
    }
    return made
  }

  const blocks = Object.keys(raw).flatMap((label) => blocksOf(label))
  left += Math.max(0, blocks.length - MAX_TARGETS)
  const kept = blocks.slice(0, MAX_TARGETS)
  for (const block of kept) byName.set(block.name, block)
  const targets = kept.map((block) => ({
    name: block.name,
    path: ['target', block.label],
    members: new Map(Object.keys(block.raw).map((member) => [member, memberOf(block, member)])),
  }))
  return { targets, left }
}

function textsIn(map: { readonly [name: string]: HclValue }): HclValue {
  const made = Object.create(null) as Record<string, HclValue>
  for (const [name, value] of Object.entries(map)) made[name] = isUnknown(value) ? value : (toText(value) ?? value)
  return made
}
