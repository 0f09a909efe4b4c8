import type { Located, TarSink } from '@veinmind/image'
import type { Layer } from '@veinmind/sdk'
import { VeinmindError } from '@veinmind/sdk'
import type { PassTools } from '../read/read-through.ts'
import { readThrough } from '../read/read-through.ts'
import type { LayerData } from '../store/layer-data.ts'

/** Files of one entity that are to be read again, each by its layer. */
export interface LayerRequests {
  /** Asks for the content of a file; what becomes of it is told to the request. */
  ask(file: Located, request: ContentRequest): void
}

/** Where a content goes. */
export interface ContentRequest {
  readonly sink: Required<TarSink>
  /** Called when the layer is read again for it. */
  readonly reread: () => void
  /** Called when the content has not come; after `sink` was ended or aborted it says nothing new. */
  readonly fail: (error: unknown) => void
}

interface Waiting extends ContentRequest {
  readonly position: number
  readonly path: string
}

/** Milliseconds in which requests are gathered, so that one reading serves a plugin that asks for many files. */
const GATHER = 5
/** Each layer is read again once for all requests that come at the same time. */
export function createLayerRequests(
  layers: readonly Layer[],
  data: readonly (LayerData | undefined)[],
  tools: PassTools,
): LayerRequests {
  const waiting = new Map<number, Waiting[]>()

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

  return {
    ask(file, request) {
      const { path } = file.entry
      const position = data[file.layer]?.index.find(path) ?? -1
      if (position === -1) return request.fail(new VeinmindError('FILE_NOT_FOUND', `${path} has no content`))
      const queue = waiting.get(file.layer)
      if (queue) return void queue.push({ ...request, position, path })
      waiting.set(file.layer, [{ ...request, position, path }])
      setTimeout(() => void readAgain(file.layer), GATHER)
    },
  }
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
