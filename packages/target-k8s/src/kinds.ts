/** A kind of object that is listed. */
export interface Kind {
  readonly kind: string
  readonly apiVersion: string
  /** Its name in addresses and in RBAC rules. */
  readonly resource: string
  readonly namespaced: boolean
}

const kind = (apiVersion: string, name: string, resource: string, namespaced = true): Kind => ({
  kind: name,
  apiVersion,
  resource,
  namespaced,
})

/** Every kind that is listed. Owners stand before what they own, so that it is known which of them can be seen. */
export const KINDS: readonly Kind[] = [
  kind('v1', 'Namespace', 'namespaces', false),
  kind('v1', 'Node', 'nodes', false),
  kind('apps/v1', 'Deployment', 'deployments'),
  kind('batch/v1', 'CronJob', 'cronjobs'),
  kind('apps/v1', 'ReplicaSet', 'replicasets'),
  kind('apps/v1', 'StatefulSet', 'statefulsets'),
  kind('apps/v1', 'DaemonSet', 'daemonsets'),
  kind('batch/v1', 'Job', 'jobs'),
  kind('v1', 'ReplicationController', 'replicationcontrollers'),
  kind('v1', 'Pod', 'pods'),
  kind('v1', 'Service', 'services'),
  kind('networking.k8s.io/v1', 'Ingress', 'ingresses'),
  kind('networking.k8s.io/v1', 'NetworkPolicy', 'networkpolicies'),
  kind('v1', 'ServiceAccount', 'serviceaccounts'),
  kind('rbac.authorization.k8s.io/v1', 'Role', 'roles'),
  kind('rbac.authorization.k8s.io/v1', 'RoleBinding', 'rolebindings'),
  kind('rbac.authorization.k8s.io/v1', 'ClusterRole', 'clusterroles', false),
  kind('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', 'clusterrolebindings', false),
  kind('v1', 'ConfigMap', 'configmaps'),
  kind('v1', 'Secret', 'secrets'),
  kind('v1', 'PersistentVolume', 'persistentvolumes', false),
  kind('v1', 'PersistentVolumeClaim', 'persistentvolumeclaims'),
  kind('v1', 'ResourceQuota', 'resourcequotas'),
  kind('v1', 'LimitRange', 'limitranges'),
  kind('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', 'validatingwebhookconfigurations', false),
  kind('admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration', 'mutatingwebhookconfigurations', false),
]

/** Short names that kubectl takes too. */
const SHORT: Readonly<Record<string, string>> = {
  cj: 'cronjobs',
  cm: 'configmaps',
  deploy: 'deployments',
  ds: 'daemonsets',
  ing: 'ingresses',
  limits: 'limitranges',
  netpol: 'networkpolicies',
  no: 'nodes',
  ns: 'namespaces',
  po: 'pods',
  pv: 'persistentvolumes',
  pvc: 'persistentvolumeclaims',
  quota: 'resourcequotas',
  rc: 'replicationcontrollers',
  rs: 'replicasets',
  sa: 'serviceaccounts',
  sts: 'statefulsets',
  svc: 'services',
}

/** The kind that a word names: `Deployment`, `deployment`, `deployments`, `deploy` or `deployments.apps`. */
export function findKind(word: string): Kind | undefined {
  const [name = '', ...group] = word.toLowerCase().split('.')
  const resource = SHORT[name] ?? name
  const found = KINDS.find((each) => each.resource === resource || each.kind.toLowerCase() === name)
  return group.length === 0 || (found && groupOf(found) === group.join('.')) ? found : undefined
}

/** The API group of a kind; empty for the core group. */
export function groupOf({ apiVersion }: Kind): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
}

/** The address of a kind's list, in one namespace or in all. */
export function listPath({ apiVersion, resource, namespaced }: Kind, namespace?: string): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
  const scope = namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : ''
  return `${root}${scope}/${resource}`
}
