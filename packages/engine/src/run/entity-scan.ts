import type { LayerReport, ReportService } from '@veinmind/report'
import type { Registry } from '@veinmind/internal/services'
import type { EndedPlugin, Entity, FileSystem, Logger } from '@veinmind/sdk'
import { toVeinmindError, VeinmindError } from '@veinmind/sdk'
import type { LayerCache } from '../store/cache.ts'
import { createEntityFiles } from '../entity/entity-files.ts'
import type { TargetEnd } from './entity-gaps.ts'
import { endOfLayers, gapsOf, withGaps } from './entity-gaps.ts'
import { loadLayers } from '../entity/entity-layers.ts'
import type { LoadedLayers } from '../entity/entity-layers.ts'
import { createEntityRecords } from '../entity/entity-records.ts'
import type { EntityView, Stack } from '../entity/entity-view.ts'
import { stackOf } from '../entity/entity-view.ts'
import type { FoundEntity } from './each-entity.ts'
import { endedError } from '../read/ended.ts'
import { createFacts } from '../entity/facts.ts'
import type { LayerStore } from '../store/layer-store.ts'
import type { LinkRecords } from '../entity/links.ts'
import { findLinkRecords } from '../entity/link-records.ts'
import { addInspectorCounts } from './inspector-counts.ts'
import type { ActivePlugin } from '../plan/active-plugins.ts'
import type { RunTools } from './plugin-run.ts'
import { preparePlugin, runPlugin } from './plugin-run.ts'
import { concluder, endOf, sourceOf } from './conclude.ts'
import type { Conclusion } from './conclude.ts'
import { correlates, endedPlugins } from './correlate.ts'
import { describeLayers, describeTarget, referenceTo } from './describe-target.ts'
import { scanRound } from './plugin-rounds.ts'
import type { ScanRound } from './plugin-rounds.ts'
import type { RelatedEntities } from './related.ts'
import { waitsForOthers } from './related.ts'
import type { Preparation } from '../plan/prepared.ts'
import { needsState } from '../plan/inspector-state.ts'
import { isNeeded } from '../plan/needed-inspectors.ts'
import type { PassTools } from '../read/read-through.ts'
import type { ActiveInspector } from '../plan/active-inspectors.ts'
import type { GivenEntity } from '../entity/given-entity.ts'
import type { Progress } from './types.ts'

/** What the scans of all entities share. */
export interface SharedTools {
  readonly plugins: readonly ActivePlugin[]
  readonly inspectors: readonly ActiveInspector[]
  readonly store: LayerStore
  readonly cache: LayerCache | undefined
  readonly pass: PassTools
  readonly report: ReportService
  readonly registry: Registry | undefined
  readonly log: Logger
  readonly signal: AbortSignal
  /** Aborted a moment after `signal`: until then plugins report what was found before. */
  readonly ending: AbortSignal
  readonly pluginTimeout: number
  readonly notify: (progress: Progress) => void
  readonly given: GivenEntity | undefined
  readonly related: RelatedEntities
}

/** Of an entity whose files a host has looked at. */
const NO_LAYERS: Stack = { layers: [], history: [], volatile: undefined }

const NOT_SCANNED = 'the scan was ended before it was scanned'

