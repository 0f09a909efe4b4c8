import type { Container, ContainerSecurity } from '@veinmind/sdk'
import { describeMounts } from './describe-mounts.ts'
import type { MountSurroundings } from './describe-mounts.ts'
import { readLiveSecurity, sharedNamespaces } from './live-security.ts'

/** What a runtime was told, with what the kernel of the same machine says of it: where the two differ, the kernel is right. */
export function confine<P extends Pick<Container, 'mounts' | 'security'>>(
  parts: P,
  surroundings: MountSurroundings,
): P {
  const { host, pid = 0, marks } = surroundings
  const { mounts, kernelMounts } = describeMounts(parts.mounts, surroundings)
  const live = host === undefined ? {} : readLiveSecurity({ proc: host.proc, pid, marks })
  const isSeen = host !== undefined && Object.keys(live).length > 0
  const namespaces = isSeen
    ? withShared(parts.security.namespaces, sharedNamespaces({ proc: host.proc, pid }))
    : parts.security.namespaces
  return {
    ...parts,
    mounts,
    security: {
      ...parts.security,
      ...live,
      namespaces,
      ...(kernelMounts === undefined ? {} : { kernelMounts }),
    },
  }
}

/** A namespace that is the machine's own is shared with it, whatever was said. That of an engine which is in a container itself is not. */
function withShared(
  told: ContainerSecurity['namespaces'],
  shared: ReadonlySet<string>,
): ContainerSecurity['namespaces'] {
  return Object.fromEntries(Object.entries(told).map(([name, value]) => [name, shared.has(name) ? 'host' : value]))
}
