import type { FileSystem, Machine } from '@veinmind/sdk'

type Missing = NonNullable<Machine['missing']>[number]

/** The security modules that are on; undefined, with a note, where the kernel does not show them. */
export async function readSecurityModules(
  files: FileSystem,
  missing: Missing[],
): Promise<readonly string[] | undefined> {
  const read = async (path: string): Promise<string | undefined> =>
    files.readFile(path, { max: 4096 }).then(
      (bytes) => Buffer.from(bytes).toString('utf8').trim(),
      () => undefined,
    )
  const listed = await read('/sys/kernel/security/lsm')
  if (listed !== undefined) return listed.split(',').filter(Boolean)
  const isAppArmor = (await read('/sys/module/apparmor/parameters/enabled')) === 'Y'
  const isSelinux = (await read('/sys/fs/selinux/enforce')) !== undefined
  if (isAppArmor || isSelinux) return [...(isAppArmor ? ['apparmor'] : []), ...(isSelinux ? ['selinux'] : [])]
  missing.push({
    what: 'security modules of the kernel',
    reason: '/sys/kernel/security is not mounted, or has no list of them',
    hint: 'mount -t securityfs securityfs /sys/kernel/security',
  })
  return undefined
}