/** Scans one entity with every plugin that has a command for its kind, and closes it. Never throws. */
export async function scanEntity({ entity, source, isAlong = false }: FoundEntity, all: SharedTools): Promise<void> {
  // Of what comes along only what is known of it is looked at: a plugin that reads files would say that there are none.
  const tools = isAlong ? { ...all, plugins: all.plugins.filter(({ inspectors }) => inspectors.length === 0) } : all
  if (isAlong && !tools.plugins.some((active) => scansKind(active, entity.kind))) {
    await entity.close?.().catch(() => undefined)
    return
  }
  const { report, notify, signal } = tools
  const stack = tools.given ? NO_LAYERS : stackOf(entity)
  const bytes = stack.layers.reduce((sum, { size }) => sum + size, 0)
  notify({
    kind: 'target',
    target: entity.id,
    name: entity.name,
    type: entity.kind,
    layers: stack.layers.length,
    bytes,
  })
  let scanned: Scanned = { end: { outcome: 'skipped', reason: NOT_SCANNED }, layers: describeLayers(stack, {}) }
  try {
    if (!signal.aborted) scanned = await scanOpen(entity, stack, tools)
  } catch (error) {
    if (!signal.aborted) {
      const reason = addError(report, entity.name, toVeinmindError(error, 'ENGINE_TARGET_FAILED'))
      scanned = { ...scanned, end: { outcome: 'failed', reason } }
    }
  }
  await entity.close?.().catch((error: unknown) => {
    addError(
      report,
      entity.name,
      new VeinmindError('ENGINE_CLOSE_FAILED', `it could not be closed: ${toVeinmindError(error).message}`),
    )
  })
  all.related.add(entity, scanned.plugins ?? [])
  const { layers, notes, conclude } = scanned
  const finish = async (): Promise<void> => {
    const end = (await conclude?.()) ?? scanned.end
    report.addTarget({ ...describeTarget(entity, layers, notes), ...end, ...(source === undefined ? {} : { source }) })
    notify({ kind: 'done', target: entity.id, outcome: end.outcome })
  }
  if (conclude && waitsForOthers(entity)) all.related.whenAllAreKnown(finish)
  else await finish()
}

/** What came of the plugins that scan, and nothing of the layers themselves: there may be many such that wait for their end. */
interface Scanned {
  readonly end: TargetEnd
  readonly layers: readonly LayerReport[]
  readonly notes?: readonly string[]
  readonly plugins?: readonly EndedPlugin[]
  /** Has plugins correlate, where some do; how the entity ended with that. */
  readonly conclude?: () => Promise<TargetEnd>
}

async function scanOpen(entity: Entity, stack: Stack, tools: SharedTools): Promise<Scanned> {
  const { report, store, notify, signal } = tools
  const plugins = tools.plugins.filter((active) => scansKind(active, entity.kind) || correlates(active))
  const preparations = await prepareFor(plugins, tools)
  const reading = plugins.filter((active) => (preparations.get(active)?.kind ?? 'ready') === 'ready')
  const inspectors = tools.inspectors.filter((inspector) =>
    reading.some((active) => active.inspectors.includes(inspector) && isNeeded(inspector, active.plugin, entity)),
  )
  const target = referenceTo(entity)
  const seenLayers = new Set<number>()
  const files = createEntityFiles(stack, tools.pass, () =>
    loadLayers(stack, inspectors, store, ({ digest, size }, source) => {
      notify({ kind: 'layer', target: entity.id, digest, bytes: size, source })
    }),
  )
  try {
    const needsFiles = inspectors.length > 0 && stack.layers.length > 0
    const view = needsFiles ? await look(stack, inspectors, await files.load(), tools) : undefined
    const linkError = view?.linkError
    if (linkError && !signal.aborted) addError(report, entity.name, linkError)
    if (signal.aborted && !(view && sawSome(view)))
      return {
        end: { outcome: 'skipped', reason: NOT_SCANNED },
        layers: describeLayers(stack, { loaded: files.loaded() }),
      }
    const { given } = tools
    const isShared = (inspector: ActiveInspector): boolean =>
      plugins.filter((active) => active.inspectors.includes(inspector)).length > 1
    const records = createEntityRecords({ view, given, isShared })
    const filesFor = (asker: ActivePlugin): FileSystem =>
      given?.files ?? (entity.kind === 'host' ? entity.files : files.filesFor(asker))
    const facts = createFacts(entity, {
      ...tools,
      signal: signal.aborted ? tools.ending : signal,
      filesFor,
      records: (fact, asker, inspector) => records.of(inspector, fact.inspectors, asker.inspectors),
    })
    const toolsFor = (active: ActivePlugin): RunTools => ({
      ...tools,
      timeout: tools.pluginTimeout,
      files: filesFor(active),
      records: (inspector) => records.of(inspector, active.plugin.inspectors, active.inspectors),
      facts,
      preparation: preparations.get(active),
      layerSeen: (index) => seenLayers.add(index),
    })
    const scanning = plugins.filter((active) => scansKind(active, entity.kind))
    // Without a plugin that scanned there is nothing to correlate.
    const correlating = scanning.length === 0 ? [] : plugins.filter(correlates)
    if (correlating.length > 0) report.follow(entity.id)
    const finish: ScanRound['finish'] = (active, end) => {
      active.ledger.addEnd(entity.name, end)
      notify({ kind: 'plugin', target: entity.id, plugin: active.plugin.name, outcome: end.outcome })
    }
    const ends = await scanRound(scanning, {
      begin: (active) => notify({ kind: 'plugin', target: entity.id, plugin: active.plugin.name }),
      scan: (active) => runPlugin(active, entity, sourceOf(active, target), toolsFor(active)),
      judge(active, end) {
        const fileGaps = view ? addInspectorCounts(active.ledger, entity.name, active.inspectors, view) : undefined
        const gaps = active.inspectors.length > 0 || files.wasUsedBy(active) ? gapsOf(files.loaded()) : []
        const linkGaps =
          linkError && active.inspectors.length > 0 ? [`links could not be followed: ${linkError.message}`] : []
        return withGaps(end, [...gaps, ...linkGaps], fileGaps)
      },
      finish,
    })
    const loaded = files.loaded()
    // The end of the scan is told once, for the scan as a whole.
    for (const { error } of loaded?.errors ?? [])
      if (error.code !== 'ENGINE_ABORTED') addError(report, entity.name, error)
    const layersEnd = endOfLayers(loaded)
    const conclusion: Conclusion = { entity, target, plugins, correlating, preparations, ends, layersEnd, finish }
    return {
      end: endOf(conclusion, ends),
      layers: describeLayers(stack, { loaded, seenLayers }),
      notes: loaded?.notes ?? [],
      plugins: endedPlugins(ends),
      ...(correlating.length === 0 ? {} : { conclude: concluder(conclusion, tools) }),
    }
  } finally {
    await files.close()
  }
}

