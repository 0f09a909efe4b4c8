import type { PurlParts } from '../purl.ts'
import { ecosystemOf } from '../systems/ecosystem.ts'
import type { OperatingSystem } from '../systems/model.ts'
import type { ListedSystem } from './listing.ts'

/** Words for systems in namespaces of purls and in documents of other tools, where os-release has another. */
const FAMILIES: ReadonlyMap<string, string> = new Map([
  ['redhat', 'rhel'],
  ['amazon', 'amzn'],
  ['oracle', 'ol'],
  ['oraclelinux', 'ol'],
  ['alma', 'almalinux'],
  ['rockylinux', 'rocky'],
  ['suse', 'sles'],
  ['opensuse', 'opensuse-leap'],
  ['opensuse.leap', 'opensuse-leap'],
  ['opensuse.tumbleweed', 'opensuse-tumbleweed'],
  ['cbl-mariner', 'mariner'],
])

const familyOf = (word: string): string => FAMILIES.get(word.toLowerCase()) ?? word.toLowerCase()

/** A system as the facts have it. */
export function toSystem({ family, version, name, codename }: ListedSystem): OperatingSystem {
  const identity = {
    family: familyOf(family),
    name: name?.slice(0, 200) ?? `${family} ${version}`.trim(),
    version,
    ...(codename === undefined ? {} : { codename: codename.slice(0, 100) }),
    like: [],
  }
  const ecosystem = ecosystemOf(identity)
  return {
    root: '/',
    ...identity,
    ...(ecosystem === undefined ? {} : { ecosystem }),
    at: { object: `${family} ${version}`.trim() },
  }
}

/**
 * The system that a package belongs to: by `distro` of its purl (`debian-12`, trivy's `12.4` behind the namespace), else the one that the
 * document names, where the namespace does not speak against it.
 */
export function systemOfPurl(
  parts: PurlParts | undefined,
  listed: readonly ListedSystem[],
): OperatingSystem | undefined {
  if (parts === undefined) return undefined
  const namespace = parts.namespace ?? ''
  const distro = parts.qualifiers?.['distro'] ?? ''
  if (distro === '') {
    const [own] = listed
    if (own === undefined) return undefined
    const isOther = namespace !== '' && familyOf(namespace) !== familyOf(own.family)
    return isOther && familyOf(namespace) !== own.family.split('-')[0] ? undefined : toSystem(own)
  }
  const [, family = namespace, version = ''] = /^(?:([A-Za-z][\w.-]*?)-)?(\d[\w.+~]*)$/.exec(distro) ?? [
    '',
    /^[\w.-]{1,100}$/.test(distro) ? distro : namespace,
  ]
  const isListed = listed.find((one) => familyOf(one.family) === familyOf(family) && one.version === version)
  if (isListed !== undefined) return toSystem(isListed)
  // Testing releases have a codename behind the family: `debian-trixie`.
  const codename =
    version === '' && namespace !== '' && distro.startsWith(`${namespace}-`)
      ? distro.slice(namespace.length + 1)
      : undefined
  return toSystem({ family: codename === undefined ? family : namespace, version, codename })
}
