import type { Flaw } from '@veinmind/advisories'
import { parsePurl } from '@veinmind/inventory'
import type { Package, PurlParts } from '@veinmind/inventory'
import type { Entity } from '@veinmind/sdk'
import type { Statement, VexProduct } from './statement.ts'

/** The statements about one entity, by the id of the flaw. */
export interface VexJudge {
  /** The statement that counts for a flaw in a package: the more specific, else the later. */
  on(flaw: Flaw, item: Package): Statement | undefined
}

/** Statements that are looked up by flaws and packages of an entity. */
export function createVexJudge(statements: readonly Statement[], entity: Entity): VexJudge {
  const byId = new Map<string, Statement[]>()
  for (const statement of statements)
    for (const id of new Set(statement.ids.map((each) => each.toUpperCase()))) {
      const list = byId.get(id)
      if (list === undefined) byId.set(id, [statement])
      else list.push(statement)
    }
  const image = subjectOf(entity)
  return {
    on(flaw, item) {
      let best: { readonly statement: Statement; readonly rank: number } | undefined
      for (const id of [flaw.id, ...flaw.aliases])
        for (const statement of byId.get(id.toUpperCase()) ?? []) {
          const rank = Math.max(0, ...statement.products.map((product) => rankOf(product, item, image)))
          if (rank === 0) continue
          const isBetter =
            best === undefined || rank > best.rank || (rank === best.rank && statement.time >= best.statement.time)
          if (isBetter) best = { statement, rank }
        }
      return best?.statement
    },
  }
}

/** An image as statements name it. */
interface ImageNames {
  readonly digests: readonly string[]
  readonly repositories: readonly string[]
}

/** The image that an entity is, was made from, or lists the packages of. */
function subjectOf(entity: Entity): ImageNames | undefined {
  if (entity.kind === 'sbom') {
    const { name = '', version = '', purl } = entity.describes ?? {}
    const parts = parsePurl(purl ?? '')
    const url = parts?.qualifiers?.['repository_url'] ?? (parts?.type === 'oci' ? parts.name : name)
    const digests = [version, parts?.version ?? ''].filter((text) => text.startsWith('sha256:'))
    return { digests, repositories: url === '' ? [] : [repositoryOf(url)] }
  }
  const image = entity.kind === 'container' ? entity.image : entity.kind === 'image' ? entity : undefined
  if (image === undefined) return undefined
  const digests = [image.manifestDigest, image.id].filter((text) => text !== undefined)
  return { digests, repositories: image.references.map(repositoryOf) }
}

/** How closely a product is this package in this image; 0: it is another. */
function rankOf({ id, parts }: VexProduct, item: Package, image: ImageNames | undefined): number {
  const whole = rankOfImage(id, image)
  if (whole > 0) {
    if (parts.length === 0) return whole
    const part = Math.max(0, ...parts.map((purl) => rankOfPackage(purl, item)))
    return part === 0 ? 0 : whole + part
  }
  // A package that is itself the product, in whatever image.
  return parts.length === 0 ? rankOfPackage(id, item) : 0
}

/** 8 by digest, 4 by repository, 2 by name alone. */
function rankOfImage(id: string, image: ImageNames | undefined): number {
  if (image === undefined) return 0
  const { digests, repositories } = image
  if (/^sha256:[0-9a-f]{64}$/.test(id)) return digests.includes(id) ? 8 : 0
  const purl = parsePurl(id)
  if (purl === undefined || (purl.type !== 'oci' && purl.type !== 'docker')) return 0
  const digest = purl.version?.startsWith('sha256:') ? purl.version : undefined
  if (digest !== undefined && !digests.includes(digest)) return 0
  const repository = purl.qualifiers?.['repository_url']
  if (repository !== undefined && !repositories.includes(repositoryOf(repository))) return 0
  if (repository === undefined && digest === undefined) {
    const own = purl.name.toLowerCase()
    return repositories.some((each) => each === own || each.endsWith(`/${own}`)) ? 2 : 0
  }
  return (digest === undefined ? 0 : 8) + (repository === undefined ? 0 : 4)
}

/** `docker.io/library/nginx` of `nginx:1.27` and of `https://index.docker.io/library/nginx@sha256:…`. */
function repositoryOf(reference: string): string {
  const bare = reference
    .replace(/^https?:\/\//, '')
    .replace(/@.*$/, '')
    .replace(/:[^/:]+$/, '')
    .toLowerCase()
  const [host = '', ...rest] = bare.split('/')
  const isHost = rest.length > 0 && (host.includes('.') || host.includes(':') || host === 'localhost')
  if (isHost) return host === 'index.docker.io' ? ['docker.io', ...rest].join('/') : bare
  return `docker.io/${rest.length === 0 ? 'library/' : ''}${bare}`
}

/** 3 with the version, 1 without; 0 where it is another package. */
function rankOfPackage(text: string, item: Package): number {
  const [wanted, own] = [parsePurl(text), parsePurl(item.purl)]
  if (wanted === undefined || own === undefined || wanted.type !== own.type) return 0
  const names = [own.name, ...(item.source === undefined ? [] : [item.source.name])].map(sameName(own.type))
  if (!names.includes(sameName(own.type)(wanted.name))) return 0
  if (wanted.namespace !== undefined && own.namespace !== undefined && wanted.namespace !== own.namespace) return 0
  const arch = wanted.qualifiers?.['arch']
  if (arch !== undefined && item.arch !== undefined && arch !== item.arch) return 0
  if (wanted.version === undefined) return 1
  const versions = [own.version, item.version, withEpoch(wanted, item)]
  return versions.includes(wanted.version) || item.source?.version === wanted.version ? 3 : 0
}

/** The version of the package as the statement writes it where it has the epoch apart. */
function withEpoch({ version, qualifiers }: PurlParts, item: Package): string | undefined {
  const epoch = qualifiers?.['epoch']
  return epoch !== undefined && item.version === `${epoch}:${version}` ? version : undefined
}

const sameName =
  (type: string) =>
  (name: string): string =>
    type === 'pypi'
      ? name.toLowerCase().replaceAll(/[-_.]+/g, '-')
      : type === 'npm' || type === 'maven'
        ? name
        : name.toLowerCase()
