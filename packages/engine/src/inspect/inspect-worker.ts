import { parentPort, workerData } from 'node:worker_threads'
import type { Fact, Inspector, InspectorContext, Plugin } from '@veinmind/sdk'
import { isObject } from '@veinmind/internal'
import type { ChunkQueue } from './chunk-queue.ts'
import { createChunkQueue } from './chunk-queue.ts'
import { callInspector } from './inspect-call.ts'
import type {
  CallMessage,
  CallResult,
  FileMessage,
  FromWorker,
  PlacedResult,
  ToWorker,
  WorkerSetup,
} from './messages.ts'
import { STATE } from './messages.ts'

/** Results that are older than this are sent before the rest is done, so that less is lost when a later file hangs. */
const SEND_AFTER = 50

const setup = workerData as WorkerSetup
const state = new Int32Array(setup.state)
const described = new Map(setup.inspectors.map((one) => [one.inspector, one]))
const loaded = new Map<number, { readonly inspector: Inspector; readonly context: InspectorContext }>()
let stream: ChunkQueue | undefined
/** Contents that are larger get a buffer of their own. */
const MAX_SCRATCH = 16 * 1024 * 1024
/** Used for one file after another: a buffer for each would stay resident until garbage is collected. */
let scratch: Uint8Array = new Uint8Array(64 * 1024)

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread is no window
const send = (message: FromWorker): void => parentPort?.postMessage(message)

parentPort?.on('message', (message: ToWorker) => {
  if (message.kind === 'files') void inspectFiles(message.bytes, message.files)
  else if (message.kind === 'chunk') stream?.push(message.bytes)
  else if (message.isComplete) stream?.end()
  else stream?.fail(new Error('the content breaks off'))
})

async function inspectFiles(bytes: SharedArrayBuffer | undefined, files: readonly FileMessage[]): Promise<void> {
  let results: PlacedResult[] = []
  let sent = performance.now()
  for (const [fileNumber, file] of files.entries()) {
    stream = file.isStream ? createChunkQueue((taken) => send({ kind: 'taken', bytes: taken })) : undefined
    for (const [callNumber, call] of file.calls.entries()) {
      Atomics.store(state, STATE.file, fileNumber)
      Atomics.store(state, STATE.call, callNumber)
      Atomics.add(state, STATE.calls, 1)
      results.push({ file: fileNumber, call: callNumber, ...(await inspect(file, call, bytes)) })
      if (performance.now() - sent > SEND_AFTER) {
        send({ kind: 'results', results, isLast: false })
        results = []
        sent = performance.now()
      }
    }
    stream = undefined
  }
  send({ kind: 'results', results, isLast: true })
}

async function inspect(
  file: FileMessage,
  call: CallMessage,
  bytes: SharedArrayBuffer | undefined,
): Promise<CallResult> {
  let known: Awaited<ReturnType<typeof load>>
  try {
    known = loaded.get(call.inspector) ?? (await load(call.inspector))
  } catch (error) {
    return { error: `the plugin's module cannot be loaded: ${error instanceof Error ? error.message : String(error)}` }
  }
  const { entry, spool } = file
  const { as, truncated, keywords, digests } = call
  const content = bytes && call.length > 0 ? copy(new Uint8Array(bytes, file.offset, call.length)) : new Uint8Array(0)
  return callInspector(known.inspector, known.context, {
    entry,
    as,
    bytes: content,
    truncated,
    keywords,
    digests,
    ...(spool === undefined ? {} : { spool }),
    ...(stream === undefined ? {} : { chunks: stream.chunks() }),
  })
}

/** A copy out of the shared memory: what one inspector does to it is not seen by another. It is valid until the next. */
function copy(shared: Uint8Array): Uint8Array {
  if (shared.length > MAX_SCRATCH) return Uint8Array.from(shared)
  if (scratch.length < shared.length) scratch = new Uint8Array(2 ** Math.ceil(Math.log2(shared.length)))
  const own = scratch.subarray(0, shared.length)
  own.set(shared)
  return own
}

async function load(number: number): Promise<{ readonly inspector: Inspector; readonly context: InspectorContext }> {
  const found = described.get(number)
  if (!found) throw new Error('the inspector is unknown')
  const { module, id, options } = found
  const inspector = inspectorIn(await importModule(module), id)
  if (!inspector) throw new Error(`it exports no plugin with an inspector ${id}, nor the inspector itself`)
  const ready = { inspector, context: { options: Object.freeze(options) } as InspectorContext }
  loaded.set(number, ready)
  return ready
}

/** An inspector of a module's plugin, one that the module exports, or one of a fact that it exports. */
function inspectorIn(exported: Readonly<Record<string, unknown>>, id: string): Inspector | undefined {
  const own = (exported['default'] as Partial<Plugin> | undefined)?.inspectors?.find((one) => one.id === id)
  if (own !== undefined) return own
  const values = Object.values(exported)
  const isIt = (one: unknown): one is Inspector =>
    isObject(one) && one['id'] === id && typeof one['inspect'] === 'function'
  return values.find(isIt) ?? values.flatMap(inspectorsOf).find(isIt)
}

function inspectorsOf(value: unknown): readonly unknown[] {
  if (!isObject(value)) return []
  const { inspectors, facts } = value as Partial<Fact>
  if (!Array.isArray(inspectors) || !Array.isArray(facts)) return []
  return [...inspectors, ...facts.flatMap(inspectorsOf)]
}

async function importModule(module: string): Promise<Readonly<Record<string, unknown>>> {
  Atomics.store(state, STATE.loading, 1)
  try {
    return (await import(module)) as Readonly<Record<string, unknown>>
  } finally {
    Atomics.store(state, STATE.loading, 0)
  }
}
