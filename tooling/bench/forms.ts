import { createHash } from 'node:crypto'
import { createReadStream, linkSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { requireTool, run } from '@veinmind/services'
import { startRegistry } from '@veinmind/testing'
import { measure, measurePairs } from './measure.ts'
import type { Cost } from './measure.ts'
import { compared } from './result.ts'
import type { Result } from './result.ts'
import { FOUR_PLUGINS } from './subject.ts'
import type { Subject } from './subject.ts'

/** A layer in one of the forms that layers are stored in, and what lists it with the least work. */
interface Form {
  readonly what: string
  /** Makes the layer of a tar. */
  readonly make: string
  /** `$0` is the layer. */
  readonly list: string
  readonly suffix: string
  readonly most: number
}

const FORMS: readonly Form[] = [
  { what: 'gzip', make: 'gzip -6 -c "$0"', list: 'gzip -dc "$0" | tar -t', suffix: '+gzip', most: 0.7 },
  { what: 'zstd', make: 'zstd -q -3 -c "$0"', list: 'zstd -dc "$0" | tar -t', suffix: '+zstd', most: 0.8 },
  { what: 'uncompressed', make: 'cat "$0"', list: 'cat "$0" | tar -t', suffix: '', most: 0.8 },
]

/** A first scan of the whole tree as one layer, in each form, against what reads and lists the same; and the image out of a registry. */
export async function benchForms({ folder, layers, image, rounds, scanCold }: Subject): Promise<Result[]> {
  const [tar] = [await oneTar(join(folder, 'one-layer'), layers), await requireTool('zstd')]
  const results: Result[] = []
  for (const { what, make, list, suffix, most } of FORMS) {
    const layout = join(folder, `one-layer-${what}`)
    const layer = await writeLayout(layout, tar, { make, suffix })
    const pairs = await measurePairs(
      () => scanCold('scan', 'image', layout, ...FOUR_PLUGINS),
      () => shell(`${list} > /dev/null`, layer),
      rounds,
    )
    const theirs = list.replace(' "$0"', '').replace('|', '\\|')
    results.push(compared(`cold scan of one layer, ${what}, four plugins; theirs: \`${theirs}\``, pairs, most))
  }
  return [...results, await benchRegistry({ image, rounds, scanCold })]
}

async function benchRegistry({
  image,
  rounds,
  scanCold,
}: Pick<Subject, 'image' | 'rounds' | 'scanCold'>): Promise<Result> {
  await using registry = await startRegistry()
  const reference = registry.push('bench', '1', image)
  const { layers } = JSON.parse(Buffer.from(image.manifest).toString('utf8')) as {
    layers: readonly { digest: string }[]
  }
  const list = 'for blob; do curl -sf "$0/v2/bench/blobs/$blob" | gzip -dc | tar -t > /dev/null || exit 1; done'
  const pairs = await measurePairs(
    () => scanCold('scan', 'registry', reference, ...FOUR_PLUGINS),
    () => shell(list, registry.url, ...layers.map(({ digest }) => digest)),
    rounds,
  )
  const what = 'cold scan from a registry, four plugins; theirs: `curl \\| gzip -dc \\| tar -t` of the layers'
  return compared(what, pairs, 0.8)
}

function shell(script: string, ...args: readonly string[]): Promise<Cost> {
  return measure({ command: 'bash', args: ['-o', 'pipefail', '-c', script, ...args], allow: [0] })
}

/** What the layers unpack to, as one tar. */
async function oneTar(folder: string, layers: readonly string[]): Promise<string> {
  const tree = join(folder, 'tree')
  mkdirSync(tree, { recursive: true })
  for (const layer of layers) await run('tar', ['-C', tree, '--no-same-owner', '--exclude=dev', '-xzf', layer])
  await run('tar', ['-C', tree, '-cf', join(folder, 'layer.tar'), '.'])
  return join(folder, 'layer.tar')
}

/** An OCI layout of one layer; where the layer is. */
async function writeLayout(
  layout: string,
  tar: string,
  { make, suffix }: Pick<Form, 'make' | 'suffix'>,
): Promise<string> {
  const blobs = join(layout, 'blobs', 'sha256')
  mkdirSync(blobs, { recursive: true })
  const layer = join(layout, 'layer')
  await run('sh', ['-c', `${make} > "$1"`, tar, layer])
  const [digest, diffId] = [await digestOf(layer), await digestOf(tar)]
  linkSync(layer, join(blobs, digest))
  const write = (value: unknown): { readonly digest: string; readonly size: number } => {
    const bytes = Buffer.from(JSON.stringify(value))
    const name = createHash('sha256').update(bytes).digest('hex')
    writeFileSync(join(blobs, name), bytes)
    return { digest: `sha256:${name}`, size: bytes.length }
  }
  const config = write({
    architecture: 'amd64',
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: [`sha256:${diffId}`] },
  })
  const mediaType = `application/vnd.oci.image.layer.v1.tar${suffix}`
  const manifest = write({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...config },
    layers: [{ mediaType, digest: `sha256:${digest}`, size: statSync(layer).size }],
  })
  const entry = { mediaType: 'application/vnd.oci.image.manifest.v1+json', ...manifest }
  writeFileSync(join(layout, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [entry] }))
  writeFileSync(join(layout, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}')
  return layer
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) hash.update(chunk)
  return hash.digest('hex')
}
