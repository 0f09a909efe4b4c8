import { opendir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import { readIacFile } from '@veinmind/internal/folder'
import type { Cluster, ClusterObject, IacFile } from '@veinmind/sdk'
import { mib, VeinmindError } from '@veinmind/sdk'
import { isLeftOutFolder } from '@veinmind/sdk/target'
import { createTeller } from './owners.ts'
import { readObjects } from './read-objects.ts'
import type { ReadObjects } from './read-objects.ts'
import { isSelected } from './selection.ts'
import type { ClusterSelection } from './selection.ts'

const MAX_FILE = mib(16)
const MAX_FILES = 100_000

/** A folder of manifests read as a cluster, and what could not be read in it. */
export interface ManifestFolder {
  readonly cluster: Cluster
  /** Whether there is neither a manifest nor a chart of Helm in it. */
  readonly isEmpty: boolean
  readonly problems: readonly VeinmindError[]
  /** Files that are no manifests yet, such as Helm's templates. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[]
}

/** Which files of a folder are read. */
export interface ManifestOptions extends Omit<ClusterSelection, 'labelSelector'> {
  readonly signal?: AbortSignal
}

/**
 * Reads the YAML and JSON files below `root`, hidden folders and those of other tools left out, or one file. Links are not
 * followed. A file is read again when its objects are asked for, so that only one is in memory. Throws
 * `K8S_MANIFEST_INVALID` when there is no `root`.
 */
export async function openManifests(root: string, options: ManifestOptions = {}): Promise<ManifestFolder> {
  const problems: VeinmindError[] = []
  const skipped: { path: string; reason: string }[] = []
  const files: string[] = []
  const charts: string[] = []
  const teller = createTeller()
  const read = async (path: string): Promise<ReadObjects & { readonly text: string }> => {
    options.signal?.throwIfAborted()
    const shown = relative(root, path) || path
    const text = await readText(path)
    return { text, ...readObjects({ path: shown, text, secretValues: options.secretValues ?? false }) }
  }
  for await (const found of findManifests(root)) {
    if (found instanceof VeinmindError) {
      problems.push(found)
      continue
    }
    const shown = relative(root, found) || found
    if (basename(found) === 'Chart.yaml') charts.push(found)
    try {
      const { text, objects, faults } = await read(found)
      if (isTemplate(text, { path: found, isReadable: faults.length === 0 && objects.length > 0 })) {
        skipped.push({ path: shown, reason: 'a template, which is no manifest before it is rendered' })
        continue
      }
      problems.push(...faults.map(({ message, line, column }) => invalid(`${shown}:${line}:${column}`, message)))
      for (const object of objects) teller.shown(object)
      if (objects.length > 0) files.push(found)
    } catch (error) {
      options.signal?.throwIfAborted()
      problems.push(invalid(shown, error))
    }
  }
  const kinds = options.kinds && new Set(options.kinds.map(({ kind }) => kind))
  async function* readAll(kind?: string): AsyncGenerator<ClusterObject> {
    for (const file of files) {
      for (const object of (await read(file)).objects) {
        if (kind === undefined ? teller.isTold(object) : object.kind !== kind) continue
        if ((!kinds || kinds.has(object.kind)) && isSelected(object, options)) yield object
      }
    }
  }
  // Their folder is `root`, as users name it, and where `root` is the file itself, the one that it lies in.
  const folder = charts.includes(root) ? dirname(root) : root
  async function* readCharts(): AsyncGenerator<IacFile> {
    for (const chart of charts) {
      options.signal?.throwIfAborted()
      yield readIacFile(folder, relative(folder, chart).split(sep).join('/'))
    }
  }
  const manifests = { files: files.length, templates: skipped.map(({ path }) => path), charts: readCharts }
  return {
    cluster: { kind: 'cluster', id: root, name: root, manifests, objects: readAll },
    isEmpty: files.length === 0 && charts.length === 0,
    problems,
    skipped,
  }
}

async function* findManifests(root: string): AsyncGenerator<string | VeinmindError> {
  const found = await stat(root).catch(() => undefined)
  if (!found?.isDirectory()) {
    if (!found?.isFile()) throw invalid(root, 'there is no such file or folder')
    yield root
    return
  }
  let files = 0
  const folders = [root]
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = await opendir(folder)
      .then((handle) => Array.fromAsync(handle))
      .catch((error: unknown) => invalid(relative(root, folder) || root, error))
    if (entries instanceof VeinmindError) {
      yield entries
      continue
    }
    entries.sort((a, b) => (a.name < b.name ? -1 : 1))
    for (const entry of entries) {
      const path = join(folder, entry.name)
      if (entry.isDirectory() && !entry.name.startsWith('.') && !isLeftOutFolder(entry.name)) folders.push(path)
      if (!entry.isFile() || !/\.(?:ya?ml|json)$/i.test(entry.name)) continue
      if (++files > MAX_FILES) {
        yield invalid(root, `it has more than ${MAX_FILES} manifests: the rest is not read`)
        return
      }
      yield path
    }
  }
}

async function readText(path: string): Promise<string> {
  const { size } = await stat(path)
  if (size > MAX_FILE) throw new Error(`it is larger than ${MAX_FILE / mib(1)} MiB`)
  return readFile(path, 'utf8')
}

/**
 * Whether a file has a template where a value or a line should stand, as Helm's charts do. Texts inside ConfigMaps may be templates
 * too: where a manifest can be read as it is, its folder decides.
 */
function isTemplate(
  text: string,
  { path, isReadable }: { readonly path: string; readonly isReadable: boolean },
): boolean {
  if (isReadable) return /[\\/]templates[\\/]/.test(path) && IN_CHART.test(text)
  return /^[ \t]*(?:-[ \t]+)?\{\{|:[ \t]+\{\{/m.test(text)
}

const IN_CHART = /\{\{-?\s*(?:\.|\$|include|template|if|else|range|with|end|toYaml|define|required|\/\*)/

function invalid(where: string, error: unknown): VeinmindError {
  const message = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error)
  return new VeinmindError(
    'K8S_MANIFEST_INVALID',
    `${where}: ${message}`,
    error instanceof Error ? { cause: error } : {},
  )
}
