import { asObject, createLease } from '@veinmind/internal'
import type { Discovered } from '@veinmind/sdk/target'
import { findContainers } from '../../shared/container-source.ts'
import type { ContainerSource, ListedContainer } from '../../shared/container-source.ts'
import type { EngineContext, EngineSettings } from '../../shared/engine-settings.ts'
import { asList, asText, asTexts } from '../../shared/json.ts'
import { findDockerEndpoint } from '../client/endpoint.ts'
import { openEngine } from '../client/engine.ts'
import type { Engine } from '../client/engine.ts'
import { openEngineContainer } from './open-container.ts'

/** The containers of docker. Throws `LOCAL_ENGINE_…` when it is not there. */
export async function openContainerSource(settings: EngineSettings, context: EngineContext): Promise<ContainerSource> {
  return engineContainers(await openEngine(await findDockerEndpoint(settings['docker-host'], context), context))
}

/** The containers of an engine as a source. It stays open until the last container is closed. */
export function engineContainers(engine: Engine): ContainerSource {
  const lease = createLease(async () => engine[Symbol.asyncDispose]())
  return {
    isHere: engine.isHere,
    close: lease.release,
    async find({ pattern, running, mounts, signal }) {
      const listed = asList(await engine.client.get('/containers/json?all=1', signal)).map(asObject)
      const all = listed.map((each) => ({
        id: asText(each['Id']),
        names: asTexts(each['Names']).map((name) => name.replace(/^\//, '')),
        isRunning: asText(each['State']) === 'running',
      }))
      const found = findContainers(all, { pattern, running })
      return found.length === 0
        ? undefined
        : openContainers(engine, found, { signal, mounts, hold: () => lease.hold() })
    },
  }
}

interface OpenContainers {
  readonly signal: AbortSignal
  readonly mounts: boolean
  readonly hold: () => () => Promise<void>
}

async function* openContainers(
  engine: Engine,
  found: readonly ListedContainer[],
  { signal, mounts, hold }: OpenContainers,
): AsyncGenerator<Discovered> {
  for (const {
    id,
    names: [name],
  } of found)
    yield openEngineContainer(engine, id, { name, signal, withMounts: mounts, release: hold() })
}
