import { rm } from 'node:fs/promises'
import type { Duplex, Writable } from 'node:stream'
import type { Registry } from '@veinmind/internal/services'
import type { Json, LogFields, Logger } from '@veinmind/sdk'
import { SILENT } from '@veinmind/internal'
import { WORK_NAMESPACE } from '@veinmind/internal/services'
import { VeinmindError } from '@veinmind/sdk'
import { makeTemporaryFolder } from '@veinmind/internal/temporary'
import { serveRegistry } from '@veinmind/internal/wire'
import { captureOutput } from '../capture-output.ts'
import { CONTENTS_FD } from '../manifest.ts'
import { failureOf } from '../process-failure.ts'
import { startProcess } from '../process.ts'
import { launchOf } from '../sandbox.ts'
import type { Sandbox } from '../sandbox.ts'
import { cleanedLog, createCleaner } from '../shown-secrets.ts'
import type { DetectSecrets } from '../shown-secrets.ts'
import { createTaskDesk, ShiftingRegistry } from './tasks.ts'
import type { Task } from './tasks.ts'

/** How a process of a plugin is started. */
export interface ProcessOptions {
  readonly name: string
  readonly executable: string
  readonly flags: readonly string[]
  readonly sandbox?: Sandbox | undefined
  /** Whether it reads contents from a descriptor of their own. */
  readonly readsContents: boolean
  /** A folder with files for it, which it may read. */
  readonly files: () => Promise<string>
  /** Its folder of the user's data. */
  readonly data?: string | undefined
  readonly maxMemory: number
  readonly detect?: DetectSecrets | undefined
}

/** What goes with one task. */
export interface TaskOptions {
  /** Services for this task. */
  readonly services?: Registry
  /** Where what the plugin prints goes meanwhile. */
  readonly log?: Logger
  /** Contents of files, for a plugin that reads them from a descriptor of their own. */
  readonly contents?: readonly Uint8Array[]
  /** Called when the plugin has the task. */
  readonly taken?: () => void
}

/** A process of a plugin that works on tasks, one at a time. */
export interface PluginProcess {
  /** Done when it has started, or ended. */
  readonly started: Promise<void>
  /** Whether it has called a service that was given with its last task. */
  readonly hasCalled: boolean
  /** The plugin's answer; throws how the process ended, when it does before it has answered. */
  run(task: Task, options?: TaskOptions): Promise<Json>
  /** Ends it at once. */
  kill(): void
  /** Tells it that there is nothing more to do, and waits until it has ended. */
  close(): Promise<void>
}

const CHANNEL_FD = 3
/** Milliseconds that a plugin has to end by itself. */
const PATIENCE = 1000
/** Milliseconds for answering what it has sent before its end: a process that left its group may hold the channel open. */
const REST_MS = 3000

/** Starts `<executable> serve`. If it fails to start, the first task fails with the reason. */
export function startPluginProcess(options: ProcessOptions): PluginProcess {
  const { name, detect } = options
  const clean = createCleaner(detect)
  const stop = new AbortController()
  const desk = createTaskDesk()
  const registry = new ShiftingRegistry().define(WORK_NAMESPACE, desk.service)
  let target: Logger = SILENT
  let contentsTo: Writable | undefined
  const log = cleanedLog(
    shifting(() => target, { plugin: name, command: 'serve' }),
    clean,
  )

  async function live(): Promise<VeinmindError> {
    const cwd = await makeTemporaryFolder('plugin')
    try {
      const { executable, sandbox, maxMemory, flags, files, data } = options
      const { child, ended, letGo } = await startProcess(
        await launchOf(executable, sandbox, { cwd, files: await files(), data }),
        ['serve', ...flags, '--host', `fd:${CHANNEL_FD}`],
        {
          stdio: ['ignore', 'pipe', 'pipe', 'pipe', ...(options.readsContents ? (['pipe'] as const) : [])],
          limits: { cwd, maxMemory, signal: stop.signal },
        },
      )
      try {
        const channel = child.stdio[CHANNEL_FD] as Duplex
        channel.on('error', () => {})
        contentsTo = (child.stdio as readonly unknown[])[CONTENTS_FD] as Writable | undefined
        contentsTo?.on('error', () => {})
        const output = captureOutput(child, log)
        const served = serveRegistry(
          registry,
          { input: channel, output: channel },
          { onError: (message) => log.warn('a call of a plugin failed', { message }) },
        ).catch((error: unknown) => log.debug('the channel of a plugin broke', { message: String(error) }))
        const end = await ended
        const rest = setTimeout(() => {
          for (const stream of [channel, contentsTo, child.stdout, child.stderr]) stream?.destroy()
        }, REST_MS)
        await served.finally(() => clearTimeout(rest))
        await output.end()
        const failure = failureOf(name, end, clean(await output.lastError()))
        return failure ?? new VeinmindError('HOST_PLUGIN_ENDED', `${name} ended before it had done what it was to do`)
      } finally {
        letGo()
      }
    } finally {
      await rm(cwd, { recursive: true, force: true })
    }
  }

  const end = live().catch((error: unknown) =>
    error instanceof VeinmindError ? error : new VeinmindError('HOST_PLUGIN_FAILED', String(error)),
  )
  let hasEnded = false
  void end.then(() => (hasEnded = true))

  return {
    started: Promise.race([desk.asked, end.then(() => undefined)]),
    get hasCalled() {
      return registry.wasAsked
    },
    async run(task, { services, taken, contents = [], log: taskLog = SILENT } = {}) {
      target = taskLog
      const start = (): void => {
        for (const bytes of contents) contentsTo?.write(bytes)
        taken?.()
      }
      registry.current = services
      registry.wasAsked = false
      try {
        const answer = await Promise.race([desk.give(task, start), end])
        if (answer instanceof VeinmindError) throw answer
        return answer
      } finally {
        registry.current = undefined
      }
    },
    kill: () => stop.abort(),
    async close() {
      desk.finish()
      const patience = hasEnded ? undefined : setTimeout(() => stop.abort(), PATIENCE)
      await end.finally(() => clearTimeout(patience))
    },
  }
}

function shifting(target: () => Logger, fields: LogFields): Logger {
  const add = (level: keyof Logger) => (message: string, more?: LogFields) =>
    target()[level](message, { ...fields, ...more })
  return { error: add('error'), warn: add('warn'), info: add('info'), debug: add('debug') }
}
