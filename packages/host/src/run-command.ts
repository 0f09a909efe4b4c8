import type { Duplex } from 'node:stream'
import type { Entity, LogFields, Logger, ScanContext } from '@veinmind/sdk'
import { serveRegistry } from '@veinmind/internal/wire'
import { captureOutput } from './capture-output.ts'
import { legacyArgs } from './legacy-args.ts'
import type { ExternalManifest } from './manifest.ts'
import { createPipes } from './pipes.ts'
import { createPluginServices } from './plugin-services.ts'
import { failureOf } from './process-failure.ts'
import { startProcess } from './process.ts'
import type { ProcessLimits, StartedProcess } from './process.ts'
import type { Launch } from './sandbox.ts'
import { cleanedLog, createCleaner } from './shown-secrets.ts'
import type { DetectSecrets } from './shown-secrets.ts'

/** What is run. */
export interface ExternalRun {
  readonly launch: Launch
  readonly manifest: ExternalManifest
  readonly path: readonly string[]
  readonly flags: readonly string[]
}

/** On what, and within what. */
export interface ExternalWork {
  readonly entity: Entity
  readonly context: ScanContext
  readonly limits: ProcessLimits
  readonly detect?: DetectSecrets
}

/** Milliseconds for answering what a plugin has sent before its end: a process that left its group may hold the channel open. */
const REST_MS = 3000

/** The channel's file descriptor in a plugin that speaks our protocol. */
const CHANNEL_FD = 3

/** Runs one command of a plugin on one entity and serves it; throws when it does not end well. */
export async function runCommand(run: ExternalRun, work: ExternalWork): Promise<void> {
  await (run.manifest.takesEntities ? runWithSocket(run, work) : runWithPipes(run, work))
}

async function runWithSocket(run: ExternalRun, work: ExternalWork): Promise<void> {
  const { entity, limits } = work
  const args = [...run.path, ...run.flags, '--host', `fd:${CHANNEL_FD}`, '--id', entity.id]
  const started = await startProcess(run.launch, args, { stdio: ['ignore', 'pipe', 'pipe', 'pipe'], limits })
  const channel = started.child.stdio[CHANNEL_FD] as Duplex
  channel.on('error', () => {})
  await serve(run, work, { ...started, channel: { input: channel, output: channel } })
}

async function runWithPipes(run: ExternalRun, work: ExternalWork): Promise<void> {
  const { entity, limits } = work
  const { before, target } = await legacyArgs(run.manifest.name, entity, limits.cwd)
  const pipes = await createPipes()
  try {
    const hosts = pipes.urls.flatMap((url) => ['--host', url])
    const args = [...run.path, ...before, ...run.flags, ...hosts, target]
    const started = await startProcess(run.launch, args, { stdio: ['ignore', 'pipe', 'pipe'], limits })
    await serve(run, work, {
      ...started,
      ended: started.ended.finally(() => pipes.finish()),
      channel: pipes,
      ...(entity.kind === 'iac' ? { file: target } : {}),
    })
  } finally {
    pipes.close()
  }
}

interface Running extends StartedProcess {
  readonly channel: Parameters<typeof serveRegistry>[1]
  /** Where the file was put that is scanned. */
  readonly file?: string
}

/** Serves a process until it has ended; throws when it did not end well. */
async function serve(run: ExternalRun, work: ExternalWork, running: Running): Promise<void> {
  try {
    await serveToTheEnd(run, work, running)
  } finally {
    running.letGo()
  }
}

async function serveToTheEnd(
  run: ExternalRun,
  { entity, context, limits, detect }: ExternalWork,
  { child, ended, channel, file }: Running,
): Promise<void> {
  const { name } = run.manifest
  const clean = createCleaner(detect)
  const log = cleanedLog(withFields(context.log, { plugin: name, command: run.path.join('/') }), clean)
  const output = captureOutput(child, log)
  const services = createPluginServices({
    plugin: name,
    entity,
    context: { ...context, log },
    ...(detect ? { detect } : {}),
    ...(file === undefined ? {} : { file }),
  })
  const served = serveRegistry(services.registry, channel, {
    signal: limits.signal,
    onError: (message) => log.warn('a call of a plugin failed', { message }),
    // When the plugin has closed its end, its exit code tells how it went.
  }).catch((error: unknown) => log.debug('the channel of a plugin broke', { message: String(error) }))
  const { code, signal, reason } = await ended
  const letGo = setTimeout(() => {
    for (const stream of [channel.input, channel.output, child.stdout, child.stderr]) stream?.destroy()
  }, REST_MS)
  await served.finally(() => clearTimeout(letGo))
  await output.end()
  // The engine's reason: which time limit was reached, or that the scan was ended.
  if (reason === 'aborted') limits.signal.throwIfAborted()
  const failure = services.failure()
  if (failure) throw failure
  const badEnd = failureOf(name, { code, signal, ...(reason ? { reason } : {}) }, clean(await output.lastError()))
  if (badEnd) throw badEnd
}

/** A logger that adds fields to each line. */
function withFields(log: Logger, fields: LogFields): Logger {
  const add = (level: keyof Logger) => (message: string, more?: LogFields) =>
    log[level](message, { ...fields, ...more })
  return { error: add('error'), warn: add('warn'), info: add('info'), debug: add('debug') }
}
