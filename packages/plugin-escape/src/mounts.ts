import { hasServiceAccount, placeOfMount, relationTo, socketsOf } from '@veinmind/inventory'
import type { Container, Machine, Mount, Severity } from '@veinmind/sdk'
import type { Confinement } from './confinement/confinement.ts'

/** What a mount lets a process of the container do on its host. */
export interface Consequence {
  readonly severity: Severity
  readonly target: string
  readonly how: string
  /** Whether it is the socket of an engine. */
  readonly isSocket?: true
}

interface Place {
  readonly paths: readonly string[]
  /** Whether it takes the right to write. */
  readonly writes: boolean
  readonly severity: Severity
  readonly how: string
}

/** Places of a host, and how one leaves the container by them. */
const PLACES: readonly Place[] = [
  {
    paths: ['/'],
    writes: true,
    severity: 'critical',
    how: 'a crontab, a unit or a key is written to the disk of the host',
  },
  { paths: ['/'], writes: false, severity: 'high', how: 'keys and password hashes of the host are read' },
  {
    paths: ['/proc', '/proc/sys', '/proc/sys/kernel', '/proc/sys/kernel/core_pattern'],
    writes: true,
    severity: 'critical',
    how: 'core_pattern runs a program on the host when a process crashes',
  },
  {
    paths: ['/proc/sys/fs/binfmt_misc'],
    writes: true,
    severity: 'critical',
    how: 'a format is registered that the host runs',
  },
  { paths: ['/proc/sysrq-trigger'], writes: true, severity: 'high', how: 'the host is restarted or stopped' },
  {
    paths: ['/sys', '/sys/kernel', '/sys/kernel/uevent_helper'],
    writes: true,
    severity: 'critical',
    how: 'uevent_helper runs a program on the host',
  },
  {
    paths: ['/etc/kubernetes', '/etc/kubernetes/manifests'],
    writes: true,
    severity: 'critical',
    how: 'kubelet starts a privileged pod from a manifest that is written there',
  },
  {
    paths: ['/etc/kubernetes', '/var/lib/kubelet', '/var/lib/kubelet/pki', '/etc/rancher'],
    writes: false,
    severity: 'critical',
    how: 'the credentials of the node are read, and it is acted as',
  },
  {
    paths: [
      '/etc',
      '/etc/cron.d',
      '/etc/crontab',
      '/var/spool/cron',
      '/etc/systemd',
      '/etc/systemd/system',
      '/etc/init.d',
      '/etc/ld.so.preload',
      '/etc/profile.d',
      '/etc/sudoers.d',
      '/etc/passwd',
      '/etc/shadow',
      '/var',
      '/usr',
      '/usr/bin',
      '/usr/sbin',
      '/usr/lib',
      '/usr/lib/systemd',
      '/boot',
    ],
    writes: true,
    severity: 'critical',
    how: 'what is written there runs as root on the host, or logs in as root',
  },
  { paths: ['/root', '/root/.ssh'], writes: true, severity: 'critical', how: 'a key is added by which root logs in' },
  {
    paths: ['/opt/cni/bin', '/etc/cni/net.d'],
    writes: true,
    severity: 'critical',
    how: 'the host runs it as root when the next pod starts',
  },
  {
    paths: ['/lib/modules', '/usr/lib/modules'],
    writes: true,
    severity: 'high',
    how: 'the host loads a module that is written there',
  },
  {
    paths: ['/var/lib/docker', '/var/lib/containerd', '/var/lib/containers'],
    writes: true,
    severity: 'critical',
    how: 'files of other containers are changed, those of privileged ones too',
  },
  {
    paths: ['/dev'],
    writes: true,
    severity: 'critical',
    how: 'disks and memory of the host are opened, where the device cgroup lets it',
  },
]

/** What a mount is for an escape; undefined where it is no way out. */
export function consequenceOf(
  mount: Mount,
  container: Container,
  { confinement, machine }: { readonly confinement: Confinement; readonly machine: Machine | undefined },
): Consequence | undefined {
  const place = placeOfMount(mount)
  if (place === undefined) return undefined
  const { isMapped } = confinement
  const [socket] = socketsOf(mount, machine)
  if (socket !== undefined)
    return {
      severity: isMapped ? 'high' : 'critical',
      target: socket.path,
      how: 'a privileged container is started by the socket',
      isSocket: true,
    }
  if (mount.sourceType === 'block' && !mount.readOnly)
    return {
      severity: isMapped ? 'high' : 'critical',
      target: place,
      how: 'every file of its file system is read and written',
    }
  if (
    relationTo(place, '/sys/fs/cgroup') !== undefined &&
    place.startsWith('/sys/fs/cgroup') &&
    !mount.readOnly &&
    machine?.cgroup === 1 &&
    !isMapped
  )
    return { severity: 'critical', target: place, how: 'release_agent runs a program on the host' }
  if (relationTo(place, '/var/log') === 'equals' && hasServiceAccount(container))
    return {
      severity: 'high',
      target: place,
      how: 'a link is put there, and kubelet shows any file of the node as a log',
    }
  const hit = PLACES.find(({ paths, writes }) => (!writes || !mount.readOnly) && paths.includes(place))
  if (hit === undefined || isMapped) return undefined
  return { severity: hit.severity, target: place, how: hit.how }
}
