import type { MapNode, YamlNode, YamlPair, YamlRead } from '../yaml/nodes.ts'
import { expressionEnd, heredocAt, skipBlanks, stringAt } from './hcl-lexemes.ts'

/** Bounds that no bake file of a person comes near. */
const MAX_DEPTH = 64
const MAX_NODES = 200_000
const MAX_FAULTS = 20

/** What makes the value before it part of a larger expression: an operator, a call, an index. */
const GOES_ON = /[?.[(+\-*%<>!&|]|\/(?![/*])|==|=>/y
const NAME = /[A-Za-z_][\w-]*/y
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/y

/**
 * Reads the part of HCL that bake files are written in: blocks with labels, attributes, texts, heredocs, numbers, lists and objects.
 * A block is a member named by its keyword and labels, as in the JSON form of the same file. What is to be computed (calls,
 * conditions, `for`) is not, and stands as the text `${…}`, which is what a variable is too.
 */
export function readHcl(source: string): YamlRead {
  const faults: { message: string; offset: number }[] = []
  let nodes = 0
  let at = 0
  const fault = (message: string): void => {
    if (faults.length < MAX_FAULTS) faults.push({ message, offset: Math.min(at, source.length) })
  }
  const match = (form: RegExp): string | undefined => {
    form.lastIndex = at
    const found = form.exec(source)?.[0]
    if (found !== undefined) at += found.length
    return found
  }
  const count = <T extends YamlNode>(node: T): T => {
    nodes++
    return node
  }
  const computed = (start: number, isInside: boolean): YamlNode => {
    at = expressionEnd(source, start, isInside)
    return count({ kind: 'scalar', value: `\${${source.slice(start, at).trim()}}`, style: 'other', start, end: at })
  }
  const key = (): YamlNode | undefined => {
    const start = at
    const quoted = stringAt(source, at)
    if (quoted) at = quoted.end
    const text = quoted?.value ?? match(NAME)
    return text === undefined ? undefined : count({ kind: 'scalar', value: text, style: 'other', start, end: at })
  }
  const list = (depth: number): YamlNode => {
    const start = at++
    const items: YamlNode[] = []
    for (;;) {
      at = skipBlanks(source, at, true)
      if (source[at] === ',') at++
      else if (at >= source.length || source[at] === ']' || nodes > MAX_NODES) break
      else if (!add(items, expression(depth + 1, true))) break
    }
    close(']')
    return count({ kind: 'list', items, start, end: at })
  }
  const object = (depth: number): YamlNode => {
    const start = at++
    const items: YamlPair[] = []
    for (;;) {
      at = skipBlanks(source, at, true)
      if (source[at] === ',') {
        at++
        continue
      }
      const name = at >= source.length || source[at] === '}' || nodes > MAX_NODES ? undefined : key()
      if (!name) break
      at = skipBlanks(source, at, true)
      if (source[at] !== '=' && source[at] !== ':') break
      at++
      // In an object, a line end ends a member.
      const value = expression(depth + 1, false)
      if (!value) break
      items.push({ key: name, value })
    }
    close('}')
    return count({ kind: 'map', items, start, end: at })
  }
  const close = (bracket: string): void => {
    at = skipBlanks(source, at, true)
    if (source[at] === bracket) at++
    else fault(`a ${JSON.stringify(bracket)} is missing`)
  }
  const word = (): YamlNode | undefined => {
    const start = at
    const text = match(NAME)
    if (text === undefined) return undefined
    const value = text === 'true' ? true : text === 'false' ? false : text === 'null' ? null : `\${${text}}`
    return count({ kind: 'scalar', value, style: 'other', start, end: at })
  }
  const number = (): YamlNode | undefined => {
    const start = at
    const text = match(NUMBER)
    return text === undefined
      ? undefined
      : count({ kind: 'scalar', value: Number(text), style: 'other', start, end: at })
  }
  const text = (): YamlNode | undefined => {
    const start = at
    const found = stringAt(source, at) ?? heredocAt(source, at)
    if (!found) return undefined
    at = found.end
    return count({
      kind: 'scalar',
      value: found.value,
      style: 'isBlock' in found ? 'literal' : 'other',
      start,
      end: at,
    })
  }
  /** Reads a value. `isInside` means inside of brackets, where a line end does not end the expression. */
  function expression(depth: number, isInside: boolean): YamlNode | undefined {
    at = skipBlanks(source, at, isInside)
    const start = at
    const isMade = /^[[{]\s{0,16}for\b|^[(!]|^-(?!\d)/.test(source.slice(at, at + 24))
    if (depth > MAX_DEPTH || isMade) return computed(start, isInside)
    const node = source[at] === '[' ? list(depth) : source[at] === '{' ? object(depth) : (text() ?? number() ?? word())
    if (!node) {
      fault('a value is missing')
      return undefined
    }
    const behind = skipBlanks(source, at, isInside)
    GOES_ON.lastIndex = behind
    const isBlock = node.kind === 'scalar' && node.style === 'literal'
    return !isBlock && GOES_ON.test(source) ? computed(start, isInside) : node
  }
  const body = (depth: number, start: number): MapNode => {
    const members = new Map<string, YamlPair>()
    for (;;) {
      at = skipBlanks(source, at, true)
      if (at >= source.length || nodes > MAX_NODES || (source[at] === '}' && depth > 0)) break
      const name = key()
      at = skipBlanks(source, at, false)
      if (!name || !readMember(members, { name, depth })) {
        fault('neither a block nor an attribute')
        at = source.indexOf('\n', at) === -1 ? source.length : source.indexOf('\n', at)
      }
    }
    return { kind: 'map', items: [...members.values()], start, end: at }
  }
  const readMember = (members: Map<string, YamlPair>, { name, depth }: { name: YamlNode; depth: number }): boolean => {
    if (source[at] === '=') {
      at++
      const value = expression(depth + 1, false)
      if (value) put(members, { key: name, value })
      return true
    }
    const path = [name]
    while (source[at] !== '{') {
      const label = path.length > 8 ? undefined : key()
      if (!label) return false
      path.push(label)
      at = skipBlanks(source, at, false)
    }
    if (depth > MAX_DEPTH) return false
    const start = at++
    let value: YamlNode = count(body(depth + 1, start))
    if (source[at] === '}') value = { ...value, end: ++at }
    else fault('a "}" is missing')
    for (const label of path.slice(1).toReversed())
      value = { kind: 'map', items: [{ key: label, value }], start: label.start, end: value.end }
    put(members, { key: name, value })
    return true
  }
  const content = body(0, 0)
  if (nodes > MAX_NODES) fault('too many values: the rest is not read')
  return { contents: [content], faults, lexemes: nodes }
}

function add(items: YamlNode[], item: YamlNode | undefined): boolean {
  if (item) items.push(item)
  return item !== undefined
}

/** Adds a member; two blocks of one name are one, as bake reads them, and of an attribute the last holds. */
function put(members: Map<string, YamlPair>, pair: YamlPair): void {
  const name = pair.key.kind === 'scalar' ? String(pair.key.value) : ''
  const known = members.get(name)
  if (known?.value?.kind === 'map' && pair.value?.kind === 'map') {
    const inner = new Map<string, YamlPair>()
    for (const one of [...known.value.items, ...pair.value.items]) put(inner, one)
    members.set(name, { key: known.key, value: { ...known.value, items: [...inner.values()] } })
  } else members.set(name, pair)
}
