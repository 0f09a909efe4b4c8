import type { ContentSource, Located } from '@veinmind/image'
import type { Layer, RandomAccess } from '@veinmind/sdk'
import { mib, VeinmindError } from '@veinmind/sdk'
import type { LayerData } from '../store/layer-data.ts'
import type { PassTools } from '../read/read-through.ts'
import type { OpenSpool } from '../inspect/spool-file.ts'
import { openSpool } from '../inspect/spool-file.ts'
import type { SpoolWriter } from '../read/spools.ts'
import { createLayerRequests } from './layer-requests.ts'

/** The content of files that no inspector asked for. */
export interface EntityContent {
  /** A source for one plugin; `reread` is told of each layer that is read again for it. */
  sourceFor(reread: () => void): ContentSource
  /** Deletes the spools. */
  close(): Promise<void>
}

/** Bytes of contents that are kept for the plugins to come. */
const KEEP = mib(8)

/** Contents of one entity's files. Each layer is read again for all requests that come at the same time. */
export function createContent(
  layers: readonly Layer[],
  data: readonly (LayerData | undefined)[],
  tools: PassTools,
): EntityContent {
  const requests = createLayerRequests(layers, data, tools)
  const contents = new Map<string, Uint8Array>()
  const spools = new Map<string, Promise<{ readonly writer: SpoolWriter; readonly spool: OpenSpool }>>()
  let kept = 0

  function keep(key: string, content: Uint8Array): void {
    if (kept + content.length > KEEP) return
    kept += content.length
    contents.set(key, content)
  }

  return {
    sourceFor: (reread) => ({
      read(file, { max }) {
        const key = `${file.layer}:${file.entry.path}`
        const { size, path } = file.entry
        if (size > max) throw new VeinmindError('FILE_TOO_LARGE', `${path} has ${size} bytes, more than ${max}`)
        const known = contents.get(key)
        if (known) return Promise.resolve(new Uint8Array(known))
        return new Promise((resolve, reject) => {
          const chunks: Uint8Array[] = []
          const sink = {
            // A copy, which `slice` of a Buffer is none: the chunk is used again, maybe before the file has ended.
            data: (chunk: Uint8Array) => void chunks.push(new Uint8Array(chunk)),
            end() {
              const content = Buffer.concat(chunks)
              keep(key, content)
              resolve(new Uint8Array(content))
            },
            abort: () => reject(brokenOff(path)),
          }
          requests.ask(file, { sink, reread, fail: reject })
        })
      },
      async open(file): Promise<RandomAccess> {
        const key = `${file.layer}:${file.entry.path}`
        let opened = spools.get(key)
        if (!opened) spools.set(key, (opened = spoolOf(file, reread)))
        return (await opened).spool.access
      },
    }),
    async close() {
      for (const opened of spools.values()) {
        const file = await opened.catch(() => undefined)
        await file?.spool.close()
        await file?.writer.remove()
      }
    },
  }

  async function spoolOf(file: Located, reread: () => void): Promise<{ writer: SpoolWriter; spool: OpenSpool }> {
    const writer = tools.spools.create()
    try {
      await new Promise<void>((resolve, reject) => {
        const sink = {
          data(chunk: Uint8Array) {
            try {
              writer.write(chunk)
            } catch (error) {
              reject(new VeinmindError('ENGINE_SPOOL', `${file.entry.path} cannot be spooled`, { cause: error }))
            }
          },
          end: () => resolve(),
          abort: () => reject(brokenOff(file.entry.path)),
        }
        requests.ask(file, { sink, reread, fail: reject })
      })
      writer.end()
      return { writer, spool: await openSpool(writer.path) }
    } catch (error) {
      await writer.remove()
      throw error
    }
  }
}

function brokenOff(path: string): VeinmindError {
  return new VeinmindError('ENGINE_CONTENT_BROKEN', `the content of ${path} breaks off: its layer is damaged`)
}
