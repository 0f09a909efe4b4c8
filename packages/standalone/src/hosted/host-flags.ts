import { option, usageError } from '@veinmind/sdk'
import type { OptionSpec, VeinmindError } from '@veinmind/sdk'
import type { Target } from '@veinmind/sdk/target'

/** The flags that libveinmind's hosts give to an executable (its command line for plugins), and our own addresses of hosts. */
export const HOST_FLAGS: Readonly<Record<string, OptionSpec>> = {
  host: option.list('address of the host that runs this plugin'),
  id: option.boolean('targets are exact ids'),
  mode: option.choice<string>(
    'where libveinmind finds the target',
    ['docker', 'containerd', 'remote', 'tarball', 'kubernetes'],
    { default: 'docker' },
  ),
  docker: option.boolean('as --mode docker'),
  containerd: option.boolean('as --mode containerd'),
  remote: option.boolean('as --mode remote'),
  tarball: option.boolean('as --mode tarball'),
  kubernetes: option.boolean('as --mode kubernetes'),
  'docker-config-file': option.string('configuration of dockerd'),
  'docker-config-path': option.string('configuration of dockerd'),
  'docker-data-root': option.string('data of dockerd'),
  'docker-unique-desc': option.string('how libveinmind names dockerd'),
  'containerd-config': option.string('configuration of containerd'),
  'containerd-root': option.string('data of containerd'),
  'containerd-unique-desc': option.string('how libveinmind names containerd'),
  'remote-root': option.string('folder of libveinmind’s copies of remote images'),
  'tarball-root': option.string('folder of libveinmind’s copies of archives'),
  'kube-config-path': option.string('kubeconfig of the cluster'),
  'kube-config-bytes': option.string('kubeconfig of the cluster, base64'),
  'in-cluster': option.string('whether the cluster is the one that this runs in'),
  'iac-type': option.string('what the files are'),
}

/** The paths that libveinmind takes by itself; the daemons are reached without them. */
const DEFAULTS: Readonly<Record<string, string>> = {
  'docker-config-file': '/etc/docker/daemon.json',
  'docker-config-path': '/etc/docker/daemon.json',
  'docker-data-root': '/var/lib/docker',
  'containerd-config': '/etc/containerd/config.toml',
  'containerd-root': '/var/lib/containerd',
}

/** The folders of libveinmind’s own copies, and the modes that they belong to. */
const COPIES: Readonly<Record<string, string>> = { 'remote-root': 'remote', 'tarball-root': 'tarball' }

const MODES = ['docker', 'containerd', 'remote', 'tarball', 'kubernetes'] as const

/**
 * The flags of a target that do what the flags of a libveinmind host say. Throws `HOST_MODE_UNSUPPORTED` for what no target
 * does: a runtime whose copies only libveinmind can read, or another place of a daemon's data.
 */
export function translateHostFlags(given: Readonly<Record<string, unknown>>, target: Target): Record<string, unknown> {
  const hasOption = (name: string): boolean => Object.hasOwn(target.options, name)
  for (const [name, standard] of Object.entries(DEFAULTS)) {
    const path = asText(given[name])
    if (path === undefined || hasOption(name) || path.replace(/\/+$/, '') === standard) continue
    throw unsupported(`--${name} ${path}`)
  }
  for (const [name, mode] of Object.entries(COPIES)) {
    if (given[name] !== undefined || given[mode] === true || given['mode'] === mode) throw unsupported(`--mode ${mode}`)
  }
  const mode = MODES.find((each) => given[each] === true) ?? asText(given['mode'])
  if (mode === undefined || !hasOption('from')) return {}
  const { choices } = target.options['from'] as OptionSpec
  if ((mode === 'docker' || mode === 'containerd') && choices?.includes(mode) !== false) return { from: mode }
  throw unsupported(`--mode ${mode}`)
}

const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

function unsupported(flag: string): VeinmindError {
  return usageError('HOST_MODE_UNSUPPORTED', `cannot do what the host asks for: ${flag}`, {
    hint: 'images and containers of docker and containerd are reached where these keep them by default; archives and registries by name: scan image ./app.tar, scan image harbor.local/app:1',
  })
}
