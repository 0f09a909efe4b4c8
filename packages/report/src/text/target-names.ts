import type { Language } from '@veinmind/internal/text'
import { label } from '../model/labels.ts'
import type { Report, TargetReference } from '../model/model.ts'
import { namesOfTarget } from '../model/target-places.ts'
import type { TargetName } from '../model/target-places.ts'

/** The names by which a target is told from others. */
export type NamesOf = (target: NamedTarget) => readonly string[]

/**
 * Short names of targets: references without what stands before their last slash, where that tells none from another.
 * Images that one reference leads to are told by their platforms, and one image that was had in several places by these.
 */
export function createTargetNames(targets: readonly TargetReference[]): NamesOf {
  const known = new Map(targets.filter(isReference).map((target) => [target.id, target]))
  const references = [...known.values()]
  const byName = countTexts(references.flatMap(namesOf))
  const byShort = countTexts([...byName.keys()].map(shorten))
  const sources = new Set(references.flatMap(({ places = [] }) => places.flatMap(({ source }) => source ?? [])))
  const byShortSource = countTexts([...sources].map(shortenSource))
  return (target) => {
    if (!isReference(target)) return namesOf(target)
    const { platform } = target
    const suffix =
      platform === undefined
        ? ''
        : ` (${[platform.os, platform.architecture, platform.variant].filter(Boolean).join('/')})`
    return ownNames(target, known.get(target.id)).map(({ name, source }) => {
      const short = byShort.get(shorten(name)) === 1 ? shorten(name) : name
      const shortSource = shortenSource(source ?? '')
      const from = source === undefined ? '' : ` [${byShortSource.get(shortSource) === 1 ? shortSource : source}]`
      return ((byName.get(name) ?? 0) > 1 ? short + suffix : short) + from
    })
  }
}

/** A target as a finding names it, or one of the places where it was had. */
type NamedTarget = TargetReference & { readonly source?: string }

/** Of a target that was had in several places, the names in the one place that is meant; else all names. */
function ownNames(target: NamedTarget, whole: TargetReference | undefined): readonly TargetName[] {
  if (target.places || !whole?.places) return namesOfTarget(target)
  const own = new Set(namesOf(target))
  return namesOfTarget(whole).filter(
    ({ name, source }) => own.has(name) && (source === undefined || source === target.source),
  )
}

function countTexts(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return counts
}

/** The names of a target, each once. */
function namesOf(target: TargetReference): readonly string[] {
  return [...new Set(namesOfTarget(target).map(({ name }) => name))]
}

/** The name of a file or a cluster is no reference: all of it matters. */
function isReference({ kind }: TargetReference): boolean {
  return kind === 'image' || kind === 'container'
}

/** What follows the last slash of a reference; a digest is cut to twelve characters. */
function shorten(name: string): string {
  const [reference = '', digest] = name.split('@', 2)
  const short = reference.slice(reference.lastIndexOf('/') + 1)
  return digest === undefined ? short : `${short}@${digest.slice(0, 19)}`
}

/** `archive (app.tar)` of `archive (/srv/images/app.tar)`. */
function shortenSource(source: string): string {
  return /:\/\//.test(source) ? source : source.replace(/^([a-z-]+ \().*[/\\]([^/\\]+\))$/s, '$1$2')
}

/** `3 images, 1 container`, or `1 of 2 targets scanned`. */
export function countTargets({ targets, summary }: Pick<Report, 'targets' | 'summary'>, language: Language): string {
  if (summary.scanned < summary.targets) return label('scannedOf', language, summary.scanned, summary.targets)
  const kindOf = ({ kind, isManifests }: TargetReference) => (isManifests ? 'manifests' : kind)
  const counts = (['image', 'container', 'iac', 'cluster', 'manifests', 'host', 'sbom'] as const).map((kind) => {
    const count = targets.filter((target) => kindOf(target) === kind).length
    return count === 0
      ? ''
      : label(count === 1 ? kind : kind === 'manifests' ? 'manifestsMany' : `${kind}s`, language, count)
  })
  return counts.filter((text) => text !== '').join(', ')
}
