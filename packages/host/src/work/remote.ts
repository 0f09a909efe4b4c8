import { availableParallelism } from 'node:os'
import { isObject } from '@veinmind/internal'
import { mib, toVeinmindError } from '@veinmind/sdk'
import type { Entry, Json, RemoteCall, RemoteFile, RemoteInspectors, VeinmindError } from '@veinmind/sdk'
import { entryToJson } from '../entry-to-json.ts'
import { withCopies } from './copies.ts'
import type { Answers, DeclaredInspector } from './inspectors.ts'
import type { ProcessPool } from './process-pool.ts'
import { createQuestions } from './questions.ts'
import type { Answer, Question } from './questions.ts'
import { parseWant } from './wants.ts'

/** Files and bytes of one message: few, so that an urgent one never waits long. */
const MAX_ITEMS = 128
const MAX_BYTES = 512 * 1024
/** Entries that are asked about in one message. */
const MAX_ENTRIES = 500
/** Ends of processes in a run, after which the plugin inspects nothing more. */
const MAX_DEATHS = 20
/** Milliseconds that a plugin has to answer what it wants. */
const ASK_TIME = 30_000

/** Processes that inspect at the same time. */
export const MOST_PROCESSES: number = Math.max(1, Math.min(4, availableParallelism() - 1))

interface Item {
  readonly file: RemoteFile
  readonly call: RemoteCall
}

/** What is known of the plugin. */
export interface RemoteOptions {
  readonly digest: string
  readonly inspectors: readonly DeclaredInspector[]
  readonly answers: Answers
  /** Whether it reads contents from a descriptor of their own. */
  readonly readsContents: boolean
  /** A folder that the plugin may read. */
  readonly files: () => Promise<string>
}

/** Inspectors that run in the processes of a pool. */
export function createRemote(pool: ProcessPool, options: RemoteOptions): RemoteInspectors {
  const { digest, inspectors, answers, files: folder } = options
  let deaths = 0
  let last = ''
  const areAsked = inspectors.some(({ wants }) => wants === 'ask')
  const asking = createQuestions(answers)

  /** The reason why the plugin is not asked any more. */
  const given = (): string | undefined =>
    deaths < MAX_DEATHS ? undefined : `the plugin ended ${deaths} times, the last time: ${last}`

  function count(error: unknown): VeinmindError {
    const failure = toVeinmindError(error, 'HOST_PLUGIN_FAILED')
    deaths += 1
    last = failure.message
    return failure
  }

  async function ask(questions: readonly Question[]): Promise<void> {
    const broken = (error: string): void => {
      const answer = inspectors.map(({ wants }) => (wants === 'ask' ? { error } : undefined))
      for (const question of questions) asking.refuse(question, answer)
    }
    for (let tries = 2; ; tries -= 1) {
      const refusal = given()
      if (refusal !== undefined) return broken(refusal)
      try {
        const task = { do: 'wants', entries: questions.map(({ sent }) => sent) }
        const answer = await pool.inspect(task, { time: ASK_TIME, urgent: true })
        const wants = isObject(answer) && Array.isArray(answer['wants']) ? (answer['wants'] as readonly unknown[]) : []
        for (const [at, question] of questions.entries())
          asking.answer(question, readWants(wants[at], inspectors.length))
        return
      } catch (error) {
        const { message } = count(error)
        if (tries === 1) return broken(message)
      }
    }
  }

  /** Inspects items in one message. If the process dies, each is sent by itself, so that only the one that kills it is lost. */
  async function inspectTogether(items: readonly Item[], time: number): Promise<void> {
    const refusal = given()
    if (refusal !== undefined) return settleAll(items, refusal)
    const allowed = time + items.reduce((sum, { file }) => sum + file.size / mib(1), 0) * 1000
    try {
      const paths = items.map(({ file, call }) => (call.as === 'bytes' ? undefined : file.spool))
      await withCopies(paths, folder, async (copies) => {
        const messages = items.map((item, at) => toMessage(item, copies[at], options.readsContents))
        const contents = options.readsContents ? items.flatMap(contentOf) : []
        settle(items, await pool.inspect({ do: 'inspect', files: messages }, { time: allowed, contents }))
      })
    } catch (error) {
      const { message } = count(error)
      if (items.length === 1) settleAll(items, message)
      else for (const item of items) await inspectTogether([item], time)
    }
  }

  return {
    digest,
    begin: () => pool.begin(),
    ...(areAsked
      ? {
          async foresee(entries: readonly Entry[]) {
            await Promise.all(inGroups(asking.of(entries), MAX_ENTRIES).map(ask))
          },
        }
      : {}),
    async inspect(files, time) {
      const items = files.flatMap((file) => file.calls.map((call) => ({ file, call })))
      await Promise.all(groupsOf(items).map((group) => inspectTogether(group, time)))
    },
    close: () => pool.close(),
  }
}

