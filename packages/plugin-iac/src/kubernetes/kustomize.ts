import { asList, asMembers, asText, at, isMembers } from '../values.ts'
import { parseYaml } from '../yaml/parse-yaml.ts'
import type { YamlDocument } from '../yaml/parse-yaml.ts'
import type { Path } from '../yaml/places.ts'
import { operationsOf } from './json-patch.ts'
import type { Fragment } from './fragment.ts'

/** Patches and generators of a person's file; a hostile one has more. */
const MAX_FRAGMENTS = 2_000
const MAX_TEXT = 1 << 20

/** Whether an object is a file of kustomize itself. Its kind may be left out; then the name of the file says it. */
export function isKustomization(object: unknown, isNamedSo: boolean): boolean {
  const { kind, apiVersion } = asMembers(object)
  return (
    (asText(apiVersion) ?? '').startsWith('kustomize.config.k8s.io/') ||
    (isNamedSo && isMembers(object) && (kind === undefined || kind === 'Kustomization' || kind === 'Component'))
  )
}

/** Where patches stand: in files of kustomize, and in objects of Flux and Argo CD that run it. */
function patchListsOf(object: unknown, isFile: boolean): readonly Path[] {
  if (isFile) return [['patches'], ['patchesStrategicMerge'], ['patchesJson6902']]
  const { apiVersion, kind } = asMembers(object)
  const group = asText(apiVersion)?.split('/', 1)[0]
  if (group === 'kustomize.toolkit.fluxcd.io' && kind === 'Kustomization')
    return [
      ['spec', 'patches'],
      ['spec', 'patchesStrategicMerge'],
      ['spec', 'patchesJson6902'],
    ]
  if (group === 'helm.toolkit.fluxcd.io' && kind === 'HelmRelease') {
    return asList(at(object, 'spec', 'postRenderers')).flatMap((_, index) =>
      ['patches', 'patchesStrategicMerge', 'patchesJson6902'].map((name): Path => [
        'spec',
        'postRenderers',
        index,
        'kustomize',
        name,
      ]),
    )
  }
  if (group !== 'argoproj.io' || kind !== 'Application') return []
  return [
    ['spec', 'source', 'kustomize', 'patches'],
    ...asList(at(object, 'spec', 'sources')).map((_, index): Path => [
      'spec',
      'sources',
      index,
      'kustomize',
      'patches',
    ]),
  ]
}

/** The patches written inside an object, and the objects that a file of kustomize generates. */
export function fragmentsOf(document: YamlDocument, path: Path, isFile: boolean): readonly Fragment[] {
  const object = at(document.value, ...path)
  const fragments: Fragment[] = []
  for (const list of patchListsOf(object, isFile)) {
    for (const [index, item] of asList(at(object, ...list)).entries()) {
      if (fragments.length >= MAX_FRAGMENTS) return fragments
      const where = [...path, ...list, index]
      const text = asText(item) ?? asText(asMembers(item)['patch'])
      // A strategic merge may be the object itself; a line alone is the name of a file, which is read by itself.
      if (isMembers(item) && typeof item['apiVersion'] === 'string')
        fragments.push({ value: item, document, originOf: (steps) => [...where, ...steps] })
      else if (text !== undefined && text.length <= MAX_TEXT && /[\n{]/.test(text))
        fragments.push(
          ...patchOf(text, asMembers(item)['target'], typeof item === 'string' ? where : [...where, 'patch']),
        )
      // Flux takes the operations as a list.
      else if (Array.isArray(asMembers(item)['patch']))
        fragments.push(...operationsOf(document, [...where, 'patch'], asMembers(item)['target']))
    }
  }
  return isFile ? [...fragments, ...generated(document, path, object)] : fragments
}

function patchOf(text: string, target: unknown, block: Path): readonly Fragment[] {
  return parseYaml(text, 'kubernetes').documents.flatMap((document): readonly Fragment[] => {
    if (Array.isArray(document.value)) return operationsOf(document, [], target).map((one) => ({ ...one, block }))
    if (!isMembers(document.value)) return []
    const { kind, group, version } = asMembers(target)
    const value = {
      apiVersion: [group, version ?? 'v1'].filter((part) => typeof part === 'string').join('/'),
      ...(typeof kind === 'string' ? { kind } : {}),
      ...document.value,
    }
    return [{ value, document, originOf: (steps) => steps, block }]
  })
}

/** Secrets and ConfigMaps of `literals`. */
function generated(document: YamlDocument, path: Path, object: unknown): readonly Fragment[] {
  return Object.entries({ Secret: 'secretGenerator', ConfigMap: 'configMapGenerator' }).flatMap(([kind, member]) => {
    const contents = kind === 'Secret' ? 'stringData' : 'data'
    return asList(at(object, member)).map((item, index): Fragment => {
      const literals = asList(asMembers(item)['literals']).map((literal) =>
        /^([^=]{1,256})=["']?([\s\S]*?)["']?$/.exec(asText(literal) ?? ''),
      )
      const positions = new Map(
        literals.flatMap((match, position) => (match?.[1] === undefined ? [] : [[match[1], position]])),
      )
      const values = Object.fromEntries(
        literals.flatMap((match) => (match?.[1] === undefined ? [] : [[match[1], match[2] ?? '']])),
      )
      const value = { apiVersion: 'v1', kind, metadata: { name: asMembers(item)['name'] }, [contents]: values }
      const own = [...path, member, index]
      return {
        value,
        document,
        originOf: ([first, name]) =>
          first === contents && name !== undefined ? [...own, 'literals', positions.get(String(name)) ?? 0] : own,
      }
    })
  })
}
