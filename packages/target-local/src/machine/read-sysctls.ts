import type { FileSystem } from '@veinmind/sdk'

/** Settings of the kernel that decide how far a container gets, as sysctl(8) names them. */
const NAMES = [
  'kernel.apparmor_restrict_unprivileged_userns',
  'kernel.core_pattern',
  'kernel.dmesg_restrict',
  'kernel.io_uring_disabled',
  'kernel.kptr_restrict',
  'kernel.modprobe',
  'kernel.modules_disabled',
  'kernel.perf_event_paranoid',
  'kernel.randomize_va_space',
  'kernel.unprivileged_bpf_disabled',
  'kernel.unprivileged_userns_clone',
  'kernel.yama.ptrace_scope',
  'user.max_user_namespaces',
  'vm.unprivileged_userfaultfd',
]

/** The settings that are there. */
export async function readSysctls(files: FileSystem): Promise<Readonly<Record<string, string>>> {
  const read = NAMES.map(async (name) => {
    const bytes = await files.readFile(`/proc/sys/${name.replaceAll('.', '/')}`, { max: 4096 }).catch(() => undefined)
    return bytes === undefined ? [] : [[name, Buffer.from(bytes).toString('utf8').trim()] as const]
  })
  return Object.fromEntries((await Promise.all(read)).flat())
}
