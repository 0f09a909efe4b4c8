import { isAlias, isMap, isScalar, isSeq } from 'yaml'
import type { Document, Node, YAMLMap } from 'yaml'

/** A document as plain values. */
export interface Values {
  readonly value: unknown
  /** Nodes by their anchor. */
  readonly anchors: ReadonlyMap<string, Node>
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
export function toValue(document: Document.Parsed): Values {
  const anchors = new Map<string, Node>()
  const values = new Map<string, unknown>()
  const faults: { message: string; offset: number }[] = []
  let merged = 0
  const fault = (message: string, node: unknown): void => {
    if (faults.length < MAX_FAULTS) faults.push({ message, offset: (node as Node | null)?.range?.[0] ?? 0 })
  }
  const convert = (node: unknown): unknown => {
    if (isAlias(node)) {
      if (!values.has(node.source)) fault(`no anchor ${JSON.stringify(node.source.slice(0, 64))}`, node)
      return values.get(node.source) ?? null
    }
    const remember = <T>(value: T): T => {
      const { anchor } = node as { anchor?: string }
      if (anchor !== undefined) {
        anchors.set(anchor, node as Node)
        values.set(anchor, value)
      }
      return value
    }
    if (isScalar(node)) return remember(typeof node.value === 'bigint' ? Number(node.value) : (node.value ?? null))
    if (isSeq(node)) {
      const list: unknown[] = remember([])
      for (const item of node.items) list.push(convert(item))
      return list
    }
    if (isMap(node)) return convertMap(node, remember(Object.create(null) as Members))
    return null
  }
  const convertMap = (node: YAMLMap, members: Members): Members => {
    const own = new Set<string>()
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : ''
      if (!isScalar(key)) fault('a key that is no text', key)
      else if (name === '<<' && key.type === 'PLAIN') merge(members, convert(value), own)
      else {
        if (own.has(name)) fault(`the key ${JSON.stringify(name.slice(0, 64))} is there twice`, key)
        own.add(name)
        members[name] = convert(value)
      }
    }
    return members
  }
  const merge = (members: Members, value: unknown, own: ReadonlySet<string>): void => {
    for (const source of Array.isArray(value) ? value : [value]) {
      if (typeof source !== 'object' || source === null) continue
      for (const [name, member] of Object.entries(source)) {
        if (++merged > MAX_MERGED) return
        if (!own.has(name) && !(name in members)) members[name] = member
      }
    }
  }
  return { value: convert(document.contents), anchors, faults }
}
