import type { Report } from '@veinmind/report'
import type { Container, Image, Layer } from '@veinmind/sdk'
import type { ScanOptions } from '../src/index.ts'
import { scan } from '../src/index.ts'
import finder from './finder-plugin.ts'

/** Options of a scan with the finder plugin. */
export function finderOptions(more: Partial<ScanOptions> = {}): ScanOptions {
  return { plugins: [finder], pluginOptions: { finder: { words: ['secret', 'token='] } }, workers: 1, ...more }
}

/** The image, counting how often each layer is opened. */
export function counted(image: Image): Image & { readonly opened: number[] } {
  const opened = image.layers.map(() => 0)
  return {
    ...withLayers(image, (layer, index) => ({
      open(given) {
        opened[index] = (opened[index] ?? 0) + 1
        return layer.open(given)
      },
    })),
    opened,
  }
}

/** The image with other members of its layers. */
export function withLayers(image: Image, change: (layer: Layer, index: number) => Partial<Layer>): Image {
  return { ...image, layers: image.layers.map((layer, index) => ({ ...layer, ...change(layer, index) })) }
}

/** A container of the image with a layer of its own. */
export function containerOf(image: Image, changes: Layer | undefined): Container {
  return {
    kind: 'container',
    id: 'c',
    name: 'c',
    state: 'running',
    runtime: 'docker',
    hostname: 'c',
    image,
    imageReference: 'app',
    env: [],
    args: [],
    workingDir: '/',
    user: '',
    mounts: [],
    ports: [],
    security: { namespaces: {} },
    limits: {},
    raw: {},
    missing: [],
    ...(changes ? { changes: { ...changes, digest: '', diffId: '' } } : {}),
  }
}

/** What was found, in short: rule, path, layer, what hides it, record. */
export function summarize(report: Report): string[] {
  const lines = report.findings.map(({ rule, locations: [at], detail, target }) => {
    const hidden = at?.hiddenBy === undefined ? '' : ` hidden by ${at.hiddenBy}`
    const where = report.targets.length > 1 ? `${target.name} ` : ''
    return `${where}${rule.id} ${at?.path} @${at?.layer?.index}${hidden} ${JSON.stringify(detail.record)}`
  })
  return lines.sort()
}

/** What is found in the image, all else being well. */
export async function find(image: Image, more: Partial<ScanOptions> = {}): Promise<string[]> {
  const report = await scan([image], finderOptions(more))
  if (report.errors.length > 0) throw new Error(JSON.stringify(report.errors))
  return summarize(report)
}