/** Whether the plugin has a command for this kind of entity. */
function scansKind({ plugin }: ActivePlugin, kind: Entity['kind']): boolean {
  return plugin.commands.some((command) => command.kind === kind)
}

/** Prepares those plugins whose inspectors have to wait for it. */
async function prepareFor(
  plugins: readonly ActivePlugin[],
  { signal, pluginTimeout }: SharedTools,
): Promise<ReadonlyMap<ActivePlugin, Preparation>> {
  const waiting = plugins.filter((active) => active.inspectors.some(needsState))
  const prepared = waiting.map(
    async (active) => [active, await preparePlugin(active, { signal, timeout: pluginTimeout })] as const,
  )
  return new Map(await Promise.all(prepared))
}

/** Whether anything of the layers was seen. */
function sawSome({ data, broken }: EntityView): boolean {
  return (
    data.some((layer) => layer !== undefined) || broken.some((layer) => layer !== undefined && layer.index.count > 0)
  )
}

interface LookedAt extends EntityView {
  readonly linkError?: VeinmindError
}

/** The layers with what their links lead to. A layer that cannot be read a second time costs the links alone. */
async function look(
  stack: Stack,
  inspectors: readonly ActiveInspector[],
  loaded: LoadedLayers,
  tools: SharedTools,
): Promise<LookedAt> {
  const { layers, volatile } = stack
  const { data, broken, tree } = loaded
  try {
    if (tools.signal.aborted) throw endedError()
    const linked = { tree, layers, data, isStable: volatile === undefined }
    const links = await findLinkRecords(linked, inspectors, { cache: tools.cache, tools: tools.pass })
    return { stack, data, broken, tree, links }
  } catch (error) {
    const links: LinkRecords = { results: new Map(), rereads: new Map() }
    return { stack, data, broken, tree, links, linkError: toVeinmindError(error, 'ENGINE_LAYER_FAILED') }
  }
}

function addError(report: ReportService, target: string, { code, message, hint }: VeinmindError): string {
  report.addError({ code, message, target, ...(hint === undefined ? {} : { hint }) })
  return message
}
