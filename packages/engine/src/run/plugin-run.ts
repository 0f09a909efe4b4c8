import type { EventSource, ReportService } from '@veinmind/report'
import type { Entity, Fact, FileSystem, Found, Logger, RecordsOf, ScanContext } from '@veinmind/sdk'
import { Registry, REPORT_NAMESPACE } from '@veinmind/internal/services'
import { toVeinmindError, VeinmindError } from '@veinmind/sdk'
import type { PluginEnd } from '../coverage/coverage.ts'
import { createGapList } from '../coverage/gaps.ts'
import { ENDED } from '../read/ended.ts'
import type { EntityFacts } from '../entity/facts.ts'
import type { Preparation } from '../plan/prepared.ts'
import type { ActivePlugin } from '../plan/active-plugins.ts'

/** What a run of a plugin on an entity has besides the entity. */
export interface RunTools {
  readonly report: ReportService
  readonly registry: Registry | undefined
  readonly log: Logger
  readonly signal: AbortSignal
  /** Aborted a moment after `signal`; a run that begins between them has until then. */
  readonly ending: AbortSignal
  /** Milliseconds. */
  readonly timeout: number
  readonly files: FileSystem
  records(inspector: RecordsOf<unknown>): readonly Found<unknown>[]
  readonly facts: EntityFacts
  /** What came of the plugin's preparation, where that was waited for already. */
  readonly preparation: Preparation | undefined
  /** Called with the index of each layer that the plugin has read by means of its own. */
  layerSeen(index: number): void
}

/** Runs the plugin's commands for the kind of `entity`. Never throws: how it ended is the result. */
export function runPlugin(
  active: ActivePlugin,
  entity: Entity,
  source: EventSource,
  tools: RunTools,
): Promise<PluginEnd> {
  const commands = active.plugin.commands.filter(({ kind }) => kind === entity.kind)
  const parts = commands.map((command) => (context: ScanContext) => command.scan(entity as never, context))
  return runParts(active, parts, source, tools)
}

/** Runs what of the plugin is for an entity, one part after the other, each for its time at most. Never throws. */
export async function runParts(
  active: ActivePlugin,
  parts: readonly ((context: ScanContext) => void | Promise<void>)[],
  source: EventSource,
  tools: RunTools,
): Promise<PluginEnd> {
  const { plugin, ledger } = active
  const started = performance.now()
  const gaps = createGapList()
  let note: string | undefined
  const end = (outcome: PluginEnd['outcome'], reason?: string): PluginEnd => {
    const durationMs = performance.now() - started
    const missing = gaps.finish()
    return {
      outcome,
      durationMs,
      ...(reason === undefined ? {} : { reason }),
      ...(note === undefined ? {} : { note }),
      ...(missing === undefined ? {} : { gaps: missing }),
    }
  }
  const fail = (outcome: 'partial' | 'failed', error: unknown): PluginEnd => {
    const { code, message, hint } = toVeinmindError(error, 'ENGINE_PLUGIN_FAILED')
    tools.report.addError({
      code,
      message,
      ...(hint === undefined ? {} : { hint }),
      target: source.target.name,
      plugin: plugin.name,
    })
    return end(outcome, message)
  }
  const limits = { signal: tools.signal.aborted ? tools.ending : tools.signal, timeout: tools.timeout }
  const preparation = tools.preparation ?? (await preparePlugin(active, limits))
  if (preparation.kind === 'skipped') return { ...end('skipped', preparation.reason), isOfRun: true }
  if (preparation.kind === 'failed')
    return tools.signal.aborted ? end('partial', ENDED) : fail('failed', preparation.error)
  note = preparation.note

  const stop = new AbortController()
  const { context, pending, close, hasReported } = contextOf(
    active,
    source,
    { ...tools, state: preparation.state, signal: stop.signal },
    {
      incomplete(reason, where) {
        gaps.add({ reason, ...(where?.path === undefined ? {} : { path: where.path }) })
        ledger.addProblem({
          target: source.target.name,
          reason,
          ...(where?.path === undefined ? {} : { path: where.path }),
        })
      },
      covered(seen) {
        if (seen.incomplete !== undefined) gaps.add({ reason: seen.incomplete })
        ledger.addSeen(source.target.name, seen)
        for (const error of seen.errors ?? [])
          tools.report.addError({ ...error, target: source.target.name, plugin: plugin.name })
        for (const index of seen.layers ?? []) tools.layerSeen(index)
      },
    },
  )
  try {
    for (const part of parts) await withLimit(async () => part(context), { ...limits, stop })
    await Promise.all(pending)
    const first = gaps.finish()?.first[0]
    return first === undefined ? end('ok') : end('partial', first.reason)
  } catch (error) {
    if (tools.signal.aborted) return end('partial', ENDED)
    // What it reported before this stays in the report.
    return fail(hasReported() ? 'partial' : 'failed', error)
  } finally {
    close()
  }
}

