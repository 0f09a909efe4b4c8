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
  ['sarif', { file: 'report.sarif', load: async () => (await import('../renderers/sarif/sarif.ts')).sarif }],
  ['junit', { file: 'junit.xml', load: async () => (await import('../renderers/junit.ts')).junit }],
  ...gitlabFormats(),
  [
    'codequality',
    {
      file: 'codequality.json',
      load: async () => (await import('../renderers/gitlab/codequality.ts')).codequality,
    },
  ],
  ['markdown', { file: 'report.md', load: async () => (await import('../renderers/markdown/markdown.ts')).markdown }],
  [
    'markdown@comment',
    {
      file: 'comment.md',
      load: async () => (await import('../renderers/markdown/markdown.ts')).markdownComment,
    },
  ],
  ['github', { file: 'annotations.txt', load: async () => (await import('../renderers/github.ts')).github }],
  ['csv', { file: 'report.csv', load: async () => (await import('../renderers/csv.ts')).csv }],
  ['table', { file: 'table.txt', load: async () => (await import('../renderers/table.ts')).table }],
  ['ndjson', { file: 'report.ndjson', load: async () => (await import('../renderers/ndjson.ts')).ndjson }],
  ['openvex', { file: 'vex.openvex.json', load: async () => (await import('../renderers/openvex.ts')).openvex }],
  ['events', { file: 'events.json', load: async () => (await import('../renderers/events.ts')).events }],
])

/** GitLab's reports, each a file that its jobs name under `reports`. */
function gitlabFormats(): [string, Format][] {
  const kinds = ['container_scanning', 'dependency_scanning', 'sast', 'secret_detection'] as const
  return kinds.map((kind) => [
    `gitlab@${kind}`,
    {
      file: `gl-${kind.replaceAll('_', '-')}-report.json`,
      load: async () => (await import('../renderers/gitlab/gitlab.ts')).gitlab(kind),
    },
  ])
}

/** Formats that stand for several. */
const GROUPS: ReadonlyMap<string, readonly string[]> = new Map([
  ['gitlab', [...formats.keys()].filter((name) => name.startsWith('gitlab@'))],
])

/** The formats that a report can be written in. */
export const FORMATS: readonly string[] = [...formats.keys()]

/** The formats of a list such as `cli,json`, each once; throws `REPORT_FORMAT_UNKNOWN`. */
export function parseFormats(text: string): readonly string[] {
  const words = text.split(',').map((word) => word.trim().toLowerCase())
  const named = new Set(words.filter((word) => word !== '').flatMap((word) => GROUPS.get(word) ?? [word]))
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
  ...['text', 'txt', 'terminal', 'pretty-printer', 'console'].map((word) => [word, 'cli'] as const),
  ...['yaml'].map((word) => [word, 'json'] as const),
  ...['md', 'summary'].map((word) => [word, 'markdown'] as const),
  ...['jsonl', 'json-lines'].map((word) => [word, 'ndjson'] as const),
  ...['vex', 'openvex-json'].map((word) => [word, 'openvex'] as const),
  ...['junit-xml', 'xml'].map((word) => [word, 'junit'] as const),
  ...['code-climate', 'codeclimate', 'gitlab-codequality'].map((word) => [word, 'codequality'] as const),
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
