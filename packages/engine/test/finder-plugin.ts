import type { Container, Image, Plugin, ScanContext } from '@veinmind/sdk'
import {
  containerCommand,
  content,
  defineInspector,
  definePlugin,
  head,
  imageCommand,
  metadata,
  mib,
  option,
  spool,
  stream,
} from '@veinmind/sdk'

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')
const OPTIONS = { words: option.list('words to look for'), rules: option.file('more words') }

/** Files that hold one of the words, by the keyword search. */
const words = defineInspector({
  id: 'words',
  version: 1,
  options: OPTIONS,
  keywords: ({ words: given, rules }) => [...given, ...(rules?.text.split('\n').filter((word) => word !== '') ?? [])],
  wants: (entry) => !entry.path.startsWith('/skip') && content({ max: mib(3), over: 'head', keywords: true }),
  inspect: (file) => ({ words: [...file.keywords], size: file.bytes.length, truncated: file.truncated }),
})

/** Set-user-ID files, by metadata alone. */
const suid = defineInspector({
  id: 'suid',
  version: 1,
  wants: (entry) => entry.type === 'file' && (entry.mode & 0o4000) !== 0 && metadata(),
  inspect: (file) => ({ size: file.entry.size, given: file.bytes.length }),
})

const shadow = defineInspector({
  id: 'shadow',
  version: 1,
  wants: (entry) => entry.path === '/etc/shadow' && content({ max: 100 }),
  inspect: (file) => ({ first: text(file.bytes).split('\n')[0] ?? '' }),
})

const magic = defineInspector({
  id: 'magic',
  version: 1,
  wants: () => head(4),
  inspect: ({ bytes }) => (text(bytes) === '\x7fELF' ? { elf: true } : undefined),
})

const database = defineInspector({
  id: 'database',
  version: 1,
  wants: (entry) => entry.path.endsWith('.db') && spool({ max: mib(20) }),
  async inspect(file) {
    const access = file.random()
    return { size: access.size, last: text(await access.read(access.size - 4, 10)) }
  },
})

const sum = defineInspector({
  id: 'sum',
  version: 1,
  wants: (entry) => entry.path.startsWith('/big') && stream(),
  async inspect(file) {
    let size = 0
    for await (const chunk of file.chunks()) size += chunk.length
    return { size }
  },
})

function report(_entity: Image | Container, ctx: ScanContext<typeof OPTIONS>): void {
  for (const inspector of [words, suid, shadow, magic, database, sum]) {
    for (const { record, entry, location, visible } of ctx.records<object>(inspector)) {
      ctx.report({
        type: 'Found',
        class: 'risk',
        rule: { id: `F-${inspector.id}`, title: inspector.id, severity: 'low' },
        locations: [location],
        evidence: inspector.id,
        detail: { record: record as never, visible, size: entry.size, path: entry.path },
        identity: JSON.stringify([entry.path, location.layer?.index ?? -1, record]),
      })
    }
  }
}

const plugin: Plugin = definePlugin({
  name: 'finder',
  title: 'Finder',
  module: import.meta.url,
  options: OPTIONS,
  inspectors: [words, suid, shadow, magic, database, sum],
  commands: [imageCommand(report), containerCommand(report)],
})

export default plugin
