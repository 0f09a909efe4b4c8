import type { Container, Device, Rule, Severity } from '@veinmind/sdk'
import { SEVERITIES } from '@veinmind/sdk'
import { RULE } from '../rules.ts'
import { CAPABILITY_WAYS } from './capabilities.ts'
import type { Confinement } from './confinement.ts'

/** A way out of a container, as its configuration opens it. */
export interface Way {
  readonly rule: Rule
  readonly severity: Severity
  /** What is misused: a capability, a namespace, a device. */
  readonly target: string
  /** Other settings of the container that make it worse. */
  readonly together: readonly string[]
  /** The member of the container's description. */
  readonly object: string
  /** What it is besides what its rule says. */
  readonly tags?: readonly string[]
}

/** With this many capabilities a container has all of them: older kernels know fewer. */
const NEARLY_ALL = 35

/** The ways out of a container that its configuration leaves open. Severity depends on which settings come together. */
export function findWays(container: Container, confinement: Confinement): readonly Way[] {
  const { isMapped } = confinement
  const ways = [
    ...privileged(confinement),
    ...(confinement.isPrivileged ? [] : capabilities(confinement)),
    ...namespaces(confinement),
    ...protections(confinement),
    ...(confinement.isPrivileged ? [] : devices(container, confinement)),
    ...controlGroups(confinement),
    ...api(container),
  ]
  return isMapped ? ways.map(milder) : ways
}

/**
 * Lowers the severity when root of the container is another user on the machine, to whom the kernel refuses what only the machine's
 * root may do.
 */
function milder(way: Way): Way {
  const severity = SEVERITIES[Math.max(0, SEVERITIES.indexOf(way.severity) - 2)] ?? 'low'
  return { ...way, severity, together: [...way.together, 'in a user namespace'] }
}

function privileged({ isPrivileged }: Confinement): readonly Way[] {
  if (!isPrivileged) return []
  return [
    { rule: RULE.privileged, severity: 'critical', target: 'privileged', together: [], object: 'security.privileged' },
  ]
}

function capabilities(confinement: Confinement): readonly Way[] {
  const { added, capabilities: all, isFiltered, hasAppArmor, hasSeLinux, namespaces: shared } = confinement
  const object = 'security.capabilities'
  if (all.size >= NEARLY_ALL)
    return [
      {
        rule: RULE.capability,
        severity: 'critical',
        target: 'ALL',
        together: [...loose(confinement)],
        object,
        tags: ['escape'],
      },
    ]
  const has = (name: string): boolean => added.includes(`CAP_${name}`)
  const ways: Way[] = []
  if (has('SYS_ADMIN')) {
    const isHeld = hasAppArmor || hasSeLinux
    ways.push({
      rule: RULE.sysAdmin,
      severity: isHeld ? 'high' : 'critical',
      target: 'CAP_SYS_ADMIN',
      together: loose(confinement),
      object,
    })
  }
  if (has('DAC_READ_SEARCH'))
    ways.push({ rule: RULE.readAll, severity: 'high', target: 'CAP_DAC_READ_SEARCH', together: [], object })
  if (has('SYS_MODULE'))
    ways.push({ rule: RULE.modules, severity: 'critical', target: 'CAP_SYS_MODULE', together: [], object })
  const traces = has('SYS_PTRACE') && shared.has('pid')
  if (traces)
    ways.push({ rule: RULE.trace, severity: 'critical', target: 'CAP_SYS_PTRACE', together: ['pid=host'], object })
  for (const name of added) {
    const known = CAPABILITY_WAYS[name]
    if (known === undefined || (traces && name === 'CAP_SYS_PTRACE')) continue
    const isWorse = name === 'CAP_NET_ADMIN' && shared.has('network')
    const isOpen = name === 'CAP_SYS_PTRACE' && !shared.has('pid')
    const severity = isWorse ? 'high' : isOpen ? 'low' : known.severity
    const together = [
      typeof known.gives === 'string' ? known.gives : known.gives.en,
      ...(isWorse ? ['network=host'] : []),
      ...(isFiltered ? [] : ['seccomp=unconfined']),
    ]
    ways.push({ rule: RULE.capability, severity, target: name, together, object })
  }
  return ways
}

/** The protections that the container lacks. */
function loose({ isFiltered, hasAppArmor, hasSeLinux }: Confinement): readonly string[] {
  return [
    ...(isFiltered ? [] : ['seccomp=unconfined']),
    ...(hasAppArmor || hasSeLinux ? [] : ['no AppArmor or SELinux']),
  ]
}

const NAMESPACE_SEVERITY: Readonly<Record<string, Severity>> = {
  pid: 'high',
  network: 'medium',
  ipc: 'medium',
  uts: 'low',
  user: 'medium',
  cgroup: 'low',
}

function namespaces({ namespaces: shared }: Confinement): readonly Way[] {
  return [...shared].sort().map((name) => ({
    rule: RULE.namespace,
    severity: NAMESPACE_SEVERITY[name] ?? 'low',
    target: `${name}=host`,
    together: [],
    object: `security.namespaces.${name}`,
    tags: [`host-namespace:${name}`],
  }))
}

