import type { EntityKind, Need, VeinmindError } from '@veinmind/sdk'
import { cutText } from '@veinmind/internal/text'
import { usageError } from '@veinmind/sdk'
import { createJsonSplitter } from '@veinmind/internal/wire'
import { parseInspectors } from './work/inspectors.ts'
import type { DeclaredInspector } from './work/inspectors.ts'

/** What an executable says of itself when it is run with `info`: libveinmind's manifest version 1. */
export interface ExternalManifest {
  /** As it was printed. */
  readonly text: string
  readonly name: string
  readonly version: string
  readonly description: string
  readonly commands: readonly ExternalCommand[]
  /** Address of its documentation, whose sections are called as its rules. */
  readonly docs?: string
  /** What it needs; words that this version does not know are left out. */
  readonly needs: readonly Need[]
  /** What it inspects in the one pass, by `veinmind/2`. */
  readonly inspectors: readonly DeclaredInspector[]
  /** The facts that it asks for, by `veinmind/2`. */
  readonly facts: readonly string[]
  /** Files and folders beside the executable that its records depend on, by `veinmind/2`. */
  readonly data: readonly string[]
  /** Whether it reads the contents of files from a descriptor of their own, by `veinmind/2`. */
  readonly readsContents: boolean
  /** Whether one process works as long as a run takes: `veinmind/2`. */
  readonly serves: boolean
  /** True when it speaks our own protocol and takes entities through it; else it opens them by libveinmind's means. */
  readonly takesEntities: boolean
}

export interface ExternalCommand {
  readonly kind: EntityKind
  readonly path: readonly string[]
}

/** The protocol of entities: a manifest says it speaks it by `"protocol": "veinmind/1"`. */
export const PROTOCOL = 'veinmind/1'

/** The same with inspectors, whose records the host keeps, in a process that works as long as a run takes. */
export const SERVING_PROTOCOL = 'veinmind/2'

/** What to do about an executable that does not answer as a plugin does. */
export const NO_PLUGIN = 'is it a plugin? by itself, <plugin> info must print its manifest'

const KINDS: readonly string[] = ['image', 'container', 'iac', 'cluster', 'host', 'sbom']
const NEEDS: readonly Need[] = ['network', 'root', 'linux', 'addons', 'data']
const MAX_COMMANDS = 50

/** The manifest at the start of what `info` printed; throws `HOST_MANIFEST_INVALID` with what is wrong. */
export function parseManifest(executable: string, text: string): ExternalManifest {
  const invalid = (what: string) =>
    usageError('HOST_MANIFEST_INVALID', `${executable} info: ${what}`, { hint: NO_PLUGIN })
  const value = parseObject(text)
  if (!value) throw invalid('it prints no JSON object')
  const { name, version = '', description = '', manifestVersion, commands, protocol, docs } = value
  if (manifestVersion !== 1) throw invalid(`manifest version ${JSON.stringify(manifestVersion)} is not 1`)
  if (typeof name !== 'string' || !/^[a-z][a-z0-9]*(?:[-_.][a-z0-9]+)*$/i.test(name) || name.length > 100) {
    throw invalid('the name is not a word of letters, digits and hyphens')
  }
  if (typeof version !== 'string' || typeof description !== 'string')
    throw invalid('version and description must be texts')
  if (!Array.isArray(commands) || commands.length > MAX_COMMANDS) throw invalid('commands is no list')
  const serves = protocol === SERVING_PROTOCOL
  const takesEntities = serves || protocol === PROTOCOL
  // Without a protocol it is a plugin of libveinmind. A version that is unknown here must not be taken for one.
  if (!takesEntities && protocol !== undefined)
    throw invalid(
      `it speaks ${cutText(JSON.stringify(protocol), 100)}; this host speaks ${PROTOCOL} and ${SERVING_PROTOCOL}`,
    )
  const kebab = name.toLowerCase().replaceAll(/[_.]/g, '-')
  return {
    text,
    // Our executables go by the names of the original's: `veinmind-weakpass` is the plugin `weakpass`.
    name: takesEntities ? kebab.replace(/^veinmind-(?=[a-z])/, '') : kebab,
    version: version.slice(0, 100),
    description: cutText(description, 1000),
    commands: commands.flatMap((command: unknown) => parseCommand(command, invalid)),
    ...(typeof docs === 'string' && /^https:\/\/[\x21-\x7e]{1,500}$/.test(docs) ? { docs } : {}),
    needs: NEEDS.filter((need) => Array.isArray(value['needs']) && value['needs'].includes(need)),
    ...(serves ? parseServing(value, invalid) : { inspectors: [], facts: [], data: [], readsContents: false }),
    serves,
    takesEntities,
  }
}

const MAX_WORDS = 100

/** The descriptor that contents are read from. */
export const CONTENTS_FD = 4

/** The members of `veinmind/2`. */
function parseServing(
  value: Readonly<Record<string, unknown>>,
  invalid: (what: string) => VeinmindError,
): Pick<ExternalManifest, 'inspectors' | 'facts' | 'data' | 'readsContents'> {
  const wordsOf = (name: 'facts' | 'data'): readonly string[] => {
    const words = value[name] ?? []
    const areWords =
      Array.isArray(words) && words.length <= MAX_WORDS && words.every((word) => typeof word === 'string')
    if (!areWords) throw invalid(`${name} is no list of texts`)
    return words
  }
  try {
    return {
      inspectors: parseInspectors(value['inspectors']),
      facts: wordsOf('facts'),
      data: wordsOf('data'),
      readsContents: value['contents'] === `fd:${CONTENTS_FD}`,
    }
  } catch (error) {
    if (error instanceof TypeError) throw invalid(error.message)
    throw error
  }
}

/** Commands of a type that we do not know (`runtime`, say) are left out. */
function parseCommand(command: unknown, invalid: (what: string) => VeinmindError): readonly ExternalCommand[] {
  const { path, type } = (command ?? {}) as { readonly path?: unknown; readonly type?: unknown }
  if (!Array.isArray(path) || path.length === 0 || !path.every(isWord)) throw invalid('a command has no path')
  return typeof type === 'string' && KINDS.includes(type) ? [{ kind: type as EntityKind, path }] : []
}

/** The first value is the manifest; what an executable prints after it is not looked at. */
function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  const [first] = createJsonSplitter(text.length)(Buffer.from(text))
  try {
    const value: unknown = JSON.parse(first && 'text' in first ? first.text : text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as never) : undefined
  } catch {
    return undefined
  }
}

/** A word of a command's path; a leading hyphen could be read as a flag. */
const isWord = (word: unknown): word is string => typeof word === 'string' && /^[\w.][\w.-]{0,99}$/.test(word)
