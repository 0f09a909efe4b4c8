import { SaxesParser } from 'saxes'

/** An element of a document, without the namespaces of its names. */
export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlElement[]
  readonly text: string
}

interface OpenElement extends XmlElement {
  readonly children: XmlElement[]
  text: string
}

/** What one element may hold, with all that is in it. */
const MAX_CHILDREN = 500_000
const MAX_TEXT = 4 * 2 ** 20
const MAX_DEPTH = 64

/** The elements with one of the names, whole, one after the other; what is around them is not kept. Throws for what is no XML. */
export async function* readElements(
  chunks: AsyncIterable<Uint8Array>,
  names: ReadonlySet<string>,
): AsyncGenerator<XmlElement> {
  const parser = new SaxesParser()
  const ready: XmlElement[] = []
  let open: OpenElement[] = []
  let depth = 0
  let count = 0
  let length = 0
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => {
    depth += 1
    if (depth > MAX_DEPTH) throw new RangeError('its elements are too deep')
    const local = localName(name)
    if (open.length === 0 && !names.has(local)) return
    count += 1
    if (count > MAX_CHILDREN) throw new RangeError('an element has too many parts')
    open.push({ name: local, attributes, children: [], text: '' })
  })
  const addText = (text: string): void => {
    const current = open.at(-1)
    if (current === undefined) return
    length += text.length
    if (length > MAX_TEXT) throw new RangeError('an element has too much text')
    current.text += text
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => {
    depth -= 1
    const closed = open.pop()
    if (closed === undefined) return
    const parent = open.at(-1)
    if (parent !== undefined) parent.children.push(closed)
    else {
      ready.push(closed)
      open = []
      count = 0
      length = 0
    }
  })
  const decoder = new TextDecoder()
  for await (const chunk of chunks) {
    parser.write(decoder.decode(chunk, { stream: true }))
    yield* ready.splice(0)
  }
  parser.write(decoder.decode()).close()
  yield* ready.splice(0)
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1)

/** The children with a name. */
export const childrenOf = (element: XmlElement | undefined, name: string): readonly XmlElement[] =>
  element?.children.filter((child) => child.name === name) ?? []

/** The first child with a name. */
export const childOf = (element: XmlElement | undefined, name: string): XmlElement | undefined =>
  element?.children.find((child) => child.name === name)

/** The text of the first child with a name, in one line. */
export const textOf = (element: XmlElement | undefined, name: string): string =>
  (childOf(element, name)?.text ?? '').trim().replaceAll(/\s+/g, ' ')
