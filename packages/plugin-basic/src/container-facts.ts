import type { Container, JsonObject } from '@veinmind/sdk'

/** What the original's event does not say about a container, and its root process. */
export function containerFacts(container: Container): JsonObject {
  const { args, env, workingDir, user, processes, security } = container
  const first = processes?.find(({ pid }) => pid === 1)
  return {
    id: container.id,
    image: container.imageReference,
    created: container.created,
    user,
    ports: container.ports,
    process: {
      args: first?.args ?? args,
      env: first?.env ?? env,
      cwd: first?.cwd ?? workingDir,
      // Real ids, as the kernel lists them first.
      uid: first?.uids?.[0],
      gid: first?.gids?.[0],
      capabilities: first?.capabilities && { ...first.capabilities },
    },
    security: {
      privileged: security.privileged,
      added_capabilities: security.addedCapabilities,
      dropped_capabilities: security.droppedCapabilities,
      seccomp: security.seccomp,
      apparmor: security.appArmor,
      selinux: security.seLinux,
      no_new_privileges: security.noNewPrivileges,
      read_only_rootfs: security.readOnlyRootfs,
      namespaces: { ...security.namespaces },
    },
    limits: container.limits,
    log_path: container.logPath,
    missing: container.missing.map(({ what, reason, hint }) => ({ what, reason, hint })),
  }
}
