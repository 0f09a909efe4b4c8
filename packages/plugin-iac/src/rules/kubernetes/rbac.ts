import type { Manifest } from '../../kubernetes/manifest.ts'
import { asList, asMembers, asText, asTexts, at } from '../../values.ts'
import type { Members } from '../../values.ts'
import type { Path } from '../../yaml/places.ts'
import { cisKubernetes } from './define.ts'
import type { KubernetesFault, KubernetesRule } from './define.ts'

const GOOD_PRACTICES = 'https://kubernetes.io/docs/concepts/security/rbac-good-practices/'
const FIX = 'rules:\n  - apiGroups: [""]\n    resources: [configmaps]\n    resourceNames: [app]\n    verbs: [get]'
const READ = ['get', 'list', 'watch']
/** Built-in roles that every user or every service account has; they show nothing secret. */
const FOR_ALL = new Set([
  'system:basic-user',
  'system:discovery',
  'system:public-info-viewer',
  'system:service-account-issuer-discovery',
  'kubeadm:bootstrap-signer-clusterinfo',
])

/** What roles allow, and who has them. */
export const RBAC_RULES: readonly KubernetesRule[] = [
  {
    id: 'KN-006',
    title: { en: 'Everybody is an administrator of the cluster', zh: '匿名用户拥有集群管理员权限' },
    severity: 'critical',
    why: {
      en: 'Whoever reaches the API server, without a login, rules the cluster.',
      zh: '任何可访问 API Server 者无需登录即可控制集群。',
    },
    remedy: { en: 'Delete the binding.', zh: '删除该绑定。' },
    fix: 'subjects:\n  - kind: Group\n    name: platform-admins\n    apiGroup: rbac.authorization.k8s.io',
    references: [GOOD_PRACTICES, cisKubernetes('5.1.1')],
    attack: ['T1078.001'],
    *check(manifest) {
      if (roleOf(manifest) === 'cluster-admin') yield* subjects(manifest, isEverybody)
    },
  },
  {
    id: 'KN-060',
    title: { en: 'Rights are given to everybody', zh: '向匿名用户授予权限' },
    severity: 'high',
    why: { en: 'Requests without a login have them.', zh: '未登录的请求也拥有这些权限。' },
    remedy: { en: 'Bind the role to those who need it.', zh: '仅绑定给需要的主体。' },
    fix: 'subjects:\n  - kind: ServiceAccount\n    name: app\n    namespace: shop',
    references: [GOOD_PRACTICES],
    attack: ['T1078.001'],
    *check(manifest) {
      const role = roleOf(manifest)
      if (role !== undefined && role !== 'cluster-admin' && !FOR_ALL.has(role)) yield* subjects(manifest, isEverybody)
    },
  },
  {
    id: 'KN-061',
    title: { en: 'Somebody is an administrator of the cluster', zh: '授予集群管理员权限' },
    severity: 'medium',
    why: {
      en: 'cluster-admin can do everything; programs seldom need that.',
      zh: 'cluster-admin 权限过大，程序很少需要。',
    },
    remedy: { en: 'Bind a role that has what is needed.', zh: '绑定最小权限角色。' },
    fix: 'roleRef:\n  kind: ClusterRole\n  name: view\n  apiGroup: rbac.authorization.k8s.io',
    references: [GOOD_PRACTICES, cisKubernetes('5.1.1')],
    attack: ['T1098.006'],
    *check(manifest) {
      if (roleOf(manifest) !== 'cluster-admin') return
      const others = [...subjects(manifest, (subject) => !isEverybody(subject) && subject['name'] !== 'system:masters')]
      if (others.length > 0) yield { path: ['roleRef', 'name'] }
    },
  },
  {
    id: 'KN-062',
    title: { en: 'Rights are given to a default service account', zh: '向默认服务账号授予权限' },
    severity: 'medium',
    why: {
      en: 'Every Pod of the namespace that names no account has them.',
      zh: '该命名空间中未指定账号的 Pod 均拥有这些权限。',
    },
    remedy: { en: 'Make a service account for the program.', zh: '为程序创建专用服务账号。' },
    fix: 'subjects:\n  - kind: ServiceAccount\n    name: app\n    namespace: shop',
    references: [GOOD_PRACTICES, cisKubernetes('5.1.5')],
    attack: ['T1098.006'],
    *check(manifest) {
      const role = roleOf(manifest)
      if (role === undefined || FOR_ALL.has(role)) return
      yield* subjects(
        manifest,
        ({ kind, name }) =>
          (kind === 'ServiceAccount' && name === 'default') ||
          (kind === 'Group' && asText(name)?.startsWith('system:serviceaccounts') === true),
      )
    },
  },
  roleRule('KN-063', 'high', {
    title: { en: 'A role may do everything with some resources', zh: '角色使用通配动词' },
    why: {
      en: 'The wildcard has verbs that nobody thought of (escalate, bind, impersonate), also of later versions.',
      zh: '通配符包含 escalate、bind、impersonate 等危险动词。',
    },
    section: '5.1.3',
    find: (rule) => wildcard(rule, 'verbs'),
  }),
  roleRule('KN-064', 'high', {
    title: { en: 'A role reaches every resource', zh: '角色使用通配资源' },
    why: {
      en: 'Secrets and tokens are among them, and resources that are yet to come.',
      zh: '其中包括 Secret、令牌以及未来新增的资源。',
    },
    section: '5.1.3',
    find: (rule) => wildcard(rule, 'resources'),
  }),
  roleRule('KN-065', 'high', {
    title: { en: 'A role may give itself rights', zh: '角色可提升自身权限' },
    why: {
      en: 'escalate and bind on roles are a way to every right.',
      zh: '对角色的 escalate 与 bind 可获取任意权限。',
    },
    section: '5.1.8',
    find: (rule) => verbs(rule, ['escalate', 'bind']),
  }),
  roleRule('KN-066', 'high', {
    title: { en: 'A role may act as others', zh: '角色可冒充其他身份' },
    why: {
      en: 'impersonate on users or groups is a way to system:masters.',
      zh: 'impersonate 可冒充 system:masters。',
    },
    section: '5.1.8',
    find: (rule) => verbs(rule, ['impersonate']),
  }),
  roleRule('KN-067', 'medium', {
    title: { en: 'A role may read Secrets', zh: '角色可读取 Secret' },
    why: { en: 'list and watch give away what they hold, as get does.', zh: 'list 与 watch 同样会返回内容。' },
    section: '5.1.2',
    find: (rule) => (asTexts(rule['resourceNames']).length > 0 ? undefined : on(rule, ['secrets'], READ)),
  }),
  roleRule('KN-068', 'high', {
    title: { en: 'A role may run commands in containers', zh: '角色可在容器中执行命令' },
    why: {
      en: 'exec and attach on Pods lead to what their service accounts may do.',
      zh: 'exec/attach 可获得目标 Pod 的服务账号权限。',
    },
    section: '5.1.4',
    find: (rule) =>
      on(rule, ['pods/exec', 'pods/attach', 'pods/ephemeralcontainers'], ['create', 'get', 'update', 'patch']),
  }),
  roleRule('KN-069', 'high', {
    title: { en: 'A role reaches the kubelets of nodes', zh: '角色可访问节点 kubelet' },
    why: {
      en: 'nodes/proxy runs commands in every Pod, past audit and admission; get is enough over WebSocket.',
      zh: 'nodes/proxy 可绕过审计与准入在任意 Pod 中执行命令。',
    },
    section: '5.1.10',
    find: (rule) => on(rule, ['nodes/proxy'], ['get', 'create']),
  }),
  roleRule('KN-070', 'high', {
    title: { en: 'A role may make tokens of service accounts', zh: '角色可签发服务账号令牌' },
    why: { en: 'With a token of another account come its rights.', zh: '可获取其他服务账号的权限。' },
    section: '5.1.13',
    find: (rule) =>
      asTexts(rule['resourceNames']).length > 0 ? undefined : on(rule, ['serviceaccounts/token'], ['create']),
  }),
  roleRule('KN-071', 'medium', {
    title: { en: 'A role may change admission webhooks', zh: '角色可修改准入 Webhook' },
    why: {
      en: 'A webhook sees every object that is made, Secrets too, and may change it.',
      zh: 'Webhook 可查看并修改所有创建的对象，包括 Secret。',
    },
    section: '5.1.12',
    find: (rule) =>
      on(rule, ['mutatingwebhookconfigurations', 'validatingwebhookconfigurations'], ['create', 'update', 'patch']),
  }),
  roleRule('KN-072', 'high', {
    title: { en: 'A role may approve certificates', zh: '角色可批准证书请求' },
    why: { en: 'Who approves requests can make a certificate of any name.', zh: '可为任意身份签发证书。' },
    section: '5.1.11',
    find: (rule) =>
      on(rule, ['certificatesigningrequests/approval'], ['update', 'patch']) ??
      on(rule, ['signers'], ['approve', 'sign']),
  }),
  roleRule('KN-073', 'medium', {
    title: { en: 'A role may make volumes of the node', zh: '角色可创建 PersistentVolume' },
    why: {
      en: 'A PersistentVolume with hostPath mounts any folder of a node.',
      zh: '可通过 hostPath PV 挂载节点任意目录。',
    },
    section: '5.1.9',
    find: (rule) => on(rule, ['persistentvolumes'], ['create']),
  }),
  roleRule('KN-074', 'medium', {
    title: { en: 'A role may make Pods', zh: '角色可创建 Pod 或工作负载' },
    why: {
      en: 'Who makes a Pod reads every Secret of its namespace, acts as every service account of it, and is on a node.',
      zh: '可创建 Pod 者能读取命名空间内所有 Secret，并使用其中任意服务账号。',
    },
    section: '5.1.4',
    find: (rule) =>
      on(
        rule,
        [
          'pods',
          'deployments',
          'daemonsets',
          'statefulsets',
          'replicasets',
          'replicationcontrollers',
          'jobs',
          'cronjobs',
          'podtemplates',
        ],
        ['create', 'update', 'patch'],
      ),
  }),
  roleRule('KN-075', 'medium', {
    title: { en: 'A role may reach into Pods by port forwarding', zh: '角色可使用端口转发访问 Pod' },
    why: {
      en: 'It reaches what listens on loopback in a Pod, past every network policy.',
      zh: '可绕过网络策略访问 Pod 回环地址上的服务。',
    },
    section: '5.1.4',
    find: (rule) => on(rule, ['pods/portforward'], ['create', 'get']),
  }),
  roleRule('KN-076', 'high', {
    title: { en: 'A role may change nodes', zh: '角色可修改节点' },
    why: {
      en: 'By labels, taints and states of nodes Pods, and the Secrets that they mount, are led to a node of one’s own choice.',
      zh: '通过修改节点标签、污点或状态，可将 Pod 及其 Secret 引导至指定节点。',
    },
    section: '5.1.10',
    find: (rule) => on(rule, ['nodes', 'nodes/status'], ['create', 'update', 'patch', 'delete', 'deletecollection']),
  }),
  roleRule('KN-077', 'high', {
    title: { en: 'A role may change who rules an EKS cluster', zh: '角色可修改 EKS 的 aws-auth 授权' },
    why: {
      en: 'The ConfigMap aws-auth says which roles of AWS are administrators.',
      zh: 'ConfigMap aws-auth 决定哪些 AWS 角色是集群管理员。',
    },
    section: '5.1.8',
    find: (rule) =>
      asTexts(rule['resourceNames']).includes('aws-auth')
        ? on(rule, ['configmaps'], ['create', 'update', 'patch'])
        : undefined,
  }),
  {
    id: 'KN-078',
    title: { en: 'An identity of AWS is an administrator of the cluster', zh: 'AWS 身份被授予集群管理员' },
    severity: 'medium',
    why: {
      en: 'system:masters passes every check of rights, and cannot be taken away by RBAC.',
      zh: 'system:masters 绕过所有权限检查，且无法通过 RBAC 收回。',
    },
    remedy: {
      en: 'Map it to a group that a role is bound to; use access entries of EKS.',
      zh: '映射到绑定了角色的组，或使用 EKS 访问条目。',
    },
    fix: 'mapRoles: |\n  - rolearn: arn:aws:iam::111122223333:role/deploy\n    username: deploy\n    groups: [deployers]',
    references: [
      GOOD_PRACTICES,
      'https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html',
      cisKubernetes('5.1.7'),
    ],
    attack: ['T1098.006'],
    *check({ kind, name, object }) {
      if (kind !== 'ConfigMap' || name !== 'aws-auth') return
      for (const [member, text] of Object.entries(asMembers(object['data']))) {
        const line =
          typeof text === 'string'
            ? text.split('\n').find((one) => /(?:^|[\s"'[,-])system:masters\b/.test(one))
            : undefined
        if (line !== undefined) yield { path: ['data', member], evidence: `${member}: ${line.trim()}` }
      }
    },
  },
]

interface RoleRule {
  readonly title: KubernetesRule['title']
  readonly why: KubernetesRule['why']
  readonly section: string
  /** Path in a rule of the role to what is wrong with it. */
  readonly find: (rule: Members) => Path | undefined
}

function roleRule(
  id: string,
  severity: KubernetesRule['severity'],
  { title, why, section, find }: RoleRule,
): KubernetesRule {
  return {
    id,
    title,
    severity,
    why,
    remedy: { en: 'Name the resources and verbs that are needed, and no more.', zh: '仅列出所需的资源与动词。' },
    fix: FIX,
    references: [GOOD_PRACTICES, cisKubernetes(section)],
    attack: ['T1098.006'],
    *check({ kind, object, isFile }) {
      // In a cluster, these are the API server's own: it makes them again when they are changed.
      const isBuiltIn = !isFile && at(object, 'metadata', 'labels', 'kubernetes.io/bootstrapping') === 'rbac-defaults'
      if ((kind !== 'Role' && kind !== 'ClusterRole') || isBuiltIn) return
      for (const [index, rule] of asList(object['rules']).entries()) {
        const found = find(asMembers(rule))
        if (found) yield { path: ['rules', index, ...found] }
      }
    },
  }
}

function wildcard(rule: Members, member: 'verbs' | 'resources'): Path | undefined {
  const index = asList(rule[member]).indexOf('*')
  return index === -1 ? undefined : [member, index]
}

function verbs(rule: Members, wanted: readonly string[]): Path | undefined {
  const index = asList(rule['verbs']).findIndex((verb) => typeof verb === 'string' && wanted.includes(verb))
  return index === -1 ? undefined : ['verbs', index]
}

/** Where a rule names one of the resources, when it allows one of the verbs. Wildcards of resources are told by KN-064. */
function on(rule: Members, resources: readonly string[], wanted: readonly string[]): Path | undefined {
  const allows = asTexts(rule['verbs']).some((verb) => verb === '*' || wanted.includes(verb))
  const isNamed = (name: string): boolean =>
    resources.some((resource) => name === resource || (name.startsWith('*/') && resource.endsWith(name.slice(1))))
  const index = allows ? asList(rule['resources']).findIndex((name) => typeof name === 'string' && isNamed(name)) : -1
  return index === -1 ? undefined : ['resources', index]
}

function roleOf({ kind, object }: Manifest): string | undefined {
  return kind === 'RoleBinding' || kind === 'ClusterRoleBinding' ? asText(at(object, 'roleRef', 'name')) : undefined
}

function isEverybody({ name }: Members): boolean {
  return name === 'system:anonymous' || name === 'system:unauthenticated' || name === 'system:authenticated'
}

function* subjects({ object }: Manifest, isWanted: (subject: Members) => boolean): Generator<KubernetesFault> {
  for (const [index, subject] of asList(object['subjects']).entries())
    if (isWanted(asMembers(subject))) yield { path: ['subjects', index, 'name'] }
}
