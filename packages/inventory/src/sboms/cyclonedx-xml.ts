import type { Json, JsonObject } from '@veinmind/sdk'
import { SaxesParser } from 'saxes'
import { UnreadableError } from '../languages/reading.ts'

const MAX_DEPTH = 100
const MAX_ELEMENTS = 5_000_000

type Node = { [key: string]: Json | undefined }

interface Open {
  readonly name: string
  readonly node: Node
  text: string
}

/** Elements that stand in a list of the same name in JSON. */
const LISTS: Readonly<Record<string, string>> = {
  components: 'component',
  hashes: 'hash',
  properties: 'property',
  occurrences: 'occurrence',
}

/** A CycloneDX document as XML in the shape that it has as JSON, as far as lists of packages need it. */
export function cycloneDxOfXml(text: string): JsonObject {
  const parser = new SaxesParser()
  const open: Open[] = []
  let root: Node | undefined
  let version = ''
  let elements = 0
  parser.on('error', () => {
    throw new UnreadableError('it is no valid XML')
  })
  // No entity of a document's own is read, so that none can grow.
  parser.on('opentag', ({ name, attributes }) => {
    elements += 1
    if (elements > MAX_ELEMENTS || open.length >= MAX_DEPTH)
      throw new UnreadableError('its elements are too many or stand too deep in each other')
    if (open.length === 0) {
      version = /^http:\/\/cyclonedx\.org\/schema\/bom\/(\d\.\d)$/.exec(attributes['xmlns'] ?? '')?.[1] ?? ''
      if (bare(name) !== 'bom' || version === '') throw new UnreadableError('it is XML, but no CycloneDX')
    }
    const node: Node = Object.create(null) as Node
    for (const [key, value] of Object.entries(attributes)) if (key !== '__proto__') node[key] = value
    open.push({ name: bare(name), node, text: '' })
  })
  const addText = (more: string): void => {
    const top = open.at(-1)
    if (top) top.text += more
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => {
    const done = open.pop()
    if (done === undefined) return
    const parent = open.at(-1)
    if (parent === undefined) root = done.node
    else close(done, parent)
  })
  parser.write(text).close()
  return { ...root, bomFormat: 'CycloneDX', specVersion: version }
}

/** Puts an element where its JSON has it. */
function close({ name, node, text }: Open, parent: Open): void {
  const value = valueOf(name, node, text.trim())
  if (LISTS[parent.name] === name) push(parent.node, 'list', value)
  else if (Object.hasOwn(LISTS, name)) parent.node[name] = node['list'] ?? []
  else if (parent.name === 'licenses') push(parent.node, 'list', { [name]: value })
  else if (name === 'licenses') parent.node[name] = node['list'] ?? []
  else if (parent.name === 'externalReferences') push(parent.node, 'list', value)
  else if (name === 'externalReferences') parent.node[name] = node['list'] ?? []
  else if (name !== '__proto__') parent.node[name] = value
}

function valueOf(name: string, node: Node, text: string): Json {
  if (name === 'hash') return { alg: node['alg'], content: text }
  if (name === 'property') return { name: node['name'], value: text }
  return Object.keys(node).length === 0 ? text : node
}

function push(node: Node, key: string, value: Json): void {
  const list = node[key]
  if (Array.isArray(list)) (list as Json[]).push(value)
  else node[key] = [value]
}

const bare = (name: string): string => name.slice(name.indexOf(':') + 1)
