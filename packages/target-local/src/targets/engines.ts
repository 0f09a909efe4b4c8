import type { Logger } from '@veinmind/sdk'
import type { ContainerSourceOpener } from '../shared/container-source.ts'
import { findDockerEndpoint } from '../docker/client/endpoint.ts'
import type { PodmanSettings } from '../podman/client/open-podman.ts'
import { findHost } from '../shared/host.ts'
import type { SourceOpener } from './discover-images.ts'

/** What of the flags says where the engines are. */
export interface EngineSettings extends PodmanSettings {
  readonly 'docker-host'?: string | undefined
  readonly 'containerd-socket'?: string | undefined
  readonly namespace?: string | undefined
  readonly 'host-root'?: string | undefined
}

const CONTAINERD = '/run/containerd/containerd.sock'

/** The engines of this machine in the order in which they are tried. Their libraries are loaded when they are needed. */
export function imageEngines(settings: EngineSettings, log: Logger): readonly SourceOpener[] {
  const host = findHost(settings['host-root'])
  return [
    {
      name: 'docker',
      async open(signal) {
        const { engineImages, openEngine } = await import('../docker/client/engine.ts')
        return engineImages(
          'docker',
          await openEngine(await findDockerEndpoint(settings['docker-host'], { host }), { host, log, signal }),
        )
      },
    },
    {
      name: 'containerd',
      async open(signal) {
        const [{ connectContainerd }, { containerdImages }] = await Promise.all([
          import('../containerd/client/client.ts'),
          import('../containerd/images/source.ts'),
        ])
        const client = await connectContainerd(settings['containerd-socket'] ?? host.path(CONTAINERD), { host, signal })
        return containerdImages(client, { namespace: settings.namespace, host })
      },
    },
    {
      name: 'podman',
      async open(signal) {
        const [{ openPodman }, { engineImages }, { storageImages }] = await Promise.all([
          import('../podman/client/open-podman.ts'),
          import('../docker/client/engine.ts'),
          import('../storage/images/source.ts'),
        ])
        const podman = await openPodman(settings, { host, log, signal })
        return 'engine' in podman ? engineImages('podman', podman.engine) : storageImages('podman', podman.storage)
      },
    },
    {
      name: 'crio',
      async open() {
        const [{ openStorage }, { storageImages }] = await Promise.all([
          import('../podman/client/open-podman.ts'),
          import('../storage/images/source.ts'),
        ])
        return storageImages('crio', await openStorage(settings, host))
      },
    },
  ]
}

/** The engines whose containers are looked for, in order. */
export function containerEngines(settings: EngineSettings, log: Logger): readonly ContainerSourceOpener[] {
  const host = findHost(settings['host-root'])
  return [
    {
      name: 'docker',
      async open(signal) {
        const { engineContainers, openEngine } = await import('../docker/client/engine.ts')
        return engineContainers(
          await openEngine(await findDockerEndpoint(settings['docker-host'], { host }), { host, log, signal }),
        )
      },
    },
    {
      name: 'containerd',
      async open(signal) {
        const [{ connectContainerd }, { containerdContainers }] = await Promise.all([
          import('../containerd/client/client.ts'),
          import('../containerd/images/source.ts'),
        ])
        const client = await connectContainerd(settings['containerd-socket'] ?? host.path(CONTAINERD), { host, signal })
        return containerdContainers(client, { namespace: settings.namespace, host })
      },
    },
    {
      name: 'podman',
      async open(signal) {
        const [{ openPodman }, { engineContainers }, { storageContainers }] = await Promise.all([
          import('../podman/client/open-podman.ts'),
          import('../docker/client/engine.ts'),
          import('../storage/images/source.ts'),
        ])
        const podman = await openPodman(settings, { host, log, signal })
        return 'engine' in podman ? engineContainers(podman.engine) : storageContainers(podman.storage, 'podman', host)
      },
    },
    {
      name: 'crio',
      async open() {
        const [{ openStorage }, { storageContainers }] = await Promise.all([
          import('../podman/client/open-podman.ts'),
          import('../storage/images/source.ts'),
        ])
        return storageContainers(await openStorage(settings, host), 'cri-o', host)
      },
    },
  ]
}
