import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { writeTar } from '@veinmind/testing'

/** A package: its package.json and its files. */
export interface TestPackage {
  readonly manifest: { readonly name: string; readonly version: string; readonly [key: string]: unknown }
  readonly files: Readonly<Record<string, string>>
}

/** A registry of npm on loopback that has these packages; gives its address, and how it is closed. */
export async function startPackageRegistry(
  packages: readonly TestPackage[],
): Promise<{ readonly url: string; close(): void }> {
  const tarballs = new Map(packages.map((each) => [each.manifest.name, pack(each)]))
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '').slice(1)
    const tarball = tarballs.get(path.replace(/\.tgz$/, ''))
    const manifest = packages.find((each) => each.manifest.name === path.replace(/\.tgz$/, ''))?.manifest
    if (!tarball || !manifest) response.writeHead(404).end('{}')
    else if (path.endsWith('.tgz')) response.end(tarball)
    else
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(describe(manifest, tarball)))
  })
  const describe = ({ name, version, ...rest }: TestPackage['manifest'], tarball: Buffer) => {
    const dist = {
      tarball: `${address(server.address())}/${name}.tgz`,
      integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
    }
    return { name, 'dist-tags': { latest: version }, versions: { [version]: { name, version, ...rest, dist } } }
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { url: address(server.address()), close: () => void server.close() }
}

function address(bound: AddressInfo | string | null): string {
  return `http://127.0.0.1:${(bound as AddressInfo).port}`
}

/** A package as npm packs it. */
export function pack({ manifest, files }: TestPackage): Buffer {
  const all = { 'package.json': JSON.stringify(manifest), ...files }
  return gzipSync(
    writeTar(Object.entries(all).map(([path, text]) => ({ name: `package/${path}`, content: text, mode: 0o755 }))),
  )
}
