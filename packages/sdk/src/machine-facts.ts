/** The package of the kernel that runs, in the words of its distribution. */
export interface KernelPackage {
  /** `debian`, `ubuntu`, `rhel`, `amazon`, `alpine`, `arch`, `fedora`; `mainline` for a kernel that bears the mark of none. */
  readonly distribution: string
  /** `6.1.76-1`, `5.15.0-101.111`, `4.18.0-348.20.1.el8_5`. */
  readonly version: string
  /** The stable release of kernel.org that it was made from, where the kernel says it: `5.15.143`. */
  readonly base?: string
  /** Kernels of one distribution that count their versions apart: `generic`, `azure`. */
  readonly flavour?: string
}

/** A program of a machine that runs containers. */
export interface RuntimeProgram {
  /** `docker`, `containerd`, `runc`, `crun`, `cri-o`, `podman`, `buildkit`, `nvidia-container-toolkit`, `kubelet`. */
  readonly name: string
  /** Of its makers: `1.1.5`. Absent where it is there, and nothing tells its version. */
  readonly version?: string
  readonly path?: string
  /** The package that it came with, whose maker may have mended it without another version. */
  readonly package?: { readonly manager: 'deb' | 'rpm' | 'apk'; readonly name: string; readonly version: string }
}

/** What is set for a daemon, and where that is said. */
export interface DaemonSetting {
  /** As its command line has it, without dashes: `host`, `tlsverify`, `userns-remap`. */
  readonly name: string
  readonly value: string
  /** A file of the machine, with the line where it has lines, or `process 812`. */
  readonly from: string
  readonly line?: number
}

/** A daemon that runs containers, by what it is told. */
export interface Daemon {
  /** `docker`, `containerd`, `podman`, `cri-o`, `kubelet`. */
  readonly name: string
  /** By the process that runs, if there is one, else by its unit and its files. */
  readonly isRunning: boolean
  readonly settings: readonly DaemonSetting[]
}

/** What is known of a machine. What could not be read is absent. */
export interface Machine {
  readonly hostname: string
  /** As Node names them: `linux`, `x64`. */
  readonly platform: string
  readonly architecture: string
  /** Release of the kernel: `6.1.0-18-amd64`. */
  readonly kernel: string
  /** `/etc/os-release`, by its names (`ID`, `VERSION_ID`, `PRETTY_NAME`, …). */
  readonly osRelease?: Readonly<Record<string, string>>
  /** Version of the hierarchy of control groups. */
  readonly cgroup?: 1 | 2
  readonly kernelPackage?: KernelPackage
  /** Settings of the kernel that decide how far a container gets: `user.max_user_namespaces` and its like. */
  readonly sysctls?: Readonly<Record<string, string>>
  /** Security modules that are on, in the kernel's words: `apparmor`, `selinux`, … */
  readonly securityModules?: readonly string[]
  readonly runtimes?: readonly RuntimeProgram[]
  readonly daemons?: readonly Daemon[]
  /** What could not be read, why, and what would give the right. */
  readonly missing?: readonly { readonly what: string; readonly reason: string; readonly hint?: string }[]
}
