import type { MapNode, YamlNode } from './nodes.ts'

/** A document as plain values. */
export interface Values {
  readonly value: unknown
  /** Nodes by their anchor. */
  readonly anchors: ReadonlyMap<string, YamlNode>
  readonly faults: readonly { readonly message: string; readonly offset: number }[]
}

/** Members that merge keys (`<<`) may copy in a document. */
const MAX_MERGED = 100_000
const MAX_FAULTS = 20

type Members = Record<string, unknown>

/**
 * The values of a document: objects without a prototype, lists, texts, numbers, booleans and null. An alias is the same
 * object as its anchor, so the billion laughs cost nothing; a cycle stays a cycle. Of a key that is there twice, the last holds.
 */
export function toValue(content: YamlNode | undefined): Values {
  const anchors = new Map<string, YamlNode>()
  const values = new Map<string, unknown>()
  const faults: { message: string; offset: number }[] = []
  let merged = 0
  const fault = (message: string, { start }: YamlNode): void => {
    if (faults.length < MAX_FAULTS) faults.push({ message, offset: start })
    else if (faults.length === MAX_FAULTS) faults.push({ message: 'further faults are not listed', offset: start })
  }
  const remember = <T>(node: YamlNode, value: T): T => {
    if (node.anchor !== undefined) {
      anchors.set(node.anchor, node)
      values.set(node.anchor, value)
    }
    return value
  }
  const convert = (node: YamlNode): unknown => {
    if (node.kind === 'scalar') return remember(node, node.value)
    if (node.kind === 'map') return convertMap(node, remember(node, Object.create(null) as Members))
    if (node.kind === 'list') {
      const list: unknown[] = remember(node, [])
      for (const item of node.items) list.push(convert(item))
      return list
    }
    if (!values.has(node.name)) fault(`no anchor ${JSON.stringify(node.name.slice(0, 64))}`, node)
    return values.get(node.name) ?? null
  }
  const convertMap = (node: MapNode, members: Members): Members => {
    const own = new Set<string>()
    for (const { key, value } of node.items) {
      const member = value && convert(value)
      if (key.kind !== 'scalar') {
        fault('a key that is no text', key)
        continue
      }
      const name = String(key.value)
      if (name === '<<' && key.style === 'plain') merge(members, member, { own, node: key })
      else {
        if (own.has(name)) fault(`the key ${JSON.stringify(name.slice(0, 64))} is there twice`, key)
        own.add(name)
        members[name] = member ?? null
      }
    }
    return members
  }
  const merge = (
    members: Members,
    value: unknown,
    { own, node }: { readonly own: ReadonlySet<string>; readonly node: YamlNode },
  ): void => {
    for (const source of Array.isArray(value) ? value : [value]) {
      if (typeof source !== 'object' || source === null) continue
      for (const [name, member] of Object.entries(source)) {
        if (++merged > MAX_MERGED) {
          if (merged === MAX_MERGED + 1) fault(`more than ${MAX_MERGED} members are merged: the rest is left out`, node)
          return
        }
        if (!own.has(name) && !(name in members)) members[name] = member
      }
    }
  }
  return { value: content ? convert(content) : null, anchors, faults }
}
