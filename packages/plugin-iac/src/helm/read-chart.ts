import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { mib } from '@veinmind/sdk'
import type { IacFile } from '@veinmind/sdk'
import { decodeText } from '../decode-text.ts'
import { asList, asMembers, asText } from '../values.ts'
import { parseYaml } from '../yaml/parse-yaml.ts'

const MAX_FILES = 5_000
const MAX_BYTES = mib(64)

/** A chart of Helm with all of its files. */
export interface Chart {
  readonly name: string
  /** Path of its folder, where its files begin; `''` for the top. */
  readonly folder: string
  /** By their path in the folder. */
  readonly files: ReadonlyMap<string, IacFile>
  /** Dependencies that are in no `charts/`, so that it is rendered without them. */
  readonly missing: readonly string[]
  readonly isLibrary: boolean
}

/** The folder of the outermost chart whose `templates/` has the file. Undefined for a file of no chart. */
export async function chartOf(file: Pick<IacFile, 'path' | 'sibling'>): Promise<string | undefined> {
  const steps = file.path.split('/')
  const folders = steps.flatMap((step, index) =>
    step === 'templates' || step === 'charts' ? [steps.slice(0, index).join('/')] : [],
  )
  for (const folder of folders)
    if (await file.sibling?.(folder === '' ? 'Chart.yaml' : `${folder}/Chart.yaml`).catch(() => undefined))
      return folder
  return undefined
}

/** Reads a chart. A text is returned instead when it cannot be read, and says why. */
export async function readChart(file: IacFile, signal: AbortSignal): Promise<Chart | string> {
  if (!file.below) return 'the other files of the chart are not at hand'
  const folder = file.path.slice(0, Math.max(0, file.path.lastIndexOf('/')))
  const files = new Map<string, IacFile>()
  let bytes = 0
  for await (const one of file.below(folder)) {
    signal.throwIfAborted()
    bytes += one.bytes.length
    if (one.isCut === true || files.size >= MAX_FILES || bytes > MAX_BYTES)
      return `the chart has more than ${MAX_FILES} files, or than ${MAX_BYTES >> 20} MiB`
    const path = folder === '' ? one.path : one.path.slice(folder.length + 1)
    if (!path.split('/').includes('..')) files.set(path, one)
  }
  const described = membersOf(file)
  const name = asText(described['name'])
  if (name === undefined) return 'Chart.yaml has no name'
  return { name, folder, files, missing: missingOf(files), isLibrary: described['type'] === 'library' }
}

const LISTS = ['Chart.yaml', 'requirements.yaml']

function missingOf(files: Chart['files']): readonly string[] {
  return LISTS.flatMap((list) =>
    dependenciesOf(files.get(list)).flatMap((one) => (isVendored(one, files) ? [] : [nameOf(one)])),
  )
}

function dependenciesOf(file: IacFile | undefined): readonly unknown[] {
  return file ? asList(membersOf(file)['dependencies']) : []
}

function nameOf(dependency: unknown): string {
  return asText(asMembers(dependency)['name']) ?? ''
}

/** Whether `charts/` has a dependency: an unpacked chart by the name in its Chart.yaml, a packed one by the name of its file. */
function isVendored(dependency: unknown, files: Chart['files']): boolean {
  const name = nameOf(dependency)
  const start = `charts/${name}-`
  return [...files].some(([path, file]) => {
    if (/^charts\/[^/]+\/Chart\.yaml$/.test(path)) return membersOf(file)['name'] === name
    return path.startsWith(start) && /^v?\d.*\.tgz$/.test(path.slice(start.length))
  })
}

function membersOf(file: IacFile): Readonly<Record<string, unknown>> {
  return asMembers(parseYaml(decodeText(file.bytes)).documents[0]?.value)
}

/** Writes the files of a chart below `folder`. Dependencies that are not there are left out of its list, which Helm would end at. */
export async function writeChart({ files, missing }: Chart, folder: string): Promise<void> {
  for (const [path, file] of files) {
    const target = join(folder, path)
    await mkdir(dirname(target), { recursive: true })
    const { dependencies: all, ...rest } = LISTS.includes(path) && missing.length > 0 ? membersOf(file) : {}
    const content =
      all === undefined
        ? file.bytes
        : JSON.stringify({ ...rest, dependencies: asList(all).filter((one) => isVendored(one, files)) })
    await writeFile(target, content, { flag: 'wx' })
  }
}
