import type { Duplex, Readable } from 'node:stream'
import type { Entity, Logger, ScanContext } from '@veinmind/sdk'
import { VeinmindError } from '@veinmind/sdk'
import { serveRegistry } from '@veinmind/sdk/wire'
import type { ExternalManifest } from './manifest.ts'
import { createPipes } from './pipes.ts'
import { createPluginServices } from './plugin-services.ts'
import { startProcess } from './process.ts'
import type { ProcessEnd, ProcessLimits } from './process.ts'
import type { Launch } from './sandbox.ts'

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
}

/** The channel's file descriptor in a plugin that speaks our protocol. */
const CHANNEL_FD = 3

/** Runs one command of a plugin on one entity and serves it; throws when it does not end well. */
export async function runCommand(run: ExternalRun, work: ExternalWork): Promise<void> {
  if (run.manifest.takesEntities) return runWithSocket(run, work)
  const { native } = work.entity
  if (!native) {
    throw new VeinmindError('HOST_ENTITY_UNREACHABLE', `${run.manifest.name} opens images and containers by itself, and cannot open this one`, {
      hint: 'libveinmind plugins reach images and containers of docker and containerd alone',
    })
  }
  return runWithPipes(run, work, native)
}

async function runWithSocket(run: ExternalRun, { entity, context, limits }: ExternalWork): Promise<void> {
  const args = [...run.path, ...run.flags, '--host', `fd:${CHANNEL_FD}`, '--id', entity.id]
  const { child, ended } = await startProcess(run.launch, args, { stdio: ['ignore', 'pipe', 'pipe', 'pipe'], limits })
  const channel = child.stdio[CHANNEL_FD] as Duplex
  channel.on('error', () => {})
  captureOutput([child.stdout, child.stderr], context.log)
  const served = serve(run, { entity, context, limits }, { input: channel, output: channel })
  check(run, await ended, limits.signal)
  await served
}

async function runWithPipes(run: ExternalRun, work: ExternalWork, { flags, id }: NonNullable<Entity['native']>): Promise<void> {
  const { entity, context, limits } = work
  const pipes = await createPipes()
  try {
    const hosts = pipes.urls.flatMap((url) => ['--host', url])
    const args = [...run.path, ...flags, '--id', ...run.flags, ...hosts, id ?? entity.id]
    const { child, ended } = await startProcess(run.launch, args, { stdio: ['ignore', 'pipe', 'pipe'], limits })
    captureOutput([child.stdout, child.stderr], context.log)
    const served = serve(run, work, pipes)
    const end = await ended.finally(() => pipes.finish())
    check(run, end, limits.signal)
    await served
  } finally {
    pipes.close()
  }
}

function serve(run: ExternalRun, work: ExternalWork, channel: Parameters<typeof serveRegistry>[1]): Promise<void> {
  const { entity, context, limits } = work
  const services = createPluginServices(run.manifest.name, entity, context)
  const served = serveRegistry(services, channel, {
    signal: limits.signal,
    onError: (message) => context.log.warn('a call of a plugin failed', { plugin: run.manifest.name, message }),
  })
  // A plugin that has closed its end says by its exit code whether all went well.
  return served.catch((error: unknown) => context.log.debug('the channel of a plugin broke', { plugin: run.manifest.name, message: String(error) }))
}

function check(run: ExternalRun, end: ProcessEnd, signal: AbortSignal): void {
  const { name } = run.manifest
  // The engine's own words: which time was up, or that the scan was ended.
  if (end.reason === 'aborted') signal.throwIfAborted()
  if (end.reason === 'memory') throw new VeinmindError('HOST_PLUGIN_ENDED', `${name} was ended: it took more memory than it may`)
  if (end.code !== 0) throw new VeinmindError('HOST_PLUGIN_FAILED', `${name} ended with ${end.signal ?? `code ${end.code}`}`)
}

const MAX_LINES = 1000
const MAX_LINE = 1000

/** What a plugin prints goes to the log, the first thousand lines of it. */
function captureOutput(outputs: readonly (Readable | null)[], log: Logger): void {
  let lines = 0
  for (const output of outputs) {
    let rest = ''
    output?.on('error', () => {})
    output?.on('data', (chunk: Buffer) => {
      if (lines >= MAX_LINES) return
      const parts = (rest + chunk.toString('utf8')).split('\n')
      rest = (parts.pop() ?? '').slice(0, MAX_LINE)
      for (const line of parts) if (++lines <= MAX_LINES && line !== '') log.info('a plugin prints', { line: line.slice(0, MAX_LINE) })
    })
  }
}
