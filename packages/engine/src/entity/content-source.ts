import type { ContentSource, Located, TarSink } from '@veinmind/image'
import type { Layer, RandomAccess } from '@veinmind/sdk'
import { mib, VeinmindError } from '@veinmind/sdk'
import type { LayerData } from '../store/layer-store.ts'
import type { PassTools } from '../read/read-through.ts'
import { readThrough } from '../read/read-through.ts'
import type { OpenSpool } from '../read/spool-file.ts'
import { openSpool } from '../read/spool-file.ts'
import type { SpoolWriter } from '../read/spools.ts'

/** The content of files that no inspector asked for. */
export interface EntityContent {
  /** A source for one plugin; `reread` is told of each layer that is read again for it. */
  sourceFor(reread: () => void): ContentSource
  /** Deletes the spools. */
  close(): Promise<void>
}

interface Request {
  readonly position: number
  readonly path: string
  readonly sink: Required<TarSink>
  readonly reread: () => void
  readonly fail: (error: unknown) => void
}

/** Milliseconds in which requests are gathered, so that one reading serves a plugin that asks for many files. */
const GATHER = 5
/** Bytes of contents that are kept for the plugins to come. */
const KEEP = mib(8)

/** Contents of one entity's files. Each layer is read again for all requests that come at the same time. */
export function createContent(
  layers: readonly Layer[],
  data: readonly (LayerData | undefined)[],
  tools: PassTools,
): EntityContent {
  const waiting = new Map<number, Request[]>()
  const contents = new Map<string, Uint8Array>()
  const spools = new Map<string, Promise<{ readonly writer: SpoolWriter; readonly spool: OpenSpool }>>()
  let kept = 0

  function ask(file: Located, request: Omit<Request, 'position' | 'path'>): void {
    const { path } = file.entry
    const position = data[file.layer]?.index.find(path) ?? -1
    if (position === -1) return request.fail(new VeinmindError('FILE_NOT_FOUND', `${path} has no content`))
    const queue = waiting.get(file.layer)
    if (queue) return void queue.push({ ...request, position, path })
    waiting.set(file.layer, [{ ...request, position, path }])
    setTimeout(() => void readAgain(file.layer), GATHER)
  }

  async function readAgain(number: number): Promise<void> {
    const requests = waiting.get(number) ?? []
    waiting.delete(number)
    const layer = layers[number]
    const byPosition = Map.groupBy(requests, ({ position }) => position)
    for (const reread of new Set(requests.map((request) => request.reread))) reread()
    try {
      if (!layer) throw new VeinmindError('FILE_NOT_FOUND', `there is no layer ${number}`)
      let position = -1
      await readThrough(layer, tools, ({ path }) => {
        position += 1
        const here = byPosition.get(position)?.filter((request) => request.path === path) ?? []
        return here.length === 0 ? undefined : sinkOfAll(here.map(({ sink }) => sink))
      })
      const changed = new VeinmindError('FILE_NOT_FOUND', `layer ${number} has changed since it was read`)
      for (const { fail } of requests) fail(changed)
    } catch (error) {
      for (const { fail } of requests) fail(error)
    }
  }

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
        if (known) return Promise.resolve(known.slice())
        return new Promise((resolve, reject) => {
          const chunks: Uint8Array[] = []
          const sink = {
            data: (chunk: Uint8Array) => void chunks.push(chunk.slice()),
            end() {
              const content = Buffer.concat(chunks)
              keep(key, content)
              resolve(content.slice())
            },
            abort: () => reject(brokenOff(path)),
          }
          ask(file, { sink, reread, fail: reject })
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
        ask(file, { sink, reread, fail: reject })
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

function sinkOfAll(sinks: readonly Required<TarSink>[]): Required<TarSink> {
  return {
    data(chunk) {
      for (const sink of sinks) sink.data(chunk)
    },
    end() {
      for (const sink of sinks) sink.end()
    },
    abort() {
      for (const sink of sinks) sink.abort()
    },
  }
}
