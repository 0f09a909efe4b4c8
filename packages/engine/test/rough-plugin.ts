import type { Plugin } from '@veinmind/sdk'
import { content, defineInspector, definePlugin, imageCommand, mib, option, spool, stream } from '@veinmind/sdk'

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')
const OPTIONS = { word: option.string('what is found', { default: 'needle' }) }

/** Does what the file says: the ways in which an inspector can go wrong. */
const rough = defineInspector({
  id: 'rough',
  version: 1,
  options: OPTIONS,
  wants: () => content({ max: mib(64) }),
  inspect({ bytes, entry, truncated }, { options }): unknown {
    const what = text(bytes.subarray(0, 100))
    if (what.startsWith('hang')) for (;;);
    if (what.startsWith('wait')) return new Promise(() => undefined)
    if (what.startsWith('throw')) throw new Error('it said so')
    if (what.startsWith('exit')) process.exit(7)
    if (what.startsWith('reject')) void Promise.reject(new Error('nobody listens'))
    if (what.startsWith('heap'))
      for (const all: unknown[] = []; ;) all.push(Array.from({ length: 1e5 }, () => ({ a: {} })))
    if (what.startsWith('buffers')) for (const all: unknown[] = []; ;) all.push(Buffer.alloc(mib(16), 1))
    if (what.startsWith('date')) return { when: new Date(0) }
    if (what.startsWith('huge')) return { x: 'x'.repeat(mib(2)) }
    if (what.startsWith('reject')) return new Promise((resolve) => setTimeout(resolve, 1000))
    bytes.fill(0)
    return what.includes(options.word) ? { path: entry.path, size: bytes.length, truncated } : undefined
  },
})

/** Counts the bytes of every file over 100 bytes as a stream, stops early at a `!`. */
const counter = defineInspector({
  id: 'counter',
  version: 1,
  wants: (entry) => entry.size > 100 && stream(),
  async inspect(file) {
    let size = 0
    for await (const chunk of file.chunks()) {
      size += chunk.length
      if (chunk[0] === 33) return { stopped: true }
      if (chunk[0] === 35) for (;;);
    }
    return { size }
  },
})

const reader = defineInspector({
  id: 'reader',
  version: 1,
  wants: (entry) => entry.path.endsWith('.db') && spool({ max: mib(100) }),
  async inspect(file) {
    const database = file.random()
    return { size: database.size, last: text(await database.read(database.size - 4, 100)) }
  },
})

const plugin: Plugin = definePlugin({
  name: 'rough',
  title: 'Rough',
  module: import.meta.url,
  options: OPTIONS,
  inspectors: [rough, counter, reader],
  commands: [imageCommand(() => undefined)],
})

export default plugin
