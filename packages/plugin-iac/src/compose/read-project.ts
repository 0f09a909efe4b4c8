import { baseName } from '@veinmind/sdk'
import type { IacFile } from '@veinmind/sdk'
import { decodeText } from '../decode-text.ts'
import type { Diagnostic } from '../finding.ts'
import { asMembers, isMembers } from '../values.ts'
import { parseYaml } from '../yaml/parse-yaml.ts'
import { createExtender } from './extend.ts'
import { partnersOf, resolvePath } from './file-names.ts'
import { interpolateDocument } from './interpolate.ts'
import { createMerger } from './merge.ts'
import type { ComposeText, Origin, Sourced } from './merge.ts'
import { includesOf } from './includes.ts'
import type { Service } from './service.ts'
import type { ComposeFile, ProjectReader } from './project-reader.ts'

/** What docker compose makes of one file: with the services that it extends, the files that it includes, and its base or override file. */
export interface ComposeProject {
  /** The services of each project file: of the file with its base or override file, and of each file that is included. */
  readonly parts: readonly ComposePart[]
  /** Every file that was read. */
  readonly files: readonly ComposeFile[]
  readonly problems: readonly ComposeProblem[]
  readonly notes: readonly string[]
}

/** Services that are merged together. */
export interface ComposePart {
  readonly services: readonly Service[]
  /** Where a value of a service stands, by its path from `services` on. */
  readonly originOf: (path: Service['path']) => Origin
}

export interface ComposeProblem extends Diagnostic {
  /** The file that the problem is in. */
  readonly path: string
}

/** How many files of a project are read; most have fewer than five. */
const MAX_FILES = 64
/** Larger files are not read. */
const MAX_BYTES = 8 << 20

type Given = Pick<IacFile, 'path' | 'lineUrl' | 'sibling'>

/** Reads the project of a compose file. Nothing is thrown: what is wrong is a problem with its place. */
export async function readProject(file: Given, text: string): Promise<ComposeProject> {
  const problems: ComposeProblem[] = []
  const files = new Map<string, ComposeFile>()
  const merger = createMerger()
  const add = (one: ComposeText): ComposeFile => {
    const { documents, problems: faults } = parseYaml(one.text, 'compose')
    for (const fault of one.isPartner ? [] : faults) problems.push({ ...fault, path: one.path })
    const layers: Sourced[] = []
    const added: ComposeFile = { ...one, layers }
    for (const document of documents)
      layers.push({
        value: interpolateDocument(document.value),
        origin: { source: { file: added, document }, path: [] },
      })
    files.set(one.path, added)
    return added
  }
  const problem: ProjectReader['problem'] = (message, { source, path }) => {
    const { line, column } = source.document.place(path) ?? { line: 1, column: 1 }
    if (!source.file.isPartner) problems.push({ message, line, column, path: source.file.path })
    return undefined
  }
  const open: ProjectReader['open'] = async (reference, origin) => {
    const found = resolvePath(origin.source.file.path, reference)
    if ('problem' in found) return problem(found.problem, origin)
    const known = files.get(found.path)
    if (known) return known
    const { isPartner } = origin.source.file
    const opened =
      files.size < MAX_FILES
        ? await readSibling(file, found.path).catch(messageOf)
        : `more than ${MAX_FILES} files belong together`
    return typeof opened === 'string'
      ? problem(`${found.path} is not read: ${opened}`, origin)
      : add({ ...opened, isPartner })
  }

  const own = add({ path: file.path, text, isPartner: false, ...lineUrlOf(file) })
  const hasServices = own.layers.some(({ value }) => Object.hasOwn(asMembers(value), 'services'))
  const partner = hasServices ? await readPartner(file) : undefined
  const reader: ProjectReader = { merger, open, problem }
  const beside = partner && add(partner.text)
  const stack = beside ? (partner.side === 'below' ? [beside, own] : [own, beside]) : [own]
  const parts = [await readPart(stack, reader)]
  for (const included of await includesOf(own, reader)) parts.push(await readPart(included, reader))
  const { path } = file
  if (merger.isCut)
    problems.push({ message: 'there is too much to merge: some of it is read as it stands', line: 1, column: 1, path })
  const notes = beside
    ? [`read as docker compose does with ${stack.map((one) => `-f ${baseName(one.path)}`).join(' ')}`]
    : []
  if (!hasServices && own.layers.some(({ value }) => isFirstVersion(value))) notes.push(FIRST_VERSION)
  return { parts, files: [...files.values()], problems, notes }
}

const FIRST_VERSION =
  'a compose file of version 1, whose services stand at its top: docker compose does not read it, and it is not checked; put them below `services:`'

/** Services without `services`, as Docker wrote them until 2016. */
function isFirstVersion(document: unknown): boolean {
  const members = Object.values(asMembers(document))
  return (
    members.length > 0 &&
    members.every(isMembers) &&
    members.some((one) => one['image'] !== undefined || one['build'] !== undefined)
  )
}

/** The services of files that are laid over each other, the last on top. */
async function readPart(files: readonly ComposeFile[], reader: ProjectReader): Promise<ComposePart> {
  const { merger } = reader
  const extend = createExtender(reader)
  let services: Sourced | undefined
  for (const layer of files.flatMap(({ layers }) => layers)) {
    const here = merger.child(layer, 'services')
    checkMapping(here, 'services', reader)
    const members = new Map<string, Sourced>()
    for (const name of Object.keys(asMembers(here.value))) {
      checkMapping(merger.child(here, name), `the service ${JSON.stringify(name)}`, reader)
      members.set(name, await extend(here, name, services))
    }
    const whole = merger.object(members, here.origin)
    services = services === undefined ? whole : merger.merge(services, whole, { path: [], place: services.origin })
  }
  const root = services
  return {
    services: Object.entries(asMembers(root?.value)).map(([name, value]) => ({
      name,
      path: ['services', name],
      value: asMembers(value),
    })),
    originOf: ([, ...path]) => {
      if (!root) throw new RangeError('a part without services has no paths')
      return merger.originOf(root, path)
    },
  }
}

/** A member that is left out is fine; one that is no mapping is a problem, and is read as an empty mapping. */
function checkMapping({ value, origin }: Sourced, what: string, { problem }: ProjectReader): void {
  if (value !== undefined && value !== null && !isMembers(value)) problem(`${what} is no mapping`, origin)
}

async function readPartner(file: Given): Promise<{ side: 'below' | 'above'; text: ComposeText } | undefined> {
  const partners = partnersOf(file.path)
  for (const path of partners?.paths ?? []) {
    const found = await readSibling(file, path).catch(() => undefined)
    if (partners && found) return { side: partners.side, text: { ...found, isPartner: true } }
  }
  return undefined
}

async function readSibling(file: Given, path: string): Promise<Omit<ComposeText, 'isPartner'>> {
  if (!file.sibling) throw new Error('other files are not at hand')
  const found = await file.sibling(path)
  if (!found) throw new Error('there is no such file')
  if (found.isCut === true || found.bytes.length > MAX_BYTES)
    throw new Error(`it is larger than ${MAX_BYTES >> 20} MiB`)
  return { path: found.path, text: decodeText(found.bytes), ...lineUrlOf(found) }
}

function lineUrlOf(file: Pick<IacFile, 'lineUrl'>): Pick<IacFile, 'lineUrl'> {
  return file.lineUrl ? { lineUrl: (line) => file.lineUrl?.(line) ?? '' } : {}
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
