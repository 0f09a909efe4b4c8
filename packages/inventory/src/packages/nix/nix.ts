import { defineInspector, metadata } from '@veinmind/sdk'
import type { Inspector } from '@veinmind/sdk'
import type { Cataloger } from '../cataloger.ts'

/** What the name of a folder of the store tells. */
interface StorePath {
  readonly hash: string
  readonly name: string
  readonly version: string
  readonly output?: string
}

const FILE = /^(?:\/|\/.*\/)nix\/store\/(?<hash>[0-9a-df-np-sv-z]{32})-(?<name>[A-Za-z0-9+._?=-]{1,211})$/
/** Outputs that a derivation may have besides its main one. */
const OUTPUTS = 'bin|lib|dev|doc|man|info|debug|out|static|data|devdoc|devman|py|getent|terminfo'
/** As Nix splits a name: the version begins at the first dash that no letter follows. */
const NAME = new RegExp(`^(?<name>.+?)-(?<version>[^A-Za-z-][^-]*(?:-[^-]+)*?)(?:-(?<output>${OUTPUTS}))?$`)
/** Neither is a package: instructions to build one, and sources. */
const NO_PACKAGE = /\.(?:drv|patch|diff|tar\.\w+|tgz|zip|lock|sh|json|nix)$|-(?:source|src)$/

/** Reads the names of the folders of Nix's store. */
export const nixStore: Inspector<StorePath> = defineInspector<StorePath>({
  id: 'nix-store',
  module: import.meta.url,
  version: 1,
  offered: { types: ['directory'], paths: ['/nix/store/'] },
  wants: ({ path, type }) => type === 'directory' && path.includes('/nix/store/') && FILE.test(path) && metadata(),
  inspect({ entry }) {
    const { hash, name = '' } = FILE.exec(entry.path)?.groups ?? {}
    const parts = NO_PACKAGE.test(name) ? undefined : NAME.exec(name)?.groups
    if (hash === undefined || parts?.['name'] === undefined || parts['version'] === undefined) return undefined
    return {
      hash,
      name: parts['name'],
      version: parts['version'],
      ...(parts['output'] === undefined ? {} : { output: parts['output'] }),
    }
  },
})

/** The packages in Nix's store, in images that Nix has built or that hold it; each owns what is in its folder. */
export const nix: Cataloger = {
  id: 'nix',
  inspectors: [nixStore],
  *collect({ records }) {
    for (const { record, location } of records(nixStore)) {
      const { hash, name, version, output } = record
      yield { type: 'nix', name, version, at: location, qualifiers: { output, outputhash: hash } }
    }
  },
}