function protections(confinement: Confinement): readonly Way[] {
  const { added, isUnfiltered, isAppArmorOff, isSeLinuxOff, isUnmasked, isProcWritable, hasAppArmor, isMapped } =
    confinement
  const isStrong = added.some((name) => /SYS_ADMIN|SYS_PTRACE|BPF|SYS_MODULE|NET_ADMIN/.test(name))
  const severity: Severity = isStrong ? 'high' : 'medium'
  const together = isStrong
    ? added.filter((name) => CAPABILITY_WAYS[name] !== undefined || /ADMIN|MODULE/.test(name))
    : []
  const ways: Way[] = []
  if (isUnfiltered)
    ways.push({ rule: RULE.seccomp, severity, target: 'seccomp=unconfined', together, object: 'security.seccomp' })
  if (isAppArmorOff)
    ways.push({ rule: RULE.appArmor, severity, target: 'apparmor=unconfined', together, object: 'security.appArmor' })
  if (isSeLinuxOff)
    ways.push({ rule: RULE.seLinux, severity, target: 'label=disable', together, object: 'security.seLinux' })
  if (isUnmasked || isProcWritable) {
    const isWay = isProcWritable && !hasAppArmor && !isMapped
    ways.push({
      rule: RULE.unmasked,
      severity: isWay ? 'critical' : 'medium',
      target: isProcWritable ? '/proc/sys' : '/proc',
      together: isProcWritable ? ['may be written'] : [],
      object: 'security.maskedPaths',
    })
  }
  return ways
}

const DISK = /^\/dev\/(?:[shv]d[a-z]|xvd[a-z]|nvme\d|dm-\d|mapper\/|md\d|nbd\d|mmcblk\d|disk\/|sr\d|loop\d|zd\d|rbd\d)/
const MEMORY = /^\/dev\/(?:mem|kmem|port)$/
const HARMLESS =
  /^\/dev\/(?:null|zero|full|random|urandom|tty|console|ptmx|pts\/|shm|net\/tun|fuse|dri\/|snd\/|video\d|nvidia|kfd|infiniband\/|vfio\/vfio$|rtc|hwrng)/

function devices({ security }: Container, { capabilities: held }: Confinement): readonly Way[] {
  const ways = (security.devices ?? []).flatMap((device): readonly Way[] => {
    const severity = deviceSeverity(device)
    if (severity === undefined) return []
    const target = device.source ?? device.path
    return [
      { rule: RULE.device, severity, target, together: [device.access], object: `security.devices[${device.path}]` },
    ]
  })
  const rules = (security.deviceRules ?? []).flatMap((text): readonly Way[] => {
    const [, type = '', major = '', minor = '', access = ''] = /^([abc]) (\*|\d+):(\*|\d+) ([rwm]+)$/.exec(text) ?? []
    const isAny = type === 'a' || (type === 'b' && /[rw]/.test(access))
    const isMemory = type === 'c' && major === '1' && /^[124]$/.test(minor)
    // A cgroup rule for a device that the container was given is reported with that device.
    const isTold = (security.devices ?? []).some(
      (device) => device.major === Number(major) && device.minor === Number(minor),
    )
    if ((!isAny && !isMemory) || !/[rw]/.test(access) || isTold) return []
    const mayMake = held.has('CAP_MKNOD')
    const severity = mayMake ? (access.includes('w') ? 'critical' : 'high') : 'medium'
    return [
      {
        rule: RULE.device,
        severity,
        target: text,
        together: mayMake ? ['CAP_MKNOD'] : [],
        object: 'security.deviceRules',
      },
    ]
  })
  return [...ways, ...rules]
}

function deviceSeverity({ path, source = path, type, major, minor, access }: Device): Severity | undefined {
  const isMemory =
    MEMORY.test(source) || (type === 'character' && major === 1 && (minor === 1 || minor === 2 || minor === 4))
  if (isMemory) return 'critical'
  if (type === 'block' || (type === undefined && DISK.test(source))) return access.includes('w') ? 'critical' : 'high'
  if (source === '/dev' || source === '/dev/') return 'critical'
  if (HARMLESS.test(source)) return undefined
  return 'low'
}

function controlGroups({ cgroups, capabilities: held, hasAppArmor }: Confinement): readonly Way[] {
  if (cgroups.length === 0) return []
  const isFirst = cgroups.some(({ type }) => type === 'cgroup')
  const severity = !isFirst ? 'low' : held.has('CAP_SYS_ADMIN') && !hasAppArmor ? 'critical' : 'high'
  return [
    {
      rule: RULE.cgroup,
      severity,
      target: cgroups[0]?.destination ?? '/sys/fs/cgroup',
      together: [isFirst ? 'cgroup v1' : 'cgroup v2'],
      object: 'security.kernelMounts',
    },
  ]
}

function api({ env }: Container): readonly Way[] {
  const told = env.find((variable) => variable.startsWith('DOCKER_HOST=tcp://'))
  if (told === undefined) return []
  const isOpen = !env.some((variable) => /^DOCKER_TLS_VERIFY=./.test(variable))
  const address = told.slice('DOCKER_HOST='.length).replace(/\/\/[^@/]*@/, '//')
  return [
    {
      rule: RULE.api,
      severity: isOpen ? 'high' : 'medium',
      target: address,
      together: [],
      object: 'config.Env[DOCKER_HOST]',
    },
  ]
}
