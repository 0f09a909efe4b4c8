import { createRequire } from 'node:module'
import { VeinmindError } from '@veinmind/sdk'
import type { FileValue } from '@veinmind/sdk'
import type * as Yaml from 'yaml'

/** A part of a user's YAML file, with how it says what is wrong with itself. */
export interface Node {
  readonly value: unknown
  /** Where it stands, such as `rules[2].pattern`. */
  readonly place: string
  fail(what: string): VeinmindError
}

/** The document of a user's file. The YAML library is loaded only now: most scans have no such file. */
export function readYaml(file: FileValue, code: string): Node {
  const { parse } = createRequire(import.meta.url)('yaml') as typeof Yaml
  const fail = (place: string) => (what: string, cause?: unknown) =>
    new VeinmindError(code, `${file.path}: ${place === '' ? '' : `${place}: `}${what}`, {
      hint: 'the README of @veinmind/plugin-sensitive describes the format',
      ...(cause === undefined ? {} : { cause }),
    })
  try {
    return createNode(parse(file.text, { maxAliasCount: 100, schema: 'core' }), '', fail)
  } catch (error) {
    // The first line names the place; those after it would show the text, which may be a secret.
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n', 1)
    throw fail('')(reason.replace(/:$/, ''), error)
  }
}

type Fail = (place: string) => (what: string) => VeinmindError
const FAILS = new WeakMap<Node, Fail>()

function createNode(value: unknown, place: string, fail: Fail): Node {
  const node = { value, place, fail: fail(place) }
  FAILS.set(node, fail)
  return node
}

function child(node: Node, value: unknown, step: string): Node {
  return createNode(
    value,
    `${node.place}${node.place === '' ? step.replace(/^\./, '') : step}`,
    FAILS.get(node) as Fail,
  )
}

/** The members of a mapping; a key that is not among `keys` is an error. Without `keys`, any key may stand. */
export function members(node: Node, keys?: readonly string[]): ReadonlyMap<string, Node> {
  const { value } = node
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw node.fail('must be a mapping')
  const entries = Object.entries(value)
  const unknown = keys && entries.find(([key]) => !keys.includes(key))
  if (unknown) throw node.fail(`unknown key ${JSON.stringify(unknown[0])}; known are ${keys.join(', ')}`)
  return new Map(
    entries
      .filter(([, member]) => member !== undefined && member !== null)
      .map(([key, member]) => [key, child(node, member, `.${key}`)]),
  )
}

/** The items of a list; none for a member that is not there. */
export function items(node: Node | undefined): readonly Node[] {
  if (!node) return []
  if (!Array.isArray(node.value)) throw node.fail('must be a list')
  return node.value.map((item, index) => child(node, item, `[${index}]`))
}

/** A text that is not empty. */
export function text(node: Node): string {
  if (typeof node.value !== 'string' || node.value === '') throw node.fail('must be a text that is not empty')
  return node.value
}

/** A list of such texts. */
export function texts(node: Node | undefined): readonly string[] {
  return items(node).map(text)
}

/** One of the words. */
export function choice<W extends string>(node: Node, words: readonly W[]): W {
  const word = words.find((known) => known === node.value)
  if (word === undefined) throw node.fail(`must be one of ${words.join(', ')}`)
  return word
}
