import { copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Pushable } from '@veinmind/testing'
import { measure, measurePairs } from './measure.ts'
import type { Cost } from './measure.ts'
import { compared } from './result.ts'
import type { Result } from './result.ts'
import { secondImage } from './second-image.ts'
import type { Subject } from './subject.ts'

const IMAGES = 4

/** What a plugin costs that a user has installed, against the same plugin in the process: four images with one base, new and seen before. */
export async function benchInstalled({ folder, image, rounds }: Subject): Promise<Result[]> {
  const script = join(folder, 'external-images.ts')
  copyFileSync(join(import.meta.dirname, 'external-images.ts'), script)
  const home = makeHome(folder)
  const module = join(folder, 'node_modules/@veinmind/plugin-sensitive/dist/index.js')
  const paths = Array.from({ length: IMAGES }, (_none, at) => writeLayout(join(folder, `image-${at}`), image, at))
  let scans = 0
  const scan = async (kind: string, cache: string): Promise<Cost> => {
    const cost = await measure({
      command: process.execPath,
      args: [script, kind, kind === 'installed' ? home : module, join(folder, cache), ...paths],
      allow: [0],
    })
    expectSame(cost)
    return cost
  }
  const cold = (kind: string) => async (): Promise<Cost> => {
    const cache = `installed-cold-${(scans += 1)}`
    const cost = await scan(kind, cache)
    rmSync(join(folder, cache), { recursive: true })
    return cost
  }
  const warm = (kind: string) => (): Promise<Cost> => scan(kind, `installed-warm-${kind}`)
  return [
    compared(
      `${IMAGES} images of one base with an installed plugin; theirs: the same plugin in the process`,
      await measurePairs(cold('installed'), cold('bundled'), rounds),
      1.3,
    ),
    compared('the same, seen before', await measurePairs(warm('installed'), warm('bundled'), rounds), 1.3),
  ]
}

let found: number | undefined

/** Throws where a scan found something else than the first: then it is not the same that is measured. */
function expectSame({ stdout }: Cost): void {
  const { findings } = JSON.parse(stdout) as { readonly findings: number }
  found ??= findings
  if (findings !== found) throw new Error(`a scan was to find ${found}, and found ${findings}`)
}

/** A home of plugins with one, as npm would have laid it out. */
function makeHome(folder: string): string {
  const home = join(folder, 'home')
  const own = join(home, 'sensitive')
  mkdirSync(own, { recursive: true })
  cpSync(join(folder, 'node_modules'), join(own, 'node_modules'), {
    recursive: true,
    filter: (path) =>
      !/node_modules\/(?:@veinmind\/(?:runner|target-(?:git|k8s))|@kubernetes|\.bin)(?:\/|$)/.test(path),
  })
  const record = {
    name: 'sensitive',
    version: '0.0.0',
    source: '@veinmind/plugin-sensitive',
    executable: 'node_modules/@veinmind/plugin-sensitive/dist/bin.js',
    kinds: ['image', 'container'],
    needs: [],
    isSandboxed: true,
    network: false,
    addons: false,
  }
  writeFileSync(join(own, 'plugin.json'), JSON.stringify(record))
  return home
}

/** An OCI layout of an image with the base of `image` and a layer of its own. */
function writeLayout(layout: string, image: Pushable, number: number): string {
  const { image: own } = secondImage(image, `hello ${number}\n`)
  mkdirSync(join(layout, 'blobs', 'sha256'), { recursive: true })
  const write = (digest: string, bytes: Uint8Array): void =>
    writeFileSync(join(layout, 'blobs', digest.replace(':', '/')), bytes)
  for (const [digest, bytes] of own.blobs) write(digest, bytes)
  write(own.manifestDigest, own.manifest)
  const { mediaType, manifestDigest, manifest } = own
  const entry = { mediaType, digest: manifestDigest, size: manifest.length }
  writeFileSync(join(layout, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [entry] }))
  writeFileSync(join(layout, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}')
  return layout
}
