import { option } from '@veinmind/sdk'
import type { OptionSpec } from '@veinmind/sdk'

/**
 * Where images may come from, in the order in which they are tried; `oci` is a word for `archive`; `rootfs` and `crio`, which has
 * the same images as podman, only by name.
 */
export const SOURCES = ['archive', 'oci', 'docker', 'containerd', 'podman', 'registry', 'rootfs', 'crio'] as const

/** A place that images come from. */
export type SourceName = (typeof SOURCES)[number]

/** The flags of `scan image` and `scan container` that say where to look. */
export type EngineFlags = Readonly<
  Record<
    'docker-host' | 'podman-host' | 'storage-root' | 'containerd-socket' | 'namespace' | 'host-root',
    OptionSpec<string | undefined>
  >
>

export const engineOptions: EngineFlags = {
  'docker-host': option.string('address of docker (default: as the docker command finds it)', {
    placeholder: 'unix:///path|tcp://host:port|ssh://host',
  }),
  'containerd-socket': option.string('socket of containerd', { placeholder: 'path' }),
  namespace: option.string("namespace of containerd (default: all but docker's)", { placeholder: 'name' }),
  'podman-host': option.string('address of podman (default: CONTAINER_HOST, else its usual sockets)', {
    placeholder: 'address',
  }),
  'storage-root': option.string('folder of containers-storage, for podman and CRI-O without a service', {
    placeholder: 'folder',
  }),
  'host-root': option.string('where the root of the host is mounted (default: LIBVEINMIND_HOST_ROOTFS)', {
    placeholder: 'folder',
  }),
}

/** The flags of `scan image`. */
export type ImageFlags = EngineFlags & Readonly<Record<'from', OptionSpec<SourceName | undefined>>>

export const imageOptions: ImageFlags = {
  from: {
    type: 'choice',
    description: 'take images from here alone, and targets as they are written',
    choices: SOURCES,
  },
  ...engineOptions,
}
