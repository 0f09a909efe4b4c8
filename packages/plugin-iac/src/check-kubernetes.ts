import type { ClusterObject, Location } from '@veinmind/sdk'
import { undecided } from './finding.ts'
import type { Checked, Diagnostic, Finding } from './finding.ts'
import { scriptCutsOf } from './kubernetes/command-line.ts'
import type { KubernetesTarget, Manifest, ServiceAccount } from './kubernetes/manifest.ts'
import { readClusterObject, readManifests } from './kubernetes/read-manifests.ts'
import type { FoundManifest } from './kubernetes/read-manifests.ts'
import type { KubernetesRule } from './rules/kubernetes/define.ts'
import { KUBERNETES_RULES } from './rules/kubernetes/index.ts'
import { showPath } from './values.ts'

/** What objects are checked by. */
export interface ObjectRules {
  readonly target: KubernetesTarget
  /** Rules beside those of this package. */
  readonly more?: readonly KubernetesRule[]
}

/** Checks the objects of a file: broken rules, and what could not be read. */
export function checkManifests(text: string, path: string, rules: ObjectRules): Checked {
  const { manifests, problems } = readManifests(text, path)
  const checked = checkAll(manifests, path, rules)
  return { ...checked, findings: checked.findings.toSorted(byPlace), problems: [...problems, ...checked.problems] }
}

/** The rules that an object of a cluster breaks. */
export function checkClusterObject(object: ClusterObject, rules: ObjectRules): Checked {
  const path =
    object.source?.path ?? [object.namespace, object.kind, object.name].filter((part) => part !== undefined).join('/')
  const { manifests, problems } = readClusterObject(object)
  const checked = checkAll(manifests, path, rules)
  return { ...checked, problems: [...problems, ...checked.problems] }
}

function checkAll(
  manifests: readonly FoundManifest[],
  path: string,
  { target: given, more = [] }: ObjectRules,
): Checked {
  const target: KubernetesTarget = {
    ...given,
    accounts: [...(given.accounts ?? []), ...accountsOf(manifests.map(({ manifest }) => manifest))],
  }
  const findings: Finding[] = []
  const problems: Diagnostic[] = []
  const notes = new Set<string>()
  const rules = [...KUBERNETES_RULES, ...more]
  for (const { manifest, prefix, isFragment = false, show } of manifests) {
    const { kind, namespace = '', name } = manifest
    const lacking = lackingIn(manifest, isFragment)
    if (lacking.size > 0 && !isFragment) notes.add(PATCH)
    for (const container of manifest.pod?.containers ?? []) {
      for (const { path: at, message } of scriptCutsOf(container)) {
        const { line = 1, column = 1 } = manifest.place(at) ?? {}
        problems.push({ message, line, column })
      }
    }
    for (const rule of rules) {
      for (const fault of rule.check(manifest, target)) {
        const isElsewhere = manifest.pod?.isPart === true && String(fault.path) === String(manifest.pod.specPath)
        if ((isElsewhere || lacking.has(String(fault.path))) && !more.includes(rule)) continue
        const place = manifest.place(fault.path)
        if (fault.problem !== undefined) {
          problems.push(undecided(rule, fault.problem, place))
          continue
        }
        const shown = show?.(fault.path) ?? `${prefix}${showPath(manifest.object, fault.path)}`
        const at: Location = { path, ...place, ...(shown === '' ? {} : { object: shown }) }
        // Two objects of a file may have the same path inside them.
        const identity = `${kind}/${namespace}/${name}`
        findings.push({
          rule: fault.as ?? rule,
          at,
          evidence: fault.evidence ?? manifest.text(fault.path),
          secrets: fault.secrets ?? [],
          identity,
          workload: manifest.pod === undefined ? undefined : `${namespace || 'default'}/${kind}/${name}`,
        })
      }
    }
  }
  return { findings, problems, notes: [...notes] }
}

const PATCH =
  'a patch, for it has no containers, or some without an image: what it leaves out is not told; scan what it becomes (the output of `kustomize build`)'

/**
 * The paths at which rules report missing settings, for a file that holds a part of an object only, as patches of kustomize do. There a
 * missing setting says nothing.
 */
function lackingIn({ pod, isFile }: Manifest, isFragment: boolean): ReadonlySet<string> {
  if (
    !pod ||
    !isFile ||
    (!isFragment && pod.containers.length > 0 && pod.containers.every(({ value }) => value['image'] !== undefined))
  )
    return new Set()
  return new Set([pod.path, pod.specPath, ...pod.containers.map(({ path }) => path)].map(String))
}

/** What the service accounts among objects say about tokens. */
export function accountsOf(
  manifests: readonly Pick<Manifest, 'kind' | 'name' | 'namespace' | 'object'>[],
): readonly ServiceAccount[] {
  return manifests.flatMap(({ kind, name, namespace, object }) => {
    const automounts = object['automountServiceAccountToken']
    return kind === 'ServiceAccount' && typeof automounts === 'boolean' ? [{ name, namespace, automounts }] : []
  })
}

function byPlace({ at: a }: Finding, { at: b }: Finding): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)
}
