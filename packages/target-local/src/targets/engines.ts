import type { Logger } from '@veinmind/sdk'
import type { ContainerSourceOpener } from '../shared/container-source.ts'
import type { EngineContext, EngineSettings } from '../shared/engine-settings.ts'
import { findHost } from '../shared/host.ts'
import type { SourceOpener } from './discover-images.ts'

/** The engines of this machine, in the order in which they are tried. */
const NAMES = ['docker', 'containerd', 'podman', 'crio'] as const

/** Each engine is loaded, with its libraries, when it is needed. */
const IMAGES = {
  docker: () => import('../docker/images/source.ts'),
  containerd: () => import('../containerd/images/source.ts'),
  podman: () => import('../podman/images/source.ts'),
  crio: () => import('../crio/images/source.ts'),
}

const CONTAINERS = {
  docker: () => import('../docker/containers/source.ts'),
  containerd: () => import('../containerd/containers/source.ts'),
  podman: () => import('../podman/containers/source.ts'),
  crio: () => import('../crio/containers/source.ts'),
}

/** The engines whose images are looked for, in order. */
export function imageEngines(settings: EngineSettings, log: Logger): readonly SourceOpener[] {
  const contextOf = createContext(settings, log)
  return NAMES.map((name) => ({
    name,
    open: async (signal) => (await IMAGES[name]()).openImageSource(settings, contextOf(signal)),
  }))
}

/** The engines whose containers are looked for, in order. */
export function containerEngines(settings: EngineSettings, log: Logger): readonly ContainerSourceOpener[] {
  const contextOf = createContext(settings, log)
  return NAMES.map((name) => ({
    name,
    open: async (signal) => (await CONTAINERS[name]()).openContainerSource(settings, contextOf(signal)),
  }))
}

function createContext(settings: EngineSettings, log: Logger): (signal: AbortSignal) => EngineContext {
  const host = findHost(settings['host-root'])
  return (signal) => ({ host, log, signal })
}
