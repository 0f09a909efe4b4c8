import { createLease } from '@veinmind/internal'
import type { Discovered } from '@veinmind/sdk/target'
import type { EngineContext, EngineSettings } from '../../shared/engine-settings.ts'
import { findImages } from '../../shared/find-image.ts'
import type { ImageSource } from '../../shared/image-source.ts'
import { findDockerEndpoint } from '../client/endpoint.ts'
import { openEngine } from '../client/engine.ts'
import type { Engine } from '../client/engine.ts'
import { listEngineImages, openEngineImage } from './open-image.ts'

/** The images of docker. Throws `LOCAL_ENGINE_…` when it is not there. */
export async function openImageSource(settings: EngineSettings, context: EngineContext): Promise<ImageSource> {
  return engineImages('docker', await openEngine(await findDockerEndpoint(settings['docker-host'], context), context))
}

/** The images of an engine as a source, which stays open until the last of them is closed. */
export function engineImages(name: string, engine: Engine): ImageSource {
  const lease = createLease(async () => engine[Symbol.asyncDispose]())
  return {
    name,
    close: lease.release,
    async find(pattern, signal) {
      const found = findImages(await listEngineImages(engine.client, signal), pattern)
      return found.length === 0 ? undefined : open(engine, found, { signal, hold: () => lease.hold() })
    },
  }
}

async function* open(
  engine: Engine,
  found: ReturnType<typeof findImages>,
  { signal, hold }: { readonly signal: AbortSignal; readonly hold: () => () => Promise<void> },
): AsyncGenerator<Discovered> {
  const { client, readDirectly, savesPlain, native } = engine
  for (const image of found)
    yield openEngineImage(client, image, { readDirectly, savesPlain, native, signal, release: hold() })
}
