import { join } from 'node:path'
import { cleanPath } from '@veinmind/sdk'
import type { Mount } from '@veinmind/sdk'
import type { Host } from '../host.ts'
import { hasMark } from '../processes.ts'
import { findHostPlace } from './host-path.ts'
import { placeOnMachine, readMountInfo } from './mountinfo.ts'
import type { MountInfo } from './mountinfo.ts'

/** What a volume is made from, by its driver's options: `device` and `type` as mount(8) has them. */
export interface VolumeSource {
  readonly device: string
  readonly type: string
  readonly options: readonly string[]
}

/** Where the mounts of a container are looked at. */
export interface MountSurroundings {
  /** The machine of the container; undefined for another one. */
  readonly host: Host | undefined
  /** Its first process, when it runs. */
  readonly pid?: number | undefined
  /** Texts of which one proves that the process is the container's. */
  readonly marks: readonly string[]
  /** Volumes by their names. */
  readonly volumes?: ReadonlyMap<string, VolumeSource>
}

/** The mounts of a container, and those of the kernel's own file systems where they can be told. */
export interface DescribedMounts {
  readonly mounts: readonly Mount[]
  readonly kernelMounts?: readonly Mount[]
}

/** File systems of the kernel, whose content is not that of a disk. */
const KERNEL = new Set(
  'proc sysfs cgroup cgroup2 debugfs tracefs securityfs bpf devtmpfs configfs binfmt_misc fusectl pstore efivarfs'.split(
    ' ',
  ),
)
/** What a runtime mounts of itself. */
const OWN = new Set(['devpts', 'mqueue', 'overlay', 'fuse.fuse-overlayfs', 'nsfs', 'hugetlbfs'])

/** What is mounted in a container, with where it stands on its machine: by the kernel while it runs, else by what its runtime was told. */
export function describeMounts(declared: readonly Mount[], surroundings: MountSurroundings): DescribedMounts {
  const { host, pid, marks } = surroundings
  if (host === undefined) return { mounts: declared }
  const told = declared.map((mount) => resolve(mount, host, surroundings.volumes))
  const inside =
    pid !== undefined && pid > 0 && hasMark(host.proc, pid, marks)
      ? readMountInfo(join(host.proc, String(pid), 'mountinfo'))
      : undefined
  if (inside === undefined) return { mounts: told }
  const machine =
    readMountInfo(join(host.proc, '1/mountinfo')) ?? readMountInfo(join(host.proc, 'self/mountinfo')) ?? []
  const seen = new Map(inside.map((each) => [each.point, each]))
  const known = new Set(told.map(({ destination }) => cleanPath(destination)))
  const live = told.map((mount) => {
    const mounted = seen.get(cleanPath(mount.destination))
    return mounted === undefined ? mount : asTheKernelSays(mount, mounted, { host, machine })
  })
  const others = [...seen.values()].filter(({ point, fileSystem, root }) => {
    if (known.has(point) || point === '/' || OWN.has(fileSystem) || KERNEL.has(fileSystem)) return false
    // Files that the engine makes for each container (hosts, resolv.conf) lie in a folder of its id.
    return !marks.some((mark) => mark !== '' && root.includes(mark))
  })
  const kernelMounts = inside
    .filter(({ fileSystem }) => KERNEL.has(fileSystem))
    .map((each) => undeclared(each, machine))
  return { mounts: [...live, ...others.flatMap((each) => fromMachine(each, { host, machine }))], kernelMounts }
}

function resolve(mount: Mount, host: Host, volumes: ReadonlyMap<string, VolumeSource> | undefined): Mount {
  const volume = mount.volume === undefined ? undefined : volumes?.get(mount.volume)
  if (volume !== undefined) {
    const isBind = volume.options.some((option) => option === 'bind' || option === 'rbind')
    const known = {
      ...mount,
      options: [...mount.options, ...volume.options],
      ...(isBind ? {} : { fileSystem: volume.type }),
    }
    // A share of the network is no place of the machine.
    if (!volume.device.startsWith('/')) return known
    return { ...known, ...placeOf(host, volume.device) }
  }
  return mount.source.startsWith('/') ? { ...mount, ...placeOf(host, mount.source) } : mount
}

function placeOf(host: Host, path: string): Pick<Mount, 'resolved' | 'sourceType'> {
  const place = findHostPlace(host, path)
  return place === undefined ? {} : { resolved: place.path, sourceType: place.type }
}

interface Surroundings {
  readonly host: Host
  readonly machine: readonly MountInfo[]
}

function asTheKernelSays(mount: Mount, mounted: MountInfo, { host, machine }: Surroundings): Mount {
  const place = mount.fileSystem?.startsWith('nfs') ? undefined : placeOnMachine(mounted, machine)
  // As it was told (`rslave`) where the kernel, which has no word for what is below, says the same.
  const isAsTold = mount.propagation?.replace(/^r/, '') === mounted.propagation
  return {
    ...mount,
    ...liveParts(mounted),
    ...(isAsTold ? { propagation: mount.propagation } : {}),
    ...(place === undefined ? {} : placeOf(host, place)),
  }
}

/** Nobody was told of it: it came with a folder that is bound with all that is mounted in it, or after the start. */
function fromMachine(mounted: MountInfo, { host, machine }: Surroundings): readonly Mount[] {
  const place = placeOnMachine(mounted, machine)
  const isOwn = place === undefined && mounted.fileSystem === 'tmpfs'
  return isOwn ? [] : [{ ...undeclared(mounted, machine), ...(place === undefined ? {} : placeOf(host, place)) }]
}

function undeclared(mounted: MountInfo, machine: readonly MountInfo[]): Mount {
  const { point, fileSystem, source } = mounted
  return {
    type: KERNEL.has(fileSystem) ? fileSystem : 'bind',
    source: placeOnMachine(mounted, machine) ?? source,
    destination: point,
    ...liveParts(mounted),
  }
}

function liveParts({ options, propagation, fileSystem }: MountInfo) {
  return { options, readOnly: options.includes('ro'), propagation, fileSystem, isLive: true }
}
