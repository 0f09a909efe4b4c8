import type { Container, KubernetesTarget, Manifest, Pod } from '../../kubernetes/manifest.ts'
import type { RuleData } from '../../rule.ts'
import type { Path } from '../../yaml/places.ts'

/** A value that breaks a rule. */
export interface KubernetesFault {
  /** From the object; the nearest parent is shown where there is no value. */
  readonly path: Path
  /** The value as it is written, without one. */
  readonly evidence?: string
  readonly secrets?: readonly string[]
  /** Another form of the rule for this place, where less is certain or less is wrong. */
  readonly as?: RuleData
  /** Why it cannot be told whether the rule is broken; it is then no finding. */
  readonly problem?: string
}

/** A rule on objects of Kubernetes. */
export interface KubernetesRule extends RuleData {
  check(manifest: Manifest, target: KubernetesTarget): Iterable<KubernetesFault>
}

export const STANDARDS = 'https://kubernetes.io/docs/concepts/security/pod-security-standards/'
/** A control of the Pod Security Standards. */
export const pss = (level: 'baseline' | 'restricted', control: string): string =>
  `Pod Security Standards, ${level}: ${control}`
/** A section of the benchmark of the Center for Internet Security. */
export const cisKubernetes = (section: string): string => `CIS Kubernetes Benchmark 1.10.0, ${section}`

/** The Pod of the manifest with each of its containers. */
export function* eachContainer({ pod }: Manifest): Generator<{ pod: Pod; container: Container }> {
  if (pod) for (const container of pod.containers) yield { pod, container }
}

/** The security contexts of the Pod and of its containers, with their paths. */
export function* eachSecurityContext({
  pod,
}: Manifest): Generator<{ path: Path; value: Readonly<Record<string, unknown>>; container?: Container }> {
  if (!pod) return
  yield { path: [...pod.specPath, 'securityContext'], value: pod.security }
  for (const container of pod.containers)
    yield { path: [...container.path, 'securityContext'], value: container.security, container }
}

/** Whether a container sees all of /proc. */
export function isUnmasked({ security: { procMount } }: Container): boolean {
  return typeof procMount === 'string' && procMount !== 'Default' && procMount !== ''
}
