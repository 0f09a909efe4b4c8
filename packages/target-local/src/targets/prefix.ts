import type { SourceName } from './options.ts'

/** A target without the prefix that says its source. */
export interface ParsedTarget {
  readonly source: SourceName | undefined
  readonly value: string
}

/** Prefixes of veinmind-runner and of skopeo, and our own names of the sources. */
const PREFIXES: Readonly<Record<string, SourceName>> = {
  docker: 'docker',
  dockerd: 'docker',
  containerd: 'containerd',
  podman: 'podman',
  crio: 'crio',
  'cri-o': 'crio',
  archive: 'archive',
  tarball: 'archive',
  oci: 'archive',
  'oci-archive': 'archive',
  'docker-archive': 'archive',
  dir: 'archive',
  rootfs: 'rootfs',
  registry: 'registry',
  'registry-image': 'registry',
}

/** Splits `docker:nginx` and its like. `registry:2` and `dir:2` stay images of those names: what follows is no host, and no path. */
export function parseTarget(target: string): ParsedTarget {
  const [, prefix = '', value = ''] = /^([a-z-]+):(.*)$/s.exec(target) ?? []
  const source = Object.hasOwn(PREFIXES, prefix) ? PREFIXES[prefix] : undefined
  if (
    source === undefined ||
    (prefix === 'registry' && !isHost(value)) ||
    (prefix === 'dir' && !/\/|^\.{1,2}$/.test(value))
  )
    return { source: undefined, value: target }
  return { source, value: prefix === 'registry' ? wholeRegistry(value) : value }
}

/** The original took a host, or its address, for all that is in the registry. */
function wholeRegistry(value: string): string {
  const host = value.replace(/^https?:\/\//, '')
  return host.includes('/') ? host : `${host}/`
}

function isHost(value: string): boolean {
  return /[/:]|^localhost$|\.[a-z]{2,}$|^(?:\d{1,3}\.){3}\d{1,3}$/i.test(value)
}
