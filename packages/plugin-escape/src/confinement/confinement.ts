import type { Container, Machine, Mount } from '@veinmind/sdk'

/** The capabilities that docker and containerd give by default; podman and CRI-O give fewer. */
export const USUAL_CAPABILITIES: ReadonlySet<string> = new Set(
  'CHOWN DAC_OVERRIDE FSETID FOWNER MKNOD NET_RAW SETGID SETUID SETFCAP SETPCAP NET_BIND_SERVICE SYS_CHROOT KILL AUDIT_WRITE'
    .split(' ')
    .map((name) => `CAP_${name}`),
)

/** How far a container is confined, in the terms in which ways out of it are told. */
export interface Confinement {
  readonly isPrivileged: boolean
  readonly capabilities: ReadonlySet<string>
  /** Capabilities beyond the default ones. */
  readonly added: readonly string[]
  /** Whether system calls are filtered. */
  readonly isFiltered: boolean
  /** Whether the filter was switched off for this container. An engine without any filter is reported for the machine. */
  readonly isUnfiltered: boolean
  /** Whether AppArmor holds for it. */
  readonly hasAppArmor: boolean
  readonly isAppArmorOff: boolean
  readonly hasSeLinux: boolean
  readonly isSeLinuxOff: boolean
  /** Whether root of the container is another user on the machine. */
  readonly isMapped: boolean
  /** Whether a process of it may be root: it is started so, or may become it. */
  readonly mayBeRoot: boolean
  /** Namespaces of the machine that it shares, except those that containers usually share. */
  readonly namespaces: ReadonlySet<string>
  /** Whether the paths of the kernel are visible and writable that are hidden or read-only by default. */
  readonly isUnmasked: boolean
  readonly isProcWritable: boolean
  /** Control groups that are mounted and may be written. */
  readonly cgroups: readonly Mount[]
  readonly usesNvidia: boolean
}

/** The confinement of a container. Where something is not known, the default is assumed. */
export function confinementOf(container: Container, machine: Machine | undefined): Confinement {
  const { security, raw, user, runtime } = container
  const { namespaces, maskedPaths, readonlyPaths, kernelMounts = [] } = security
  const isPrivileged = security.privileged === true
  const capabilities = new Set(security.capabilities ?? [...USUAL_CAPABILITIES, ...(security.addedCapabilities ?? [])])
  const modules = machine?.securityModules
  const isOff = (name: 'seccomp' | 'apparmor' | 'label', value: string): boolean =>
    optionsOf(raw).some((option) => option === `${name}=${value}`)
  const isAppArmorOff = isOff('apparmor', 'unconfined') && modules?.includes('apparmor') !== false
  const isSeLinuxOff = isOff('label', 'disable') && modules?.includes('selinux') === true
  const isFiltered = security.seccomp !== undefined && security.seccomp !== 'unconfined'
  const mounted = (type: string): readonly Mount[] =>
    kernelMounts.filter((mount) => mount.type === type && !mount.readOnly)
  const isSysReadOnly = kernelMounts.some(({ destination, readOnly }) => destination === '/proc/sys' && readOnly)
  const isRuntimeTold = runtime === 'docker' || runtime === 'podman'
  return {
    isPrivileged,
    capabilities,
    added: [...capabilities].filter((name) => !USUAL_CAPABILITIES.has(name)).sort(),
    isFiltered,
    // Only docker and podman tell that somebody switched it off: containers of `ctr`, and of Kubernetes by default, have no filter
    // anyway.
    isUnfiltered: !isPrivileged && isRuntimeTold && security.seccomp === 'unconfined' && isOff('seccomp', 'unconfined'),
    hasAppArmor:
      modules?.includes('apparmor') === true && !isPrivileged && !isAppArmorOff && security.appArmor !== 'unconfined',
    isAppArmorOff: isAppArmorOff && !isPrivileged,
    hasSeLinux: modules?.includes('selinux') === true && !isPrivileged && !isSeLinuxOff,
    isSeLinuxOff: isSeLinuxOff && !isPrivileged,
    isMapped:
      (security.userMap ?? []).length > 0 || (security.userMap === undefined && namespaces['user'] === 'private'),
    mayBeRoot: isRoot(user) || !(security.noNewPrivileges ?? false),
    namespaces: new Set(
      Object.keys(namespaces).filter((name) => namespaces[name] === 'host' && isUnusual(name, { container, machine })),
    ),
    isUnmasked: !isPrivileged && maskedPaths !== undefined && maskedPaths.length === 0,
    isProcWritable: !isPrivileged && readonlyPaths !== undefined && readonlyPaths.length === 0 && !isSysReadOnly,
    cgroups: isPrivileged ? [] : [...mounted('cgroup'), ...mounted('cgroup2')],
    usesNvidia:
      /nvidia/.test(JSON.stringify([hostConfig(raw)['Runtime'], hostConfig(raw)['DeviceRequests'], raw['runtime']])) ||
      container.env.some((variable) => /^NVIDIA_VISIBLE_DEVICES=(?!void$|none$|$)/.test(variable)),
  }
}

/** A container without a user starts as root. */
function isRoot(user: string): boolean {
  return /^(?:|0|root)(?::|$)/.test(user)
}

/** The security options as the API of docker and podman has them: `seccomp=unconfined`. */
function optionsOf(raw: Container['raw']): readonly string[] {
  const options = hostConfig(raw)['SecurityOpt']
  return (Array.isArray(options) ? options : []).map((option) => String(option).replace(/^([a-z-]+):/, '$1='))
}

function hostConfig(raw: Container['raw']): Readonly<Record<string, unknown>> {
  const config = raw['HostConfig']
  return typeof config === 'object' && config !== null && !Array.isArray(config)
    ? (config as Readonly<Record<string, unknown>>)
    : {}
}

interface Surroundings {
  readonly container: Container
  readonly machine: Machine | undefined
}

/**
 * Whether sharing the namespace is unusual. Sharing the machine's users is usual, and with cgroup v1 its control groups as well. Where
 * the engine maps the users of every container, one that shares them was told to.
 */
function isUnusual(namespace: string, { container, machine }: Surroundings): boolean {
  if (namespace === 'cgroup') return machine?.cgroup === 2 && container.runtime === 'docker'
  if (namespace !== 'user') return true
  const engine = machine?.daemons?.find(({ name }) => name === container.runtime)
  return engine?.settings.some(({ name, value }) => name === 'userns-remap' && value !== '') === true
}
