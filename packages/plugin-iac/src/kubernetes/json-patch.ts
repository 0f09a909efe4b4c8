import { asList, asMembers, asText, at } from '../values.ts'
import type { YamlDocument } from '../yaml/parse-yaml.ts'
import type { Path } from '../yaml/places.ts'
import type { Fragment } from './fragment.ts'

const MAX_OPERATIONS = 1_000
const MAX_STEPS = 32

/** API versions of kinds on which rules check the version. */
const GROUPS: readonly (readonly [RegExp, string])[] = [
  [/^(?:Deployment|StatefulSet|DaemonSet|ReplicaSet)$/, 'apps/v1'],
  [/^(?:Job|CronJob)$/, 'batch/v1'],
  [/^(?:Cluster)?Role(?:Binding)?$/, 'rbac.authorization.k8s.io/v1'],
  [/^(?:Ingress|NetworkPolicy)$/, 'networking.k8s.io/v1'],
]

/** The object that each add or replace operation of a JSON patch (RFC 6902) makes, with nothing but the value that it sets. */
export function operationsOf(document: YamlDocument, path: Path, target: unknown): readonly Fragment[] {
  return asList(at(document.value, ...path))
    .slice(0, MAX_OPERATIONS)
    .flatMap((operation, index): readonly Fragment[] => {
      const { op, path: pointer, value } = asMembers(operation)
      const steps = stepsOf(asText(pointer) ?? '')
      if ((op !== 'add' && op !== 'replace') || !steps) return []
      const kind = asText(asMembers(target)['kind']) ?? kindOf(steps)
      if (kind === undefined) return []
      const own = [...path, index]
      return [
        {
          value: { ...asMembers(nest(steps, value)), kind, apiVersion: versionOf(kind, target) },
          document,
          originOf: (inner) =>
            steps.every((step, at_) => inner[at_] === step) ? [...own, 'value', ...inner.slice(steps.length)] : own,
        },
      ]
    })
}

/** The steps of a JSON pointer. Every index becomes 0: the object that is made of the operation has one item. */
function stepsOf(pointer: string): Path | undefined {
  if (!pointer.startsWith('/')) return undefined
  const steps = pointer
    .slice(1)
    .split('/')
    .map((step) => (/^(?:\d+|-)$/.test(step) ? 0 : step.replaceAll('~1', '/').replaceAll('~0', '~')))
  return steps.length > MAX_STEPS ? undefined : steps
}

function nest(steps: Path, value: unknown): unknown {
  return steps.reduceRight<unknown>((inner, step) => (typeof step === 'number' ? [inner] : { [step]: inner }), value)
}

/** Guesses the kind of an object from a path in it, for a patch that names no kind. */
function kindOf(steps: Path): string | undefined {
  const path = `${steps.join('/')}/`
  if (path.startsWith('spec/template/spec/')) return 'Deployment'
  if (path.startsWith('spec/jobTemplate/')) return 'CronJob'
  if (
    /^spec\/(?:containers|initContainers|volumes|host(?:Network|PID|IPC)|securityContext|shareProcessNamespace)\//.test(
      path,
    )
  )
    return 'Pod'
  return path.startsWith('rules/') ? 'ClusterRole' : undefined
}

function versionOf(kind: string, target: unknown): string {
  const { group, version } = asMembers(target)
  if (typeof group === 'string') return `${group}/${asText(version) ?? 'v1'}`
  return GROUPS.find(([form]) => form.test(kind))?.[1] ?? 'v1'
}
