import { keepHeapSmall, keepYoungSmall } from '@veinmind/internal'
import { availableParallelism } from 'node:os'
import type { Report, ReportedError, ReportService } from '@veinmind/report'
import { createReportService, NOTHING_SCANNED } from '@veinmind/report'
import type { Entity, Logger } from '@veinmind/sdk'
import type { Discovered } from '@veinmind/sdk/target'
import { SILENT } from '@veinmind/internal'
import { toVeinmindError } from '@veinmind/sdk'
import { removeAbandonedFolders } from '@veinmind/internal/temporary'
import { activatePlugins } from '../plan/active-plugins.ts'
import { createEnding } from './ending.ts'
import { ENDED } from '../read/ended.ts'
import { eachEntity } from './each-entity.ts'
import type { FoundEntity } from './each-entity.ts'
import type { SharedTools } from './entity-scan.ts'
import { scanEntity } from './entity-scan.ts'
import { createRelatedEntities } from './related.ts'
import { createInspections } from '../inspect/inspections.ts'
import { createDispatch } from '../read/dispatch.ts'
import { createKeywordFilters } from '../read/keyword-filter.ts'
import { createLayerStore } from '../store/layer-store.ts'
import type { ActivePlugin } from '../plan/active-plugins.ts'
import type { PassTools } from '../read/read-through.ts'
import { createBufferPool } from '../read/buffer-pool.ts'
import { createSpools } from '../read/spools.ts'
import type { ScanOptions } from './types.ts'

const TOOL = { name: 'veinmind', version: '0.0.0' }
const MINUTE = 60_000
const NOTHING_ON_DISK = { inMemory: Infinity, charactersInMemory: Infinity }

/**
 * Scans entities as they are discovered, each layer read once for all plugins. What is wrong with an entity or a plugin
 * never makes it throw: the report carries it. An abort gives the report of what was done until then.
 *
 * Throws for wrong options only: `ENGINE_PLUGIN_TWICE`, `ENGINE_OPTION_UNKNOWN`, `ENGINE_OPTION_INVALID`, `ENGINE_OPTION_FILE`,
 * and a plugin's own error for values that it cannot use (a rule file that is wrong).
 */
export async function scan(
  things: AsyncIterable<Discovered | Entity> | Iterable<Discovered | Entity>,
  options: ScanOptions,
): Promise<Report> {
  const { cache, registry, log = SILENT, spoolDir } = options
  const signals = [options.signal, options.timeout === undefined ? undefined : AbortSignal.timeout(options.timeout)]
  const signal = AbortSignal.any(signals.filter((one) => one !== undefined))
  const ending = createEnding(signal)
  const plugins = await activatePlugins(options, ending.plugins)
  // Whoever makes a service closes it when its report was read. Nobody tells when this one was, so it has nothing to be closed.
  const report =
    options.report ??
    createReportService({
      tool: options.tool ?? TOOL,
      showSecrets: options.showSecrets ?? false,
      limits: NOTHING_ON_DISK,
    })
  const notify = createNotifier(options)
  const inspections = createInspections({
    inspectors: plugins.inspectors,
    workers: Math.max(0, options.workers ?? Math.max(1, Math.min(4, availableParallelism() - 1))),
    time: options.inspectTimeout ?? 10_000,
    memory: options.workerMemory ?? 512,
  })
  const spools = createSpools(spoolDir)
  const pass: PassTools = {
    inspections,
    spools,
    buffers: createBufferPool(),
    createFilter: createKeywordFilters(plugins.inspectors),
    dispatch: createDispatch(plugins.inspectors),
    signal,
    progress: ({ digest }, bytes) => notify({ kind: 'bytes', digest, bytes }),
  }
  let releaseHeap: (() => void) | undefined
  let releaseYoung: (() => void) | undefined
  const store = createLayerStore(cache, pass, {
    onPass: () => void (releaseYoung ??= keepYoungSmall()),
    onLarge: () => void (releaseHeap ??= keepHeapSmall()),
  })
  const refusedBefore = cache?.refused ?? 0
  const related = createRelatedEntities()
  const tools: SharedTools = {
    plugins: plugins.active,
    inspectors: plugins.inspectors,
    store,
    cache,
    pass,
    report,
    registry,
    log,
    signal,
    ending: ending.plugins,
    pluginTimeout: options.pluginTimeout ?? 5 * MINUTE,
    notify,
    given: options.given,
    related,
  }
  let entities = 0
  const use = (found: FoundEntity): Promise<void> => {
    entities += found.isAlong === true ? 0 : 1
    return scanEntity(found, tools)
  }
  const closeAll = async (): Promise<void> => {
    await Promise.all([inspections.close(), ...plugins.all.map(({ plugin }) => plugin.remote?.close())])
  }
  const stopWorkers = (): void => void closeAll()
  ending.inspections.addEventListener('abort', stopWorkers, { once: true })
  try {
    for (const { plugin } of plugins.active) plugin.remote?.begin?.()
    await removeAbandonedFolders(spoolDir)
    await eachEntity(things, { report, signal, concurrency: options.concurrency ?? 2, asked: options.asked, use })
    await related.finishAll()
    warnOfRefused((cache?.refused ?? 0) - refusedBefore, log)
  } finally {
    releaseHeap?.()
    releaseYoung?.()
    ending.close()
    await closeAll()
    await spools.close()
    await closePrepared(plugins.active, report)
  }
  if (signal.aborted) report.addError(abortError(signal, options))
  for (const { ledger } of plugins.all) report.addPlugin(ledger.finish(entities === 0 ? NOTHING_SCANNED : undefined))
  return report.finish()
}

/** Tells the progress; what shows it may throw. */
function createNotifier({ onProgress, log = SILENT }: ScanOptions): SharedTools['notify'] {
  return (progress) => {
    try {
      onProgress?.(progress)
    } catch (error) {
      log.warn('what shows the progress has failed', { error: toVeinmindError(error).message })
    }
  }
}

/** `refused` results of the cache were not used. */
function warnOfRefused(refused: number, log: Logger): void {
  if (refused === 0) return
  const hint = 'runs that share a cache share its key: VEINMIND_CACHE_KEY'
  log.warn('results in the cache that are not encrypted with its key, or were changed or moved, were not used', {
    files: refused,
    hint,
  })
}

async function closePrepared(plugins: readonly ActivePlugin[], report: ReportService): Promise<void> {
  for (const {
    plugin: { name },
    prepared,
  } of plugins) {
    await prepared.close().catch((error: unknown) => {
      report.addError({
        code: 'ENGINE_CLOSE_FAILED',
        message: `what the plugin prepared could not be closed: ${toVeinmindError(error).message}`,
        plugin: name,
      })
    })
  }
}

function abortError(signal: AbortSignal, { timeout = 0, signal: given }: ScanOptions): ReportedError {
  const isTimeout = !given?.aborted && signal.aborted
  const hint = 'what is not listed as scanned was not scanned'
  if (isTimeout) return { code: 'ENGINE_TIMEOUT', message: `the scan took longer than ${timeout / 1000} s`, hint }
  return { code: 'ENGINE_ABORTED', message: ENDED, hint }
}
