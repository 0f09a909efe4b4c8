import { createReadStream } from 'node:fs'
import { scan, servePlugin } from '@veinmind/engine'
import type { ServedPlugin } from '@veinmind/engine'
import { isObject, SILENT } from '@veinmind/internal'
import { WORK_NAMESPACE } from '@veinmind/internal/services'
import type { Json, JsonObject, Plugin, Want } from '@veinmind/sdk'
import type { ServiceClient } from '@veinmind/internal/wire'
import type { OriginalFlags } from '../flags/original-flags.ts'
import { createCredentialKeeper } from '../settings/own-credentials.ts'
import { dataFolder } from '../settings/user-folders.ts'
import { connectHost } from './connect-host.ts'
import { forwardConf } from './forward-conf.ts'
import { openContents } from './contents.ts'
import type { Contents } from './contents.ts'
import { discoverHostEntity } from './host-entity.ts'
import { createHostFiles, toEntry } from './host-files.ts'
import { nameOf, readHostRecords } from './host-records.ts'
import { createHostedLogger } from './hosted-logger.ts'
import { createHostedReport } from './hosted-report.ts'
import { readServeFlags } from './serve-flags.ts'
import { tellEnd } from './tell-end.ts'

interface Work {
  readonly plugin: Plugin
  readonly options: Readonly<Record<string, unknown>>
  readonly served: ServedPlugin
  readonly client: ServiceClient
  readonly contents: Contents | undefined
}

/** Does tasks of a host until there are no more: inspects files, and scans entities with the records that the host keeps. */
export async function runServed(plugin: Plugin, args: readonly string[], originalFlags: OriginalFlags): Promise<void> {
  const { hosts, options } = readServeFlags(args, plugin, originalFlags)
  const client = await connectHost(hosts, { needs: WORK_NAMESPACE })
  const served = await servePlugin(plugin, { pluginOptions: options, dataDir: dataFolder(undefined) })
  const contents = openContents()
  const work = { plugin, options, served, client: client.client, contents }
  try {
    for (let answer: Json = null; ;) {
      const [task] = await work.client.call(WORK_NAMESPACE, 'next', answer)
      if (!isObject(task)) return
      answer = await doTask(task, work)
    }
  } finally {
    await served.close()
    client.close()
  }
}

async function doTask(task: JsonObject, work: Work): Promise<Json> {
  const list = (name: string): readonly Json[] => (Array.isArray(task[name]) ? (task[name] as readonly Json[]) : [])
  if (task['do'] === 'wants') return { wants: await answerAll(list('entries'), (entry) => wantsOf(entry, work)) }
  if (task['do'] === 'inspect') return { results: await answerAll(list('files'), (file) => inspect(file, work)) }
  if (task['do'] === 'key') {
    const place = placeOf(task, work)
    return { key: await work.served.cacheKey(place) }
  }
  return scanEntity(work)
}

async function answerAll(items: readonly Json[], answer: (item: Json) => Promise<Json>): Promise<readonly Json[]> {
  const answers: Json[] = []
  for (const item of items) answers.push(await answer(item))
  return answers
}

const places = new WeakMap<ServedPlugin, ReadonlyMap<string, number>>()

function placeOf({ inspector, owner }: JsonObject, { served }: Work): number {
  const known = places.get(served) ?? new Map(served.inspectors.map((one, place) => [nameOf(one), place]))
  places.set(served, known)
  return (
    known.get(
      nameOf({ id: typeof inspector === 'string' ? inspector : '', ...(typeof owner === 'string' ? { owner } : {}) }),
    ) ?? -1
  )
}

async function wantsOf(entry: Json, { served }: Work): Promise<Json> {
  const answers = await served.wants(toEntry(entry))
  return answers.map((answer) => {
    if (answer === undefined) return null
    return 'want' in answer ? toJson(answer.want) : { error: answer.error }
  })
}

/** A want as the protocol has it. A condition that is not a list of first bytes stays here: it is tested before the inspector is called. */
function toJson(want: Want): Json {
  if (want.kind === 'metadata') return { give: 'metadata' }
  const { kind, when, ...rest } = want
  const magic = /^magic ((?:\d+:[0-9a-f]+ ?)+)$/.exec(when?.id ?? '')?.[1]
  const beginnings = magic
    ?.trim()
    .split(' ')
    .map((part) => {
      const [at = '0', hex = ''] = part.split(':')
      return { at: Number(at), hex }
    })
  return { give: kind, ...(rest as JsonObject), ...(beginnings ? { magic: beginnings } : {}) }
}

async function inspect(file: Json, work: Work): Promise<Json> {
  if (!isObject(file)) return { error: 'it is no file' }
  const { entry, path, truncated, keywords, digests } = file
  const as = file['as'] === 'chunks' || file['as'] === 'spool' ? file['as'] : 'bytes'
  const { record, ...rest } = await work.served.inspect(placeOf(file, work), {
    entry: toEntry(entry),
    as,
    bytes: contentOf(file, work),
    truncated: truncated === true,
    keywords: Array.isArray(keywords) ? keywords : [],
    digests: isObject(digests) ? digests : {},
    ...(typeof path === 'string' ? { spool: path } : {}),
    ...(typeof path === 'string' && as === 'chunks'
      ? { chunks: createReadStream(path, { highWaterMark: 1 << 18 }) }
      : {}),
  })
  return { ...rest, ...(record === undefined ? {} : { record: JSON.parse(record) as Json }) }
}

/** The content of a file: beside the task, or in it. */
function contentOf({ content, length }: JsonObject, { contents }: Work): Uint8Array {
  if (typeof length === 'number' && contents) return contents.take(length)
  return typeof content === 'string' ? Buffer.from(content, 'base64') : new Uint8Array(0)
}

async function scanEntity({ plugin, options, client }: Work): Promise<Json> {
  const keeper = createCredentialKeeper()
  const logger = await createHostedLogger(client, SILENT, keeper.mask)
  const tool = { name: `veinmind-${plugin.name}`, version: plugin.version }
  const hosted = createHostedReport({ client, handsOver: true }, { tool, keeper, runtimeOf: () => undefined })
  const [registry, records] = [await forwardConf(client), await readHostRecords(client)]
  const hostFiles = createHostFiles(client)
  try {
    const report = await scan(discoverHostEntity(client), {
      plugins: [plugin],
      pluginOptions: { [plugin.name]: options },
      given: { files: hostFiles.files, records },
      workers: 0,
      dataDir: dataFolder(undefined),
      report: hosted.service,
      log: logger.log,
      tool,
      // The host ends what takes too long.
      pluginTimeout: 2 ** 31 - 1,
      ...(registry ? { registry } : {}),
    })
    await hosted.flush()
    await tellEnd(client, report)
    for (const { code, message, target } of hosted.refused) logger.log.error(message, { code, target })
    await logger.flush()
    return {}
  } finally {
    hosted.service.close()
    await hostFiles.close()
  }
}
