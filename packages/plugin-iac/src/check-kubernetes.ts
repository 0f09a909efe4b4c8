import type { ClusterObject, Location } from '@veinmind/sdk'
import type { Checked, Finding } from './finding.ts'
import type { KubernetesTarget, Manifest } from './kubernetes/manifest.ts'
import { readClusterObject, readManifests } from './kubernetes/read-manifests.ts'
import { KUBERNETES_RULES } from './rules/kubernetes/index.ts'
import { showPath } from './values.ts'

/** The rules that the objects of a file break, and what of it cannot be read. */
export function checkManifests(text: string, path: string, target: KubernetesTarget): Checked {
  const { manifests, problems } = readManifests(text)
  const findings = manifests.flatMap(({ manifest, prefix }) => checkManifest(manifest, { path, prefix, target }))
  return { findings: findings.toSorted(byPlace), problems, notes: [] }
}

/** The rules that an object of a cluster breaks. */
export function checkClusterObject(object: ClusterObject, target: KubernetesTarget): readonly Finding[] {
  const path = object.source?.path ?? [object.namespace, object.kind, object.name].filter((part) => part !== undefined).join('/')
  return readClusterObject(object).flatMap(({ manifest, prefix }) => checkManifest(manifest, { path, prefix, target }))
}

interface Around {
  readonly path: string
  readonly prefix: string
  readonly target: KubernetesTarget
}

function checkManifest(manifest: Manifest, { path, prefix, target }: Around): readonly Finding[] {
  const findings: Finding[] = []
  const { kind, namespace = '', name, object } = manifest
  for (const rule of KUBERNETES_RULES) {
    for (const fault of rule.check(manifest, target)) {
      const shown = `${prefix}${showPath(object, fault.path)}`
      const at: Location = { path, ...manifest.place(fault.path), ...(shown === '' ? {} : { object: shown }) }
      findings.push({
        rule,
        at,
        evidence: fault.evidence ?? manifest.text(fault.path),
        secrets: fault.secrets ?? [],
        // Two objects of a file may have the same path inside them.
        identity: `${kind}/${namespace}/${name}`,
      })
    }
  }
  return findings
}

function byPlace({ at: a }: Finding, { at: b }: Finding): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)
}
