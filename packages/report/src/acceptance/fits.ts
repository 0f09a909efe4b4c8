import { globToRegExp } from '@veinmind/internal'
import type { Json } from '@veinmind/sdk'
import type { Finding, OtherFinding } from '../model/model.ts'
import type { AcceptEntry } from '../model/accept-entry.ts'
import { repositoryOf } from '../model/repository-of.ts'

/** Whether an entry fits a finding, whatever it was found in. */
export type Fits = (finding: Finding | OtherFinding) => boolean

/** The test that an entry's members make, all of which have to fit. */
export function fitsOf({ fingerprint, rule, path, package: name, sha256 }: AcceptEntry): Fits {
  const tests: Fits[] = []
  if (fingerprint !== undefined) tests.push((finding) => finding.fingerprint === fingerprint)
  if (rule !== undefined) {
    const id = rule.toUpperCase()
    tests.push((finding) => idsOf(finding).some((one) => one.toUpperCase() === id))
  }
  if (path !== undefined) {
    const glob = globToRegExp(path)
    tests.push(({ locations }) => locations.length > 0 && locations.every((at) => glob.test(absolute(at.path))))
  }
  if (name !== undefined) tests.push(({ detail }) => packageNames(detail).includes(withoutVersion(name)))
  if (sha256 !== undefined) tests.push(({ detail }) => detail['sha256'] === sha256)
  return (finding) => tests.every((test) => test(finding))
}

/** The test of a name of what was scanned: of an image its reference, which stands for its repository too. */
export function namesFit(image: string | undefined): (name: string) => boolean {
  if (image === undefined) return () => true
  const glob = globToRegExp(`/${image}`)
  return (name) => glob.test(`/${name}`) || glob.test(`/${repositoryOf(name)}`)
}

/** `pkg:deb/debian/openssl` of `pkg:deb/debian/openssl@3.0.1?arch=amd64`. */
export function withoutVersion(purl: string): string {
  return purl.startsWith('pkg:') ? (purl.split(/[?#]/, 1)[0] ?? '').replace(/@[^@/]*$/, '') : purl
}

/** A vulnerability is known by each of its ids. Of other types these members may be what the scanned thing says. */
function idsOf({ type, rule, detail }: Finding | OtherFinding): readonly string[] {
  if (type !== 'Vulnerability') return [rule.id]
  return [rule.id, ...texts(detail['id']), ...texts(detail['aliases'])]
}

function packageNames(detail: Finding['detail']): readonly string[] {
  const { packages } = (detail['source'] ?? {}) as { readonly packages?: { readonly name?: Json } }
  return [...texts(detail['purl']).map(withoutVersion), ...texts(packages?.name)]
}

function texts(value: Json | undefined): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string')
}

function absolute(path = ''): string {
  return path.startsWith('/') ? path : `/${path}`
}
