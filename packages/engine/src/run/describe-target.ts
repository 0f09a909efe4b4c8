import type { LayerReport, TargetReference, TargetReport } from '@veinmind/report'
import type { Entity } from '@veinmind/sdk'
import { describeLayer } from '../entity/entity-layers.ts'
import type { LoadedLayers } from '../entity/entity-layers.ts'
import type { Stack } from '../entity/entity-view.ts'

/** What findings say of their entity. */
export function referenceTo(entity: Entity): TargetReference {
  const { id, kind, name } = entity
  if (kind === 'cluster' && entity.manifests) return { id, kind, name, references: [], isManifests: true }
  if (kind !== 'image') return { id, kind, name, references: [] }
  return { id, kind, name, references: entity.references, platform: entity.platform }
}

/** The layers, and where each was had; `seenLayers`: those that plugins have read by means of their own. */
export function describeLayers(
  stack: Stack,
  { loaded, seenLayers }: { readonly loaded?: LoadedLayers | undefined; readonly seenLayers?: ReadonlySet<number> },
): readonly LayerReport[] {
  return stack.layers.map((layer, index) => {
    const report = loaded?.reports[index] ?? describeLayer(layer, index)
    return report.source === 'none' && seenLayers?.has(index) ? { ...report, source: 'read' as const } : report
  })
}

/** What the report says of an entity beside how it ended. */
export function describeTarget(
  entity: Entity,
  layers: readonly LayerReport[],
  found: readonly string[] = [],
): Omit<TargetReport, 'outcome'> {
  const given = entity.kind === 'image' || entity.kind === 'sbom' ? (entity.notes ?? []) : []
  const unread =
    entity.kind === 'container' ? entity.missing : entity.kind === 'host' ? (entity.machine.missing ?? []) : []
  const missing = unread.map(({ what, reason, hint }) => `${what}: ${reason}${hint === undefined ? '' : ` (${hint})`}`)
  return {
    ...referenceTo(entity),
    ...(entity.kind === 'image' && entity.manifestDigest !== undefined ? { digest: entity.manifestDigest } : {}),
    ...(layers.length === 0 ? {} : { layers }),
    notes: [...given, ...missing, ...found],
  }
}
