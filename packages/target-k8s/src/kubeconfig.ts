import { readFile, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { asObject } from '@veinmind/internal'
import { mib, VeinmindError } from '@veinmind/sdk'
import type { JsonObject } from '@veinmind/sdk'
import { parseDocument } from 'yaml'
import { asObjects, asText } from './clean-object.ts'
import { readWords } from './parse-yaml.ts'

/** An entry of a kubeconfig, and the folder that its relative paths start from. */
export interface KubeconfigEntry {
  readonly value: JsonObject
  readonly folder: string
}

/** What kubeconfig files say together. */
export interface Kubeconfig {
  readonly clusters: ReadonlyMap<string, KubeconfigEntry>
  readonly contexts: ReadonlyMap<string, KubeconfigEntry>
  readonly users: ReadonlyMap<string, KubeconfigEntry>
  readonly currentContext?: string
}

/** A context with what it names. */
export interface ChosenContext {
  readonly name: string
  readonly cluster: KubeconfigEntry
  readonly user: KubeconfigEntry
}

const MAX_FILE = mib(4)

/**
 * Reads kubeconfigs and merges them as kubectl does: of two entries of one name, and of two current contexts, that of the
 * first file holds. Files that are not there are passed over when `lenient`. Throws `K8S_CONFIG_INVALID`.
 */
export async function readKubeconfigs(paths: readonly string[], lenient: boolean): Promise<Kubeconfig> {
  const merged = {
    clusters: new Map<string, KubeconfigEntry>(),
    contexts: new Map<string, KubeconfigEntry>(),
    users: new Map<string, KubeconfigEntry>(),
  }
  let currentContext: string | undefined
  let read = 0
  for (const path of paths) {
    const file = await readConfig(path, lenient)
    if (!file) continue
    read++
    currentContext ??= asText(file['current-context']) || undefined
    addNamed(merged.clusters, file['clusters'], { member: 'cluster', folder: dirname(path) })
    addNamed(merged.contexts, file['contexts'], { member: 'context', folder: dirname(path) })
    addNamed(merged.users, file['users'], { member: 'user', folder: dirname(path) })
  }
  if (read === 0) throw configError(`there is no kubeconfig ${paths.join(', ')}`)
  return { ...merged, ...(currentContext === undefined ? {} : { currentContext }) }
}

/** An error of the kubeconfig, with what to do about it. */
export function configError(
  message: string,
  hint = 'name a kubeconfig by --kubeconfig or KUBECONFIG, and a context of it by --context',
  cause?: unknown,
): VeinmindError {
  return new VeinmindError('K8S_CONFIG_INVALID', message, { hint, ...(cause === undefined ? {} : { cause }) })
}

/** The path that an entry names, from its own folder; absolute, so that no program is looked for elsewhere. */
export function pathOf({ folder }: KubeconfigEntry, path: string): string {
  return resolve(folder, path)
}

async function readConfig(path: string, lenient: boolean): Promise<JsonObject | undefined> {
  try {
    return asObject(parseConfig(await readBounded(path)))
  } catch (error) {
    if (lenient && (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    // The parser's first line names the place; the lines after it would show the text, and with it perhaps a token.
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n', 1)
    throw configError(`cannot read the kubeconfig ${path}: ${reason}`, undefined, error)
  }
}

function parseConfig(text: string): unknown {
  const document = parseDocument(text, { logLevel: 'error' })
  const [error] = document.errors
  if (error) throw error
  readWords(document)
  return document.toJS()
}

async function readBounded(path: string): Promise<string> {
  const { size } = await stat(path)
  if (size > MAX_FILE) throw new Error(`it is larger than ${MAX_FILE} bytes`)
  return readFile(path, 'utf8')
}

interface Where {
  readonly member: string
  readonly folder: string
}

function addNamed(into: Map<string, KubeconfigEntry>, list: unknown, { member, folder }: Where): void {
  for (const entry of asObjects(list)) {
    const name = asText(entry['name'])
    if (name !== undefined && !into.has(name)) into.set(name, { value: asObject(entry[member]), folder })
  }
}
