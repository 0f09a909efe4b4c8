import { BASELINE_RULES } from './baseline.ts'
import { CONTROL_PLANE_RULES } from './control-plane.ts'
import type { KubernetesRule } from './define.ts'
import { ENCRYPTION_RULES } from './encryption.ts'
import { EXPOSURE_RULES } from './exposure.ts'
import { HOST_PATH_RULES } from './host-paths.ts'
import { PRIVILEGE_RULES } from './privileges.ts'
import { RBAC_RULES } from './rbac.ts'
import { RESTRICTED_RULES } from './restricted.ts'
import { SECRET_RULES } from './secrets.ts'
import { WORKLOAD_RULES } from './workloads.ts'

/** The rules on objects of Kubernetes, by family. */
export const KUBERNETES_FAMILIES: Readonly<Record<string, readonly KubernetesRule[]>> = {
  'Privileges and capabilities': PRIVILEGE_RULES,
  'Folders of the node': HOST_PATH_RULES,
  'Pod Security Standards, baseline': BASELINE_RULES,
  'Pod Security Standards, restricted': RESTRICTED_RULES,
  Workloads: WORKLOAD_RULES,
  RBAC: RBAC_RULES,
  'What is reached from outside': EXPOSURE_RULES,
  'Control plane and kubelet': CONTROL_PLANE_RULES,
  'Encryption of what is stored': ENCRYPTION_RULES,
  'Secrets in objects': SECRET_RULES,
}

/** The rules on objects of Kubernetes. */
export const KUBERNETES_RULES: readonly KubernetesRule[] = Object.values(KUBERNETES_FAMILIES).flat()
