// Scans images with one plugin as it comes with VeinMind or as it is installed: <bundled|installed> <module|home> <cache> <image> … Prints what it found, and its seconds.
import { openCache, scan } from '@veinmind/engine'
import { openPluginHome } from '@veinmind/host'
import type { Plugin } from '@veinmind/sdk'
import { discoverArchives } from '@veinmind/target-local'

const [kind = '', place = '', directory = '', ...images] = process.argv.slice(2)
const started = performance.now()
const signal = new AbortController().signal

async function installed(): Promise<Plugin> {
  const plugins = openPluginHome(place)
  const [record] = await plugins.list()
  if (!record) throw new Error('nothing is installed')
  return plugins.open(record)
}

async function* discoverAll(): AsyncGenerator<never> {
  for (const image of images) yield* discoverArchives(image, signal) as AsyncIterable<never>
}

const bundled = async (): Promise<Plugin> => ((await import(place)) as { readonly default: Plugin }).default

const plugin = await (kind === 'installed' ? installed() : bundled())
const cache = await openCache({ directory, key: Buffer.alloc(32) })
const report = await scan(discoverAll(), { plugins: [plugin], cache })
const [{ outcome = '', reason = '' } = {}] = report.plugins
if (outcome !== 'ok' || report.errors.length > 0)
  throw new Error(`${outcome} ${reason} ${JSON.stringify(report.errors)}`)
process.stdout.write(
  JSON.stringify({
    seconds: (performance.now() - started) / 1000,
    findings: report.findings.length,
    read: report.targets.flatMap(({ layers = [] }) => layers.filter(({ source }) => source === 'read')).length,
  }),
)
