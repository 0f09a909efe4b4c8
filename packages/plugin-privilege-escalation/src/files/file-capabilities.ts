/** Names of capabilities by their bits (linux/capability.h). */
const NAMES = [
  'chown',
  'dac_override',
  'dac_read_search',
  'fowner',
  'fsetid',
  'kill',
  'setgid',
  'setuid',
  'setpcap',
  'linux_immutable',
  'net_bind_service',
  'net_broadcast',
  'net_admin',
  'net_raw',
  'ipc_lock',
  'ipc_owner',
  'sys_module',
  'sys_rawio',
  'sys_chroot',
  'sys_ptrace',
  'sys_pacct',
  'sys_admin',
  'sys_boot',
  'sys_nice',
  'sys_resource',
  'sys_time',
  'sys_tty_config',
  'mknod',
  'lease',
  'audit_write',
  'audit_control',
  'setfcap',
  'mac_override',
  'mac_admin',
  'syslog',
  'wake_alarm',
  'block_suspend',
  'audit_read',
  'perfmon',
  'bpf',
  'checkpoint_restore',
]

/** What `security.capability` of a file gives to who runs it (capabilities(7), "File capabilities"). */
export interface FileCapabilities {
  readonly permitted: readonly string[]
  /** What a process that has them already keeps. */
  readonly inheritable: readonly string[]
  /** They are in force as the program starts; without it, the program must raise them itself. */
  readonly isEffective: boolean
  /** Revision 3: they hold only in the user namespace whose root is this user of the machine. */
  readonly rootId?: number
}

const EFFECTIVE = 0x1

/** Reads `struct vfs_ns_cap_data` of revision 1, 2 or 3; `undefined` where it is none, and the kernel would refuse it. */
export function readFileCapabilities(bytes: Uint8Array): FileCapabilities | undefined {
  if (bytes.length < 4) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const head = view.getUint32(0, true)
  const revision = head >>> 24
  const words = revision === 1 ? 1 : 2
  if (![1, 2, 3].includes(revision) || bytes.length !== 4 + words * 8 + (revision === 3 ? 4 : 0)) return undefined
  const masks = Array.from({ length: words }, (_, word) => ({
    permitted: view.getUint32(4 + word * 8, true),
    inheritable: view.getUint32(8 + word * 8, true),
  }))
  const read = (which: 'permitted' | 'inheritable'): readonly string[] =>
    masks.flatMap((mask, word) => namesIn(mask[which], word * 32))
  return {
    permitted: read('permitted'),
    inheritable: read('inheritable'),
    isEffective: (head & EFFECTIVE) !== 0,
    ...(revision === 3 ? { rootId: view.getUint32(20, true) } : {}),
  }
}

function namesIn(mask: number, from: number): readonly string[] {
  return Array.from({ length: 32 }, (_, bit) => bit)
    .filter((bit) => ((mask >>> bit) & 1) === 1)
    .map((bit) => `cap_${NAMES[from + bit] ?? from + bit}`)
}