/** Items as they go in messages. */
function groupsOf(items: readonly Item[]): readonly (readonly Item[])[] {
  const groups: Item[][] = []
  let bytes = Infinity
  for (const item of items) {
    if (bytes + item.call.length > MAX_BYTES || (groups.at(-1)?.length ?? 0) >= MAX_ITEMS) {
      groups.push([])
      bytes = 0
    }
    groups.at(-1)?.push(item)
    bytes += item.call.length
  }
  return groups
}

function inGroups<T>(list: readonly T[], size: number): T[][] {
  const groups: T[][] = []
  for (let at = 0; at < list.length; at += size) groups.push(list.slice(at, at + size))
  return groups
}

/** No copy: the memory is used again when the calls are settled, and by then the plugin has read it, or ended. */
function contentOf({ file, call }: Item): readonly Uint8Array[] {
  return call.length > 0 ? [file.bytes.subarray(0, call.length)] : []
}

function toMessage({ file, call }: Item, path: string | undefined, readsContents: boolean): Json {
  const { inspector, as, length, truncated, keywords, digests } = call
  return {
    inspector: inspector.id,
    ...(inspector.owner === undefined ? {} : { owner: inspector.owner }),
    entry: entryToJson(file.entry),
    ...(length > 0 && readsContents ? { length } : {}),
    ...(length > 0 && !readsContents ? { content: toBase64(file.bytes.subarray(0, length)) } : {}),
    ...(path === undefined ? {} : { path }),
    ...(as === 'bytes' || as === 'nothing' ? {} : { as }),
    ...(truncated ? { truncated } : {}),
    ...(keywords.length > 0 ? { keywords } : {}),
    ...(digests === undefined ? {} : { digests }),
  }
}

const toBase64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')

function settle(items: readonly Item[], answer: Json): void {
  const results = isObject(answer) && Array.isArray(answer['results']) ? (answer['results'] as readonly Json[]) : []
  const isWhole = results.length === items.length
  for (const [at, { call }] of items.entries()) {
    const result = results[at]
    if (!isWhole || !isObject(result)) call.settle({ error: 'the plugin has not answered what it was asked' })
    else {
      const { record, error, incomplete } = result
      call.settle({ record, incomplete, ...(error === undefined || error === null ? {} : { error: asText(error) }) })
    }
  }
}

function settleAll(items: readonly Item[], error: string): void {
  for (const { call } of items) call.settle({ error })
}

const asText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** What the plugin wants of one entry, for each of its inspectors. */
function readWants(value: unknown, count: number): Answer {
  const wants: readonly unknown[] = Array.isArray(value) ? value : []
  return Array.from({ length: count }, (_none, at) => {
    const want = wants[at]
    if (want === undefined || want === null || want === false) return undefined
    try {
      if (isObject(want) && typeof want['error'] === 'string') return { error: want['error'].slice(0, 500) }
      return parseWant(want)
    } catch (error) {
      return { error: `what it wants is none: ${error instanceof Error ? error.message : String(error)}` }
    }
  })
}
