import { accounts, owners } from '@veinmind/inventory'
import type { AccountSystem, FileOwner } from '@veinmind/inventory'
import type { Container, Image, Mount, ScanContext, Severity } from '@veinmind/sdk'
import { SEVERITIES } from '@veinmind/sdk'

/** What is the same for all findings of an entity. */
export interface Surroundings {
  /** The accounts of its own root folder. */
  readonly system: AccountSystem | undefined
  /** What databases of packages say of a file. */
  readonly ownerOf: (path: string) => FileOwner | undefined
  /** A file of a package that has one of these digests. */
  readonly ownerByDigest: (digests: readonly string[]) => FileOwner | undefined
  /** True when no package is known at all: then it means nothing that a file belongs to none. */
  readonly hasOwners: boolean
  /** The user that it runs as by default. */
  readonly user: string
  readonly isRootByDefault: boolean
  /** Whether an attacker inside may be another user than root. */
  readonly hasOtherUsers: boolean
  readonly noNewPrivileges: boolean
  readonly hasUserNamespace: boolean
  readonly mounts: readonly Mount[]
  /** Capabilities of a container beyond the default ones, in lower case; all of them when it is privileged. */
  readonly addedCapabilities: { readonly has: (name: string) => boolean }
}

/** Collects it. Files of packages are asked for only when `isNeeded`, since there are many. */
export async function surroundingsOf(
  entity: Image | Container,
  ctx: ScanContext,
  isNeeded: boolean,
): Promise<Surroundings> {
  const systems = await ctx.fact(accounts)
  const system = systems.find(({ root }) => root === '/')
  const owned = isNeeded ? await ctx.fact(owners) : []
  const byPath = new Map(owned.map((file) => [withoutUsr(file.path), file]))
  const byDigest = new Map(owned.flatMap((file) => (file.digest === undefined ? [] : [[file.digest, file] as const])))
  const user = entity.kind === 'image' ? entity.config.user : entity.user
  const isRootByDefault = isRootUser(user, system)
  const container = entity.kind === 'container' ? entity : undefined
  return {
    system,
    ownerOf: (path) => byPath.get(withoutUsr(path)),
    ownerByDigest: (digests) => {
      for (const one of digests) if (byDigest.has(one)) return byDigest.get(one)
      return undefined
    },
    hasOwners: owned.length > 0,
    user,
    isRootByDefault,
    hasOtherUsers: !isRootByDefault || (system?.users ?? []).some(({ uid }) => uid !== undefined && uid !== 0),
    noNewPrivileges: container?.security.noNewPrivileges === true,
    hasUserNamespace: hasOwnUserNamespace(container),
    mounts: container?.mounts ?? [],
    addedCapabilities: addedTo(container),
  }
}

function addedTo(container: Container | undefined): Surroundings['addedCapabilities'] {
  const { privileged, addedCapabilities = [] } = container?.security ?? {}
  const names = new Set(addedCapabilities.map((name) => name.toLowerCase().replace(/^(?!cap_)/, 'cap_')))
  return { has: (name) => privileged === true || names.has('cap_all') || names.has(name) }
}

/** The user part of `USER`, `1000:1000`: empty means root. */
function isRootUser(user: string, system: AccountSystem | undefined): boolean {
  const [name = ''] = user.split(':', 1)
  if (name === '' || name === 'root' || /^0+$/.test(name)) return true
  return system?.users.some((one) => one.name === name && one.uid === 0) === true
}

function hasOwnUserNamespace(container: Container | undefined): boolean {
  const user = container?.security.namespaces['user']
  return user !== undefined && user !== '' && user !== 'host'
}

/** `/usr/bin/x` and `/bin/x` are one file where `/bin` is a link, and databases name either. */
function withoutUsr(path: string): string {
  return path.replace(/^\/usr(?=\/(?:bin|sbin|lib\w*)\/)/, '')
}

/** A severity some steps higher or lower. */
export function moved(severity: Severity, steps: number): Severity {
  const at = SEVERITIES.indexOf(severity) + steps
  return SEVERITIES[Math.max(0, Math.min(SEVERITIES.length - 1, at))] ?? severity
}

/**
 * The severity of becoming root here. It is higher where an attacker is not root yet; lower where only root is inside, and where root
 * is an ordinary user of the machine; and lowest where the kernel grants no new rights (`no_new_privs`).
 */
export function severityHere(
  base: Severity,
  here: Surroundings,
  { byExec = true, most = 'critical' }: { readonly byExec?: boolean; readonly most?: Severity } = {},
): Severity {
  if (byExec && here.noNewPrivileges) return 'low'
  const steps = (here.isRootByDefault ? 0 : 1) - (here.hasOtherUsers ? 0 : 1) - (here.hasUserNamespace ? 1 : 0)
  const severity = moved(base, steps)
  return SEVERITIES.indexOf(severity) > SEVERITIES.indexOf(most) ? moved(most, Math.min(0, steps)) : severity
}
