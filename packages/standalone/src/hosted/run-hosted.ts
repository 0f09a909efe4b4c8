import { scan } from '@veinmind/engine'
import type { ScanOptions } from '@veinmind/engine'
import type { Entity } from '@veinmind/sdk'
import type { Discovered } from '@veinmind/sdk/target'
import { VeinmindError } from '@veinmind/sdk'
import { describeError } from '../speech/describe-error.ts'
import { interruptible } from '../scan/interruptible.ts'
import { readSettings } from '../settings/read-settings.ts'
import type { ScanRequest } from '../settings/scan-request.ts'
import { engineOptions } from '../settings/scan-settings.ts'
import type { ScanSettings } from '../settings/scan-settings.ts'
import { openUserCache } from '../settings/user-cache.ts'
import { connectHost } from './connect-host.ts'
import type { HostConnection } from './connect-host.ts'
import { forwardConf } from './forward-conf.ts'
import { discoverHostEntity } from './host-entity.ts'
import { createHostedLogger } from './hosted-logger.ts'
import { createHostedReport } from './hosted-report.ts'
import { tellEnd } from './tell-end.ts'

/** What libveinmind's hosts take for a failure is any code but 0; findings are none. */
const DONE = 0
const INCOMPLETE = 3

/** Time to report what is known after an interruption, in milliseconds. */
const LAST_WORDS = 2000

/** Runs a `scan` command for a host: events go to its report service, logs to its logging service, and nothing is rendered. */
export async function runHosted(request: ScanRequest): Promise<number> {
  const settings = await readSettings(request)
  const host = await connectHost([request.argv['host']].flat().map(String))
  try {
    return await interruptible((signal) => {
      // What is left to report has a moment: the host itself may hang.
      signal.addEventListener('abort', () => setTimeout(() => host.close(), LAST_WORDS).unref(), { once: true })
      return scanForHost(settings, host, AbortSignal.any([signal, host.signal]))
    })
  } finally {
    host.close()
  }
}

async function scanForHost(settings: ScanSettings, host: HostConnection, signal: AbortSignal): Promise<number> {
  const { client, handsOver } = host
  const logger = await createHostedLogger(client, settings.log, settings.keeper.mask)
  const { log } = logger
  const runtimes = new Map<string, string>()
  const hosted = createHostedReport(host, {
    tool: settings.tool,
    showSecrets: settings.report.showSecrets,
    ...(settings.report.showSecrets ? {} : { keeper: settings.keeper }),
    runtimeOf: (id) => runtimes.get(id),
  })
  const found = handsOver ? discoverHostEntity(client) : discover({ ...settings, log }, runtimes, signal)
  const registry = await forwardConf(client)
  const report = await scan(found, {
    ...engineOptions(settings),
    ...(await withinRights(settings, host)),
    signal,
    log,
    report: hosted.service,
    ...(registry ? { registry } : {}),
  })
  await hosted.flush()
  const isTold = handsOver && (await tellEnd(client, report))
  // What the host refused has been added since.
  const untold = isTold ? hosted.refused : hosted.service.finish().errors
  for (const { code, message, target } of untold) log.error(message, { code, target })
  hosted.service.close()
  await logger.flush()
  if (signal.reason instanceof VeinmindError)
    process.stderr.write(`${settings.keeper.mask(describeError(signal.reason, process.stderr.isTTY))}\n`)
  const isFailed =
    report.plugins.some(({ outcome }) => outcome === 'failed') ||
    (report.targets.length === 0 && report.errors.length > 0)
  return untold.length > 0 || isFailed ? INCOMPLETE : DONE
}

/** What the target finds; `runtimes` is told what runs or keeps it. */
async function* discover(
  { target: { adapter, words, options }, log }: ScanSettings,
  runtimes: Map<string, string>,
  signal: AbortSignal,
): AsyncGenerator<Discovered> {
  for await (const found of adapter.discover(words, { options, signal, log })) {
    const runtime = 'entity' in found ? runtimeOf(found.entity, options['from']) : undefined
    if ('entity' in found && runtime !== undefined) runtimes.set(found.entity.id, runtime)
    yield found
  }
}

/** The original's word for what runs or keeps an entity; undefined where that is not known. */
function runtimeOf(entity: Entity, from: unknown): string | undefined {
  if (entity.kind === 'container') return entity.runtime
  const flags = entity.native?.flags ?? []
  const mode = flags.includes('--mode') ? flags[flags.indexOf('--mode') + 1] : undefined
  return mode ?? (from === 'docker' || from === 'containerd' ? from : undefined)
}

/**
 * Below Node's permission model there are no workers, whose rights would be wider. Under a host that hands over what is to be
 * scanned there is a cache only where the user names its folder: the host knows whether one is wanted.
 */
async function withinRights(
  settings: ScanSettings,
  { handsOver }: HostConnection,
): Promise<Pick<ScanOptions, 'workers' | 'cache'>> {
  const workers = isRestricted() ? { workers: 0 } : {}
  if (handsOver && settings.cache.directory === undefined) return workers
  const cache = await openUserCache(settings.cache, settings.log)
  return cache ? { ...workers, cache } : workers
}

/** `process.permission` is there only below the permission model. */
function isRestricted(): boolean {
  const { permission } = process as { readonly permission?: { has(scope: string): boolean } }
  return permission !== undefined && !permission.has('worker')
}
