import SIGNS from './signs.json' with { type: 'json' }
import { textsOfClass } from './class-file.ts'

/** A sign of a state of log4j: a class that is there, or a text in a class. */
interface Sign {
  readonly id: string
  /** The end of the name, so that a copy that was moved to another package is known, too. */
  readonly class: string
  readonly text?: string
}

const all: readonly Sign[] = SIGNS
const expressions = new Map(all.flatMap(({ text }) => (text === undefined ? [] : [[text, new RegExp(text)] as const])))
const byClass: ReadonlyMap<string, readonly Sign[]> = Map.groupBy(all, (sign) => sign.class.toLowerCase())
const simpleNames = new Set([...byClass.keys()].map((name) => name.slice(name.lastIndexOf('/') + 1)))
/** Agents keep the classes of their copies under other endings, so that nothing else loads them. */
const ENDING = /\.(?:class|esclazz|classdata)$/i

/** A class that may be a sign, and the copy of log4j that it belongs to. */
export interface SignedClass {
  /** The path before `log4j/`: all classes of one copy have the same. */
  readonly root: string
  /** Whether its content has to be read. */
  readonly needsText: boolean
  signs(bytes: Uint8Array): readonly string[]
}

/** Whether a file or a member is a class that tells something of log4j; cheap, since it is asked of every file. */
export function signedClass(name: string): SignedClass | undefined {
  const dot = name.lastIndexOf('.')
  const slash = name.lastIndexOf('/')
  if (dot <= slash || !simpleNames.has(name.slice(slash + 1, dot).toLowerCase()) || !ENDING.test(name)) return undefined
  const path = name.slice(0, dot).toLowerCase()
  const start = path.lastIndexOf('log4j/')
  const own = start < 0 ? undefined : byClass.get(path.slice(start))
  if (own === undefined || (start > 0 && path[start - 1] !== '/')) return undefined
  return {
    root: name.slice(0, start).replace(/META-INF\/versions\/\d+\//i, ''),
    needsText: own.some(({ text }) => text !== undefined),
    signs: (bytes) => signsIn(own, bytes),
  }
}

function signsIn(own: readonly Sign[], bytes: Uint8Array): readonly string[] {
  const texts = own.some(({ text }) => text !== undefined) ? textsOfClass(bytes) : []
  return own
    .filter(({ text }) => {
      const expression = text === undefined ? undefined : expressions.get(text)
      return expression === undefined || texts.some((one) => expression.test(one))
    })
    .map(({ id }) => id)
}
