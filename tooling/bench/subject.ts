import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { installPacked } from '@veinmind/publish'
import { debianImage, removeTemporary, run, temporaryFolder } from '@veinmind/services'
import type { Pushable } from '@veinmind/testing'
import { measure } from './measure.ts'
import type { Cost } from './measure.ts'

/** The plugins that the rows of "four plugins" have been measured with from the start: what is bundled grows. */
export const FOUR_PLUGINS: readonly string[] = ['--plugins', 'basic,history,sensitive,weakpass']

/** What every benchmark has: the installed program, the image in its forms, and a folder of the run's own. */
export interface Subject extends Disposable {
  /** `veinmind`, installed from the packed packages. */
  readonly bin: string
  readonly folder: string
  /** OCI layout folder. */
  readonly layout: string
  /** The layout as one tar. */
  readonly archive: string
  /** Paths of the image's layers as they are stored, lowest first. */
  readonly layers: readonly string[]
  readonly image: Pushable
  readonly rounds: number
  /** Runs `veinmind` with the cache of this name, which other runs have too. */
  readonly scanWith: (cache: string, ...args: readonly string[]) => Promise<Cost>
  /** Runs `veinmind` with an empty cache of its own. */
  readonly scanCold: (...args: readonly string[]) => Promise<Cost>
  /** The same where a folder seems empty; takes root. */
  readonly scanColdWithout: (hidden: string, ...args: readonly string[]) => Promise<Cost>
}

interface Descriptor {
  readonly digest: string
  readonly size: number
  readonly mediaType: string
}

/** The cheapest way to list what the layers hold. */
export function listLayers(layers: readonly string[]): Promise<Cost> {
  const script = 'for layer; do gzip -dc "$layer" | tar -t > /dev/null || exit 1; done'
  return measure({ command: 'sh', args: ['-c', script, 'sh', ...layers], allow: [0] })
}

/** Makes what the benchmarks share. */
export async function prepareSubject(rounds: number): Promise<Subject> {
  const { layout } = await debianImage()
  const folder = temporaryFolder('bench')
  const bin = await installPacked(folder)
  const archive = join(folder, 'image.tar')
  await run('tar', ['-C', layout, '-cf', archive, 'oci-layout', 'index.json', 'blobs'])
  const path = ({ digest }: Descriptor): string => join(layout, 'blobs', digest.replace(':', '/'))
  const index = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8')) as { manifests: [Descriptor] }
  const [descriptor] = index.manifests
  const manifest = readFileSync(path(descriptor))
  const { config, layers } = JSON.parse(manifest.toString('utf8')) as {
    config: Descriptor
    layers: readonly Descriptor[]
  }
  const blobs = new Map([config, ...layers].map((blob) => [blob.digest, readFileSync(path(blob))]))
  const command = (cache: string, args: readonly string[]): readonly string[] => {
    return [
      bin,
      ...args,
      '--cache-dir',
      join(folder, cache),
      '--quiet',
      '-f',
      'json',
      '-o',
      join(folder, 'report.json'),
    ]
  }
  let scans = 0
  const nextCache = (): string => `cache-${(scans += 1)}`
  return {
    bin,
    folder,
    layout,
    archive,
    layers: layers.map(path),
    image: {
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      manifest,
      manifestDigest: descriptor.digest,
      blobs,
    },
    rounds,
    scanWith: async (cache, ...args) => measure({ command: process.execPath, args: command(cache, args) }),
    scanCold: async (...args) => measure({ command: process.execPath, args: command(nextCache(), args) }),
    scanColdWithout: async (hidden, ...args) => {
      const script = ['mount -t tmpfs none "$0" && exec "$@"', hidden, process.execPath, ...command(nextCache(), args)]
      return measure({ command: 'unshare', args: ['--mount', '--propagation', 'private', 'sh', '-c', ...script] })
    },
    [Symbol.dispose]: () => removeTemporary(folder),
  }
}
