import type { Machine } from '@veinmind/sdk'
import type { Confinement } from '../confinement/confinement.ts'
import type { Need } from './model.ts'

/** The text for a need in a verdict. */
export const NEED_TEXT: Readonly<Record<Need, string>> = {
  'net-admin': 'CAP_NET_ADMIN, or a user namespace',
  'net-raw': 'CAP_NET_RAW, or a user namespace',
  'sys-admin': 'CAP_SYS_ADMIN, or a user namespace',
  'user-namespace': 'a user namespace',
  'cgroup1-mount': 'cgroup v1, and CAP_SYS_ADMIN or a user namespace',
  root: 'root of the host as its root',
  'host-network': 'the network namespace of the host',
  nvidia: 'the runtime of NVIDIA',
  starts: 'somebody who starts a container with mounts of the attacker',
  image: 'somebody who runs an image of the attacker',
  'image-or-exec': 'somebody who runs an image of the attacker, or a command in its folder',
  build: 'somebody who builds a Dockerfile of the attacker',
  copy: 'somebody who uses docker cp',
  pods: 'the right to make pods',
}

/** Needs that somebody outside of the container has to meet: its configuration says nothing about them. */
export const OUTSIDE: ReadonlySet<Need> = new Set(['starts', 'image', 'image-or-exec', 'build', 'copy', 'pods'])

/** Whether a container's processes have what a flaw needs. */
export function isMet(need: Need, confinement: Confinement, machine: Machine): boolean {
  const has = (name: string): boolean => confinement.capabilities.has(`CAP_${name}`)
  if (need === 'user-namespace') return mayMakeUserNamespace(confinement, machine)
  if (need === 'net-admin' || need === 'net-raw' || need === 'sys-admin')
    return has(need.toUpperCase().replace('-', '_')) || mayMakeUserNamespace(confinement, machine)
  if (need === 'cgroup1-mount')
    return (
      machine.cgroup === 1 &&
      !confinement.isMapped &&
      !confinement.hasAppArmor &&
      (has('SYS_ADMIN') || mayMakeUserNamespace(confinement, machine))
    )
  if (need === 'root') return !confinement.isMapped && confinement.mayBeRoot
  if (need === 'host-network') return confinement.namespaces.has('network')
  if (need === 'nvidia') return confinement.usesNvidia
  return true
}

/** Docker's filter allows no new user namespace without CAP_SYS_ADMIN, and a machine may forbid them to all. */
function mayMakeUserNamespace({ capabilities, isFiltered }: Confinement, { sysctls = {} }: Machine): boolean {
  if (sysctls['user.max_user_namespaces'] === '0') return false
  if (capabilities.has('CAP_SYS_ADMIN')) return true
  if (isFiltered) return false
  return (
    sysctls['kernel.unprivileged_userns_clone'] !== '0' &&
    sysctls['kernel.apparmor_restrict_unprivileged_userns'] !== '1'
  )
}
