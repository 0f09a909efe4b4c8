import type { EntryType } from './entry.ts'

/** A mount of a container. */
export interface Mount {
  readonly type: string
  /** As the runtime was told it. */
  readonly source: string
  readonly destination: string
  readonly options: readonly string[]
  readonly readOnly: boolean
  readonly propagation?: string
  /**
   * The source on the machine of the container, with links followed and the folder that a volume binds put in its place. Absent where
   * it could not be looked at, and for what is no place of the machine's own file systems.
   */
  readonly resolved?: string
  /** What stands there. */
  readonly sourceType?: EntryType
  /** Name of the volume that it is. */
  readonly volume?: string
  /** Type of the file system that is mounted, as the kernel names it: `ext4`, `nfs4`, `cgroup`. */
  readonly fileSystem?: string
  /** True where the kernel says it of the running container. */
  readonly isLive?: boolean
}

/** A device that a container is given. */
export interface Device {
  /** Inside the container. */
  readonly path: string
  /** On its machine, where the runtime says it. */
  readonly source?: string
  readonly type?: 'block' | 'character'
  readonly major?: number
  readonly minor?: number
  /** Of `r`, `w` and `m` (make it). */
  readonly access: string
}

/** Which ids of a container are which of its machine. */
export interface IdRange {
  readonly inside: number
  readonly outside: number
  readonly count: number
}

/** How a container is confined: as its runtime says, and where it runs and may be looked at, as the kernel says. What is not known is absent. */
export interface ContainerSecurity {
  readonly privileged?: boolean
  readonly addedCapabilities?: readonly string[]
  readonly droppedCapabilities?: readonly string[]
  /** All that a process of it may have (the bounding set): `CAP_CHOWN`, … */
  readonly capabilities?: readonly string[]
  readonly seccomp?: string
  readonly appArmor?: string
  readonly seLinux?: string
  readonly noNewPrivileges?: boolean
  readonly readOnlyRootfs?: boolean
  /** Namespace by name (`pid`, `network`, …) and what it is shared with (`host`, `container:<id>`, `private`). */
  readonly namespaces: Readonly<Record<string, string>>
  /** Paths of the kernel that are hidden from it. */
  readonly maskedPaths?: readonly string[]
  /** Paths of the kernel that it may only read. */
  readonly readonlyPaths?: readonly string[]
  /** Devices beyond those that every container has. */
  readonly devices?: readonly Device[]
  /** What the device cgroup allows, besides: `a *:* rwm`, `b 8:0 r`. */
  readonly deviceRules?: readonly string[]
  /** Its user namespace; empty where it has none of its own. */
  readonly userMap?: readonly IdRange[]
  /** File systems of the kernel (`proc`, `sysfs`, `cgroup`, …) as they are mounted in it. */
  readonly kernelMounts?: readonly Mount[]
}
