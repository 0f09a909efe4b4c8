/** The two ends of a socket of the network, as `/proc/<pid>/net` has them. */
export interface Connection {
  readonly protocol: 'tcp' | 'tcp6' | 'udp' | 'udp6'
  /** Address and port: `10.0.0.2:40112`, `[::1]:80`. */
  readonly local: string
  readonly remote: string
  /** `ESTABLISHED`, `LISTEN`, `SYN_SENT`, …. */
  readonly state: string
}

/** An open file of a process. */
export interface Descriptor {
  readonly fd: number
  /** Where it leads: a path, `pipe:[17]`, `socket:[18]`, `anon_inode:[eventpoll]`. Both ends of a pipe have its number. */
  readonly target: string
  /** Of a socket of the network. */
  readonly connection?: Connection
}

/** A process of a container. What could not be read is absent. */
export interface Process {
  readonly pid: number
  readonly hostPid?: number
  readonly parent?: number
  readonly name: string
  readonly args: readonly string[]
  readonly env?: readonly string[]
  readonly cwd?: string
  readonly exe?: string
  readonly uids?: readonly number[]
  readonly gids?: readonly number[]
  readonly capabilities?: Readonly<Record<string, readonly string[]>>
  readonly started?: number
  /** Its open files, the lowest numbers first, up to 256. */
  readonly descriptors?: readonly Descriptor[]
  /** The files that it has mapped: its program and libraries, by their paths in the container. Absent where they could not all be read. */
  readonly mapped?: readonly string[]
  /** The process that traces it. It has a `pid` where it is one of the container's own; others are the machine's. */
  readonly tracer?: { readonly hostPid: number; readonly pid?: number; readonly name: string; readonly exe?: string }
  /**
   * What does not show it, although it runs: `mount`, something is mounted over its folder of `/proc` in the container; `listing`, the
   * kernel knows it by its parent or its control group, and the list of `/proc` lacks it.
   */
  readonly hiddenFrom?: readonly ('mount' | 'listing')[]
}