/** Waits for what the plugin prepares once a run, as long as for a scan. */
export async function preparePlugin({ prepared }: ActivePlugin, limits: Omit<Limits, 'stop'>): Promise<Preparation> {
  let preparation: Preparation | undefined
  try {
    await withLimit(async () => void (preparation = await prepared.get()), { ...limits, stop: new AbortController() })
  } catch (error) {
    return { kind: 'failed', error: toVeinmindError(error, 'ENGINE_PLUGIN_FAILED') }
  }
  return preparation ?? { kind: 'failed', error: new VeinmindError('ENGINE_PLUGIN_FAILED', 'it was not prepared') }
}

interface Limits {
  readonly signal: AbortSignal
  /** Milliseconds. */
  readonly timeout: number
  readonly stop: AbortController
}

/** Milliseconds that a plugin has to report what it has found, once it was told to stop. */
const GRACE = 1000

/** Waits for the scan, for `timeout` at most, or until `signal` is aborted. The plugin is told by `stop`, and has a moment. */
async function withLimit(scan: () => Promise<void>, { signal, timeout, stop }: Limits): Promise<void> {
  signal.throwIfAborted()
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  let grace: NodeJS.Timeout | undefined
  const end = (reason: unknown): void => {
    stop.abort(reason)
    grace ??= setTimeout(resolve, GRACE)
  }
  const limit = setTimeout(() => {
    const hint = 'raise the time limit of plugins'
    end(new VeinmindError('ENGINE_PLUGIN_TIMEOUT', `it took longer than ${timeout / 1000} s`, { hint }))
  }, timeout)
  const follow = (): void => end(signal.reason)
  signal.addEventListener('abort', follow)
  try {
    await Promise.race([scan(), ended])
    stop.signal.throwIfAborted()
  } finally {
    signal.removeEventListener('abort', follow)
    clearTimeout(limit)
    clearTimeout(grace)
  }
}

/** The context, and how it is closed: what a plugin says after its end is not heard. */
function contextOf(
  active: ActivePlugin,
  source: EventSource,
  tools: RunTools & { readonly state: unknown },
  told: Pick<ScanContext, 'incomplete' | 'covered'>,
): {
  readonly context: ScanContext
  readonly pending: readonly Promise<void>[]
  readonly close: () => void
  readonly hasReported: () => boolean
} {
  const { plugin, options } = active
  let isOpen = true
  let hasReported = false
  const pending: Promise<void>[] = []
  const host = tools.registry?.hasNamespace(REPORT_NAMESPACE) ? tools.registry : undefined
  const registry =
    host ?? (tools.registry ?? new Registry()).inherit().define(REPORT_NAMESPACE, tools.report.service(source))
  const hostReport = host?.getService(REPORT_NAMESPACE, 'report')
  const refused = (error: unknown): void => {
    const { code, message } = toVeinmindError(error, 'REPORT_EVENT_INVALID')
    tools.report.addError({ code, message, target: source.target.name, plugin: plugin.name })
  }
  const context: ScanContext = {
    options,
    state: tools.state,
    signal: tools.signal,
    log: tools.log,
    files: tools.files,
    hosted: tools.report.hosted || host !== undefined,
    records: <R>(inspector: RecordsOf<R>) => tools.records(inspector) as readonly Found<R>[],
    fact: async <T>(fact: Fact<T>) =>
      (await tools.facts.ask(fact, active, (...gap) => context.incomplete(...gap))) as T,
    report(event) {
      if (!isOpen) return
      hasReported = true
      // The service of this process is called as it is; by the registry it is there for whoever asks for it.
      if (!host) return tools.report.report(event, source)
      try {
        const answer = hostReport?.(event as never)
        if (answer instanceof Promise) pending.push(answer.then(() => undefined, refused))
      } catch (error) {
        refused(error)
      }
    },
    inventory(item) {
      if (!isOpen) return
      if (!host) return tools.report.addPackage(item, source)
      try {
        const answer = host.getService(REPORT_NAMESPACE, 'inventory')?.(item as never)
        if (answer instanceof Promise) pending.push(answer.then(() => undefined, refused))
      } catch (error) {
        refused(error)
      }
    },
    incomplete(reason, where) {
      if (isOpen) told.incomplete(reason, where)
    },
    covered(seen) {
      if (isOpen) told.covered(seen)
    },
    service: (namespace, name) => registry.getService(namespace, name),
  }
  return { context, pending, close: () => (isOpen = false), hasReported: () => hasReported }
}
