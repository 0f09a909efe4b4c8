import {
  CORE_SCHEMA,
  EVENT_ALIAS,
  EVENT_DOCUMENT,
  EVENT_POP,
  EVENT_SCALAR,
  EVENT_SEQUENCE,
  getScalarValue,
  NOT_RESOLVED,
  parseEvents,
  SCALAR_STYLE_DOUBLE_QUOTED,
  SCALAR_STYLE_LITERAL_BLOCK,
  SCALAR_STYLE_PLAIN,
  SCALAR_STYLE_SINGLE_QUOTED,
} from 'js-yaml'
import type { DocumentEvent, Event, MappingEvent, ScalarEvent, SequenceEvent } from 'js-yaml'
import { readYamlWord } from '@veinmind/internal/text'
import type { YamlReader } from '@veinmind/internal/text'
import type { YamlNode, YamlRead } from './nodes.ts'

/** Nothing is counted while a text is parsed: an event has a character at least, and some hundred bytes of memory. */
const MAX_CHARACTERS = 256 << 10

/**
 * Reads what nearly all YAML is, without faults, tags, directives and extremes, in a tenth of the time that `readLenient`
 * takes. Undefined for all else.
 */
export function readStrict(source: string, maxDepth: number, reader?: YamlReader): YamlRead | undefined {
  if (source.length > MAX_CHARACTERS) return undefined
  try {
    const events = parseEvents(source, { maxDepth })
    return { contents: contentsOf(events, { source, reader }), faults: [], lexemes: events.length }
  } catch {
    return undefined
  }
}

/** Thrown for YAML that is left to `readLenient`: rare syntax, and errors that the fast parser accepts. */
class NotPlain extends Error {}

/** A document, a list or an object whose end is not read yet. */
interface Open {
  readonly event: DocumentEvent | MappingEvent | SequenceEvent
  readonly nodes: YamlNode[]
}

/** A text and its reader; without a reader it is read as YAML 1.2. */
interface Given {
  readonly source: string
  readonly reader: YamlReader | undefined
}

function contentsOf(events: readonly Event[], { source, reader }: Given): readonly (YamlNode | undefined)[] {
  const contents: (YamlNode | undefined)[] = []
  const open: Open[] = []
  // The end of the last value that was read.
  let position = 0
  const add = (node: YamlNode): void => {
    position = node.end
    open.at(-1)?.nodes.push(node)
  }
  for (const event of events) {
    const isSpecial =
      event.type === EVENT_DOCUMENT ? event.directives.length > 0 : 'tagStart' in event && event.tagStart !== -1
    if (isSpecial) throw new NotPlain()
    if (event.type === EVENT_SCALAR)
      add(
        event.valueStart === -1
          ? emptyNode(event, source, findEmpty(open.at(-1), source, position))
          : scalarNode(event, { source, reader }),
      )
    else if (event.type === EVENT_ALIAS)
      add({
        kind: 'alias',
        name: source.slice(event.anchorStart, event.anchorEnd),
        start: event.anchorStart - 1,
        end: event.anchorEnd,
      })
    else if (event.type !== EVENT_POP) {
      open.push({ event, nodes: [] })
      if (event.type !== EVENT_DOCUMENT) position = event.start
    } else {
      const closed = open.pop()
      if (closed?.event.type === EVENT_DOCUMENT) contents.push(closed.nodes[0])
      else if (closed) add(collectionNode(closed.event, closed.nodes, { source, position }))
    }
  }
  return contents
}

function anchorOf(
  { anchorStart, anchorEnd }: { readonly anchorStart: number; readonly anchorEnd: number },
  source: string,
): string | undefined {
  return anchorStart === -1 ? undefined : source.slice(anchorStart, anchorEnd)
}

/** Where a value that is left empty would stand: behind the colon of its key, or the dash of its item. */
function findEmpty(parent: Open | undefined, source: string, position: number): number {
  const isItem = parent?.event.type === EVENT_SEQUENCE
  const lead = isItem ? /(?:\s|#[^\n]*\n)*-/y : /\s*:/y
  lead.lastIndex = position
  return lead.test(source) ? lead.lastIndex : position
}

function emptyNode(event: ScalarEvent, source: string, position: number): YamlNode {
  const end = Math.max(position, event.anchorEnd)
  return { kind: 'scalar', value: null, style: 'plain', start: end, end, anchor: anchorOf(event, source) }
}

function scalarNode(event: ScalarEvent, { source, reader }: Given): YamlNode {
  const { style, valueStart: start, valueEnd: end } = event
  const anchor = anchorOf(event, source)
  const text = getScalarValue(source, event)
  if (style === SCALAR_STYLE_PLAIN && /^[,\]}]/.test(text)) throw new NotPlain()
  if (style === SCALAR_STYLE_PLAIN)
    return {
      kind: 'scalar',
      value: reader === undefined ? resolvePlain(text) : readYamlWord(text, reader),
      style: 'plain',
      start,
      end,
      anchor,
    }
  const isQuoted = style === SCALAR_STYLE_SINGLE_QUOTED || style === SCALAR_STYLE_DOUBLE_QUOTED
  if (isQuoted) return { kind: 'scalar', value: text, style: 'other', start: start - 1, end: end + 1, anchor }
  return {
    kind: 'scalar',
    value: text,
    style: style === SCALAR_STYLE_LITERAL_BLOCK ? 'literal' : 'other',
    start: blockStart(source, start),
    end,
    anchor,
  }
}

/** Where the `|` or `>` stands, in the line above the content of a block. */
function blockStart(source: string, content: number): number {
  const line = source.lastIndexOf('\n', content - 2) + 1
  const header = /[|>][-+\d]{0,2}[ \t]*(?:#.*)?\r?\n?$/.exec(source.slice(line, content))
  return header ? line + header.index : content
}

/** The value of a text without quotes, by the core schema of YAML 1.2. */
function resolvePlain(text: string): unknown {
  for (const { resolve, tagName } of CORE_SCHEMA.implicitScalarByFirstChar.get(text.charAt(0)) ??
    CORE_SCHEMA.implicitScalarAnyFirstChar) {
    const value = resolve(text, false, tagName)
    if (value !== NOT_RESOLVED) return value
  }
  return text
}

function collectionNode(
  event: MappingEvent | SequenceEvent,
  nodes: readonly YamlNode[],
  read: { readonly source: string; readonly position: number },
): YamlNode {
  const { source, position } = read
  const span = {
    start: event.start,
    end: isBracket(source, event.start) ? flowEnd(source, position) : position,
    anchor: anchorOf(event, source),
  }
  if (event.type === EVENT_SEQUENCE) return { kind: 'list', items: nodes, ...span }
  const isText = ({ kind, start, end }: YamlNode): boolean => kind === 'scalar' && start < end
  if (nodes.length % 2 !== 0 || nodes.some((node, index) => index % 2 === 0 && !isText(node))) throw new NotPlain()
  const items = Array.from({ length: nodes.length / 2 }, (_, index) => ({
    key: nodes[2 * index] as YamlNode,
    value: nodes[2 * index + 1],
  }))
  return { kind: 'map', items, ...span }
}

/** Whether a list or an object begins with a bracket. The object in `[a: b]` begins without one. */
function isBracket(source: string, start: number): boolean {
  return source[start] === '{' || source[start] === '['
}

/** The end of the closing bracket of a list or an object, searched from its last value, or from its start when it is empty. */
function flowEnd(source: string, position: number): number {
  const rest = /[[{]?(?:[\s,:?]|#[^\n]*\n)*[\]}]/y
  rest.lastIndex = position
  return rest.test(source) ? rest.lastIndex : position
}
