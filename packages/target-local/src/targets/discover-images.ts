import type { Logger } from '@veinmind/sdk'
import type { Discovered } from '@veinmind/sdk/target'
import { toVeinmindError, usageError, VeinmindError } from '@veinmind/sdk'
import { discoverArchives, exists, isArchivePath } from '../paths/archives.ts'
import { discoverRootfs } from '../paths/rootfs.ts'
import type { SourceName } from './options.ts'
import { parseTarget } from './prefix.ts'
import { warnIfRefused } from './refused.ts'
import type { ImageSource } from '../shared/image-source.ts'

/** A source that is opened when it is needed; opening throws when it is not there. */
export interface SourceOpener {
  readonly name: SourceName
  open(signal: AbortSignal): Promise<ImageSource>
}

/** Where images are looked for. */
export interface DiscoverOptions {
  /** Engines in the order in which they are tried. */
  readonly engines: readonly SourceOpener[]
  /** Takes what nothing on this machine knows, all of it together. */
  readonly fallback?: (targets: readonly string[]) => AsyncIterable<Discovered>
  /** Only this source, and targets as they are written. */
  readonly from?: SourceName | undefined
  readonly signal: AbortSignal
  readonly log: Logger
}

/** The images that `targets` name; without any, every image of the first engine that answers. */
export async function* discoverImages(
  targets: readonly string[],
  options: DiscoverOptions,
): AsyncGenerator<Discovered> {
  const opened = new Map<SourceName, Promise<ImageSource>>()
  const open = (engine: SourceOpener): Promise<ImageSource> => {
    const source = opened.get(engine.name) ?? engine.open(options.signal)
    opened.set(engine.name, source)
    return source
  }
  const unknown: string[] = []
  try {
    for (const target of targets.length > 0 ? targets : ['']) {
      options.signal.throwIfAborted()
      yield* discoverTarget(target, { open, unknown }, options)
    }
    if (options.fallback !== undefined && unknown.length > 0) yield* options.fallback(unknown)
  } finally {
    for (const source of opened.values()) await source.then((each) => each.close()).catch(() => {})
  }
}

type Open = (engine: SourceOpener) => Promise<ImageSource>

interface Search {
  readonly open: Open
  /** Targets for the fallback are added here. */
  readonly unknown: string[]
}

async function* discoverTarget(
  target: string,
  { open, unknown }: Search,
  options: DiscoverOptions,
): AsyncGenerator<Discovered> {
  const { engines, fallback, from, signal } = options
  const parsed = from === undefined ? parseTarget(target) : { source: from, value: target }
  const isPath =
    from === undefined &&
    target !== '' &&
    (await (parsed.source === undefined ? isArchivePath(target) : exists(target)))
  const { source, value } = isPath ? { source: undefined, value: target } : parsed
  if (isPath || source === 'archive' || source === 'oci' || source === 'rootfs') {
    if (value === '')
      yield {
        target: shown(target, source ?? 'archive'),
        error: usageError('USAGE', 'no path given', { hint: 'name a file or a folder' }),
      }
    else yield* source === 'rootfs' ? discoverRootfs(value, signal) : discoverArchives(value, signal)
    return
  }
  const tried: string[] = []
  for (const engine of engines.filter(({ name }) => (source === undefined ? name !== 'crio' : name === source))) {
    const found = await tryEngine(engine, { open, value, signal })
    if (!(found instanceof VeinmindError)) {
      yield* found
      return
    }
    if (source !== undefined) {
      yield { target: shown(target, engine.name), error: found }
      return
    }
    const isRefused = warnIfRefused(found, { log: options.log, source: engine.name, target })
    if (!isRefused) options.log.debug('not in this source', { source: engine.name, target, reason: found.message })
    tried.push(`${engine.name}: ${found.message}`)
  }
  if (fallback !== undefined && value !== '') unknown.push(value)
  else yield { target: shown(target, 'image'), error: notFound(target, tried) }
}

interface Attempt {
  readonly open: Open
  readonly value: string
  readonly signal: AbortSignal
}

async function tryEngine(
  engine: SourceOpener,
  { open, value, signal }: Attempt,
): Promise<AsyncIterable<Discovered> | Iterable<Discovered> | VeinmindError> {
  try {
    const found = await (await open(engine)).find(value, signal)
    if (found !== undefined) return found
    if (value === '' || value === '*') return [{ target: engine.name, skipped: 'it has no images' }]
    return new VeinmindError('LOCAL_IMAGE_NOT_FOUND', `${engine.name} has no image ${value}`)
  } catch (error) {
    signal.throwIfAborted()
    return toVeinmindError(error, 'LOCAL_ENGINE_UNREACHABLE')
  }
}

function shown(target: string, otherwise: string): string {
  return target === '' ? otherwise : target
}

function notFound(target: string, tried: readonly string[]): VeinmindError {
  const why = tried.join('; ')
  const engines =
    why === ''
      ? 'there is no container engine to list images of'
      : `there is no container engine to list images of (${why})`
  const named =
    why === '' ? `there is no file, folder or image ${target}` : `there is no file, folder or image ${target} (${why})`
  return new VeinmindError('LOCAL_IMAGE_NOT_FOUND', target === '' ? engines : named, {
    hint: 'name an archive made by docker save, an OCI layout folder, or an image of an engine of this machine',
  })
}
