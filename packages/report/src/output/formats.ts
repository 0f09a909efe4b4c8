import { suggest } from '@veinmind/internal'
import { usageError } from '@veinmind/sdk'
import type { VeinmindError } from '@veinmind/sdk'
import type { Renderer } from '../renderers/renderer.ts'

/** A format: its file, and its renderer, which is loaded when it is needed: plugins import this package in every worker. */
interface Format {
  /** Name of the file in the folder that `-o` names. */
  readonly file: string
  /** To be opened, not read as text: never printed unless asked for. */
  readonly isPage?: boolean
  load(): Promise<Renderer>
}

const formats: ReadonlyMap<string, Format> = new Map<string, Format>([
  ['cli', { file: 'report.txt', load: async () => (await import('../renderers/cli/cli.ts')).cli }],
  ['json', { file: 'report.json', load: async () => (await import('../renderers/json.ts')).json }],
  ['html', { file: 'report.html', isPage: true, load: async () => (await import('../html/html.ts')).html }],
  [
    'cyclonedx',
    { file: 'bom.cdx.json', load: async () => (await import('../renderers/sbom/cyclonedx.ts')).cycloneDx('1.6') },
  ],
  [
    'cyclonedx@1.7',
    { file: 'bom-1.7.cdx.json', load: async () => (await import('../renderers/sbom/cyclonedx.ts')).cycloneDx('1.7') },
  ],
  ['spdx', { file: 'bom.spdx.json', load: async () => (await import('../renderers/sbom/spdx.ts')).spdx }],
  ['spdx@3', { file: 'bom-3.spdx.json', load: async () => (await import('../renderers/sbom/spdx3.ts')).spdx3 }],
  ['events', { file: 'events.json', load: async () => (await import('../renderers/events.ts')).events }],
])

/** The formats that a report can be written in. */
export const FORMATS: readonly string[] = [...formats.keys()]

/** The formats of a list such as `cli,json`, each once; throws `REPORT_FORMAT_UNKNOWN`. */
export function parseFormats(text: string): readonly string[] {
  const words = text.split(',').map((word) => word.trim().toLowerCase())
  const named = new Set(words.filter((word) => word !== ''))
  if (named.size === 0) throw unknown('')
  for (const format of named) formatOf(format)
  return [...named]
}

/** A format by its name; throws `REPORT_FORMAT_UNKNOWN`. */
export function formatOf(name: string): Format {
  const format = formats.get(name)
  if (!format) throw unknown(name)
  return format
}

/** Words of other scanners for the formats that are nearest to theirs. */
const FOREIGN: ReadonlyMap<string, string> = new Map([
  ...['table', 'text', 'txt', 'terminal', 'pretty-printer', 'console'].map((word) => [word, 'cli'] as const),
  ...['sarif', 'yaml', 'csv', 'gitlab', 'junit'].map((word) => [word, 'json'] as const),
  ...['cyclonedx-json', 'cdx', 'cyclonedx@1.6', 'sbom', 'bom'].map((word) => [word, 'cyclonedx'] as const),
  ...['spdx-json', 'spdx@2.3', 'spdx2'].map((word) => [word, 'spdx'] as const),
  ...['spdx3', 'spdx@3.0', 'spdx@3.0.1', 'spdx-json@3'].map((word) => [word, 'spdx@3'] as const),
  ...['template', 'pdf', 'page'].map((word) => [word, 'html'] as const),
])

function unknown(name: string): VeinmindError {
  const near = FOREIGN.get(name) ?? suggest(name, FORMATS)
  const message = name === '' ? 'no format is named' : `there is no format ${JSON.stringify(name)}`
  const all = `the formats are ${FORMATS.join(', ')}`
  return usageError('REPORT_FORMAT_UNKNOWN', message, {
    hint: near === undefined ? all : `did you mean ${near}? ${all}`,
  })
}
