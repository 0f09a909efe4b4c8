import type { Manifest } from '../../kubernetes/manifest.ts'
import { at } from '../../values.ts'
import { cisKubernetes } from './define.ts'
import type { KubernetesFault, KubernetesRule } from './define.ts'
import { etcdFlag, usesOf } from './flags.ts'
import type { ProgramFlag, ProgramUse } from './flags.ts'

const APISERVER = 'https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/'
const KUBELET = 'https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/'

/** The API server, etcd and the dashboard. */
export const CONTROL_PLANE_RULES: readonly KubernetesRule[] = [
  {
    id: 'KN-005',
    title: { en: 'The API server listens without TLS', zh: 'API Server 开放非加密端口' },
    severity: 'critical',
    why: {
      en: 'The insecure port asks nobody who he is: whoever reaches it rules the cluster.',
      zh: '非安全端口无需认证，可直接控制集群。',
    },
    remedy: {
      en: 'Set --insecure-port=0, and update: the port is gone since 1.20.',
      zh: '设置 --insecure-port=0 并升级版本。',
    },
    fix: '- --insecure-port=0',
    references: [APISERVER, 'https://kubernetes.io/docs/concepts/security/controlling-access/'],
    attack: ['T1133'],
    *check(manifest) {
      for (const { get } of usesOf(manifest, 'kube-apiserver')) {
        yield* bad(get('insecure-port'), (value) => value !== '0')
        yield* bad(get('insecure-bind-address'), () => true)
      }
    },
  },
  flagRule('KN-042', 'kube-apiserver', 'critical', {
    title: { en: 'The API server lets everybody do everything', zh: 'API Server 授权模式为 AlwaysAllow' },
    why: {
      en: 'With AlwaysAllow, which is the default, every request is granted.',
      zh: 'AlwaysAllow（默认值）会放行所有请求。',
    },
    fix: '- --authorization-mode=Node,RBAC',
    section: '1.2.6',
    isBad: ({ get, container }) => {
      const mode = get('authorization-mode')
      if (!mode)
        return get('authorization-config')
          ? []
          : [{ path: container.path, evidence: 'kube-apiserver without --authorization-mode' }]
      return [...bad(mode, (value) => value.split(',').includes('AlwaysAllow'))]
    },
  }),
  flagRule('KN-043', 'kube-apiserver', 'high', {
    title: { en: 'The API server takes passwords or tokens from a file', zh: 'API Server 使用静态口令或令牌文件' },
    why: { en: 'They never expire, and changing one needs a restart.', zh: '静态凭据不会过期，变更需要重启。' },
    fix: '- --authentication-config=/etc/kubernetes/authentication.yaml',
    section: '1.2.2',
    isBad: ({ get }) => [...bad(get('token-auth-file'), () => true), ...bad(get('basic-auth-file'), () => true)],
  }),
  flagRule('KN-044', 'kube-apiserver', 'medium', {
    title: { en: 'The API server answers strangers', zh: 'API Server 允许匿名请求' },
    why: {
      en: 'Requests without a login get the rights of system:unauthenticated; one wrong binding opens the cluster.',
      zh: '匿名请求拥有 system:unauthenticated 权限，一次错误绑定即可暴露集群。',
    },
    fix: '- --anonymous-auth=false',
    section: '1.2.1',
    isBad: ({ get }) => [...bad(get('anonymous-auth'), (value) => value === 'true')],
  }),
  flagRule('KN-045', 'kube-apiserver', 'high', {
    title: { en: 'Admission of the API server is switched off', zh: 'API Server 准入控制被关闭' },
    why: {
      en: 'AlwaysAdmit takes every object; without NodeRestriction a node may change the others.',
      zh: 'AlwaysAdmit 放行所有对象；缺少 NodeRestriction 时节点可修改其他节点。',
    },
    fix: '- --enable-admission-plugins=NodeRestriction',
    section: '1.2.10',
    isBad: ({ get, container }) => [
      ...bad(get('enable-admission-plugins') ?? get('admission-control'), (value) =>
        value.split(',').includes('AlwaysAdmit'),
      ),
      ...lacksNodeRestriction(get('enable-admission-plugins') ?? get('admission-control'), container.path),
      ...bad(get('disable-admission-plugins'), (value) =>
        /(?:^|,)(?:NodeRestriction|PodSecurity|ServiceAccount|NamespaceLifecycle)(?:,|$)/.test(value),
      ),
    ],
  }),
  flagRule('KN-046', 'kube-apiserver', 'low', {
    title: { en: 'The API server keeps no audit log', zh: 'API Server 未开启审计日志' },
    why: { en: 'Nobody can tell afterwards who did what.', zh: '事后无法追溯操作。' },
    fix: '- --audit-log-path=/var/log/kubernetes/audit.log\n- --audit-policy-file=/etc/kubernetes/audit-policy.yaml',
    section: '1.2.16',
    isBad: ({ get, container }) => {
      const hasPlace = get('audit-log-path') ?? get('audit-webhook-config-file')
      if (!hasPlace) return [{ path: container.path, evidence: 'kube-apiserver without --audit-log-path' }]
      return get('audit-policy-file')
        ? []
        : [{ path: container.path, evidence: 'kube-apiserver without --audit-policy-file: nothing is logged' }]
    },
  }),
  flagRule('KN-047', 'kube-apiserver', 'low', {
    title: { en: 'Secrets are stored in the open', zh: 'Secret 未加密存储' },
    why: {
      en: 'Whoever reads etcd, or a backup of it, reads every Secret.',
      zh: '可读取 etcd 或其备份者能读取所有 Secret。',
    },
    fix: '- --encryption-provider-config=/etc/kubernetes/encryption.yaml',
    section: '1.2.27',
    isBad: ({ get, container }) => (get('encryption-provider-config') ? [] : [{ path: container.path }]),
  }),
  flagRule('KN-053', 'kube-apiserver', 'medium', {
    title: { en: 'The API server knows no authority for client certificates', zh: 'API Server 未配置客户端证书 CA' },
    why: {
      en: 'Kubelets and administrators cannot log in by certificates that expire, and weaker ways are used instead.',
      zh: '无法使用有期限的证书认证，只能采用较弱的方式。',
    },
    fix: '- --client-ca-file=/etc/kubernetes/pki/ca.crt',
    section: '1.2.25',
    isBad: ({ get, container }) =>
      get('client-ca-file') ? [] : [{ path: container.path, evidence: 'kube-apiserver without --client-ca-file' }],
  }),
  flagRule('KN-057', 'kube-apiserver', 'medium', {
    title: { en: 'The API server does not know its kubelets', zh: 'API Server 未校验 kubelet 证书' },
    why: {
      en: 'Whoever sits between them reads logs and takes over exec: the certificate of a kubelet is checked by no authority.',
      zh: '未用 CA 校验 kubelet 证书，中间人可读取日志并劫持 exec。',
    },
    fix: '- --kubelet-certificate-authority=/etc/kubernetes/pki/kubelet-ca.crt',
    section: '1.2.5',
    isBad: ({ get, container }) =>
      get('kubelet-certificate-authority')
        ? []
        : [{ path: container.path, evidence: 'kube-apiserver without --kubelet-certificate-authority' }],
  }),
  flagRule('KN-058', 'kube-controller-manager', 'medium', {
    title: { en: 'Controllers share one account', zh: '控制器共用同一账号' },
    why: { en: 'Every controller then has the rights of all of them.', zh: '每个控制器都拥有全部控制器的权限。' },
    fix: '- --use-service-account-credentials=true',
    section: '1.3.3',
    isBad: ({ get, container }) => {
      const given = get('use-service-account-credentials')
      if (given) return [...bad(given, (value) => value !== 'true')]
      return [{ path: container.path, evidence: 'kube-controller-manager without --use-service-account-credentials' }]
    },
  }),
  {
    id: 'KN-008',
    title: { en: 'The dashboard may be used without a login', zh: 'Dashboard 允许跳过登录' },
    severity: 'high',
    why: {
      en: 'Whoever reaches it has the rights of its service account.',
      zh: '任何可访问者都将拥有其服务账号权限。',
    },
    remedy: { en: 'Take --enable-skip-login out.', zh: '去掉 --enable-skip-login。' },
    fix: 'args:\n  - --auto-generate-certificates',
    references: ['https://github.com/kubernetes-retired/dashboard/blob/master/docs/common/arguments.md'],
    attack: ['T1133'],
    *check(manifest) {
      for (const { container } of usesAll(manifest))
        yield* bad(container.get('enable-skip-login'), (value) => value !== 'false')
    },
  },
  ...(
    [
      ['KN-009', 'client-cert-auth', 'clients', '客户端', '2.2'],
      ['KN-010', 'peer-client-cert-auth', 'its peers', '对端节点', '2.5'],
    ] as const
  ).map(([id, flag, whom, zh, section]) =>
    flagRule(id, 'etcd', 'high', {
      title: { en: `etcd does not check the certificates of ${whom}`, zh: `etcd 未校验${zh}证书` },
      why: {
        en: 'Whoever reaches its port reads and writes the whole cluster.',
        zh: '可访问端口者能读写整个集群数据。',
      },
      fix: `- --${flag}=true`,
      section,
      isBad: (use) => {
        const given = etcdFlag(use, flag)
        if (given === 'unknown' || given?.value === 'true') return []
        return [given ? { path: given.path } : { path: use.container.path, evidence: `etcd without --${flag}` }]
      },
    }),
  ),
  flagRule('KN-048', 'etcd', 'medium', {
    title: { en: 'etcd makes its own certificates', zh: 'etcd 使用自签自动证书' },
    why: { en: 'Certificates that nobody signed prove nothing.', zh: '自动自签证书无法证明身份。' },
    fix: '- --auto-tls=false\n- --peer-auto-tls=false',
    section: '2.3',
    isBad: (use) =>
      ['auto-tls', 'peer-auto-tls'].flatMap((name) => {
        const given = etcdFlag(use, name)
        return typeof given === 'object' && given.value === 'true' ? [{ path: given.path }] : []
      }),
  }),
  flagRule('KN-054', 'etcd', 'high', {
    title: { en: 'etcd answers without TLS', zh: 'etcd 未启用 TLS' },
    why: {
      en: 'Whoever is on the network reads every Secret that goes by.',
      zh: '网络上的任何人都可读取传输中的 Secret。',
    },
    fix: '- --cert-file=/etc/etcd/server.crt\n- --key-file=/etc/etcd/server.key',
    section: '2.1',
    isBad: (use) => {
      const lacking = ['cert-file', 'key-file'].find((name) => etcdFlag(use, name) === undefined)
      const makesOwn = etcdFlag(use, 'auto-tls')
      return lacking === undefined || makesOwn !== undefined
        ? []
        : [{ path: use.container.path, evidence: `etcd without --${lacking}` }]
    },
  }),
  {
    id: 'KN-007',
    title: { en: 'The kubelet answers strangers', zh: 'kubelet 允许匿名访问' },
    severity: 'critical',
    why: {
      en: 'Whoever reaches port 10250 may run commands in every container of the node.',
      zh: '可访问 10250 端口者能在节点所有容器中执行命令。',
    },
    remedy: { en: 'Switch anonymous access off.', zh: '关闭匿名访问。' },
    fix: 'authentication:\n  anonymous:\n    enabled: false',
    references: [KUBELET, cisKubernetes('4.2.1')],
    attack: ['T1133', 'T1609'],
    *check(manifest) {
      if (
        manifest.kind === 'KubeletConfiguration' &&
        at(manifest.object, 'authentication', 'anonymous', 'enabled') === true
      )
        yield { path: ['authentication', 'anonymous', 'enabled'] }
      yield* kubeletFlag(manifest, 'anonymous-auth', (value) => value === 'true')
    },
  },
  {
    id: 'KN-049',
    title: { en: 'The kubelet lets everybody do everything', zh: 'kubelet 授权模式为 AlwaysAllow' },
    severity: 'critical',
    why: { en: 'Every request that is logged in is granted, whoever sent it.', zh: '所有已认证请求均被放行。' },
    remedy: { en: 'Let the API server decide.', zh: '由 API Server 决定授权。' },
    fix: 'authorization:\n  mode: Webhook',
    references: [KUBELET, cisKubernetes('4.2.2')],
    attack: ['T1609'],
    *check(manifest) {
      if (manifest.kind === 'KubeletConfiguration' && at(manifest.object, 'authorization', 'mode') === 'AlwaysAllow')
        yield { path: ['authorization', 'mode'] }
      yield* kubeletFlag(manifest, 'authorization-mode', (value) => value === 'AlwaysAllow')
    },
  },
  {
    id: 'KN-050',
    title: { en: 'The kubelet has its read-only port open', zh: 'kubelet 开放只读端口' },
    severity: 'medium',
    why: {
      en: 'It tells everybody which Pods run on the node, without TLS and without a login.',
      zh: '无需认证即可获取节点 Pod 信息。',
    },
    remedy: { en: 'Set it to 0.', zh: '设置为 0。' },
    fix: 'readOnlyPort: 0',
    references: [KUBELET, cisKubernetes('4.2.4')],
    attack: ['T1613'],
    *check(manifest) {
      const port = manifest.kind === 'KubeletConfiguration' ? manifest.object['readOnlyPort'] : undefined
      if (typeof port === 'number' && port !== 0) yield { path: ['readOnlyPort'] }
      yield* kubeletFlag(manifest, 'read-only-port', (value) => value !== '0')
    },
  },
  {
    id: 'KN-051',
    title: { en: 'The scheduler or the controller manager listens on every address', zh: '调度器或控制器监听所有地址' },
    severity: 'low',
    why: {
      en: 'That is the default; its metrics and profiles are for the node itself.',
      zh: '这是默认值；其指标与性能接口仅应供本机使用。',
    },
    remedy: { en: 'Bind it to loopback.', zh: '绑定到回环地址。' },
    fix: '- --bind-address=127.0.0.1',
    references: [cisKubernetes('1.3.7'), cisKubernetes('1.4.2')],
    *check(manifest) {
      for (const { get, container, program } of usesOf(manifest, 'kube-scheduler', 'kube-controller-manager')) {
        const address = get('bind-address') ?? get('address')
        if (!address) yield { path: container.path, evidence: `${program} without --bind-address` }
        yield* bad(address, (value) => /^(?:0\.0\.0\.0|::|\[::\])$/.test(value))
      }
    },
  },
]

interface FlagRule {
  readonly title: KubernetesRule['title']
  readonly why: KubernetesRule['why']
  readonly fix: string
  readonly section: string
  readonly isBad: (use: ProgramUse) => readonly KubernetesFault[]
}

// oxlint-disable-next-line max-params -- the head of a row
function flagRule(
  id: string,
  program: string,
  severity: KubernetesRule['severity'],
  { title, why, fix, section, isBad }: FlagRule,
): KubernetesRule {
  return {
    id,
    title,
    severity,
    why,
    remedy: { en: `Start ${program} as follows.`, zh: `按如下参数启动 ${program}。` },
    fix,
    references: [
      cisKubernetes(section),
      ...(program === 'etcd' ? ['https://etcd.io/docs/v3.5/op-guide/security/'] : [APISERVER]),
    ],
    *check(manifest) {
      for (const use of usesOf(manifest, program)) yield* isBad(use)
    },
  }
}

function* bad(flag: ProgramFlag | undefined, isBad: (value: string) => boolean): Generator<KubernetesFault> {
  if (flag && isBad(flag.value)) yield { path: flag.path }
}

/**
 * Reports an unsafe flag of the kubelet. Its defaults are unsafe too, except when a configuration file is named, whose defaults are
 * safe.
 */
function* kubeletFlag(manifest: Manifest, name: string, isBad: (value: string) => boolean): Generator<KubernetesFault> {
  for (const { get, container } of usesOf(manifest, 'kubelet')) {
    const given = get(name)
    if (given) yield* bad(given, isBad)
    else if (!get('config') && !get('config-dir'))
      yield { path: container.path, evidence: `kubelet without --config and without --${name}` }
  }
}

function lacksNodeRestriction(
  plugins: ProgramFlag | undefined,
  otherwise: KubernetesFault['path'],
): readonly KubernetesFault[] {
  if (plugins?.value.split(',').includes('NodeRestriction')) return []
  return [
    plugins
      ? { path: plugins.path }
      : { path: otherwise, evidence: 'kube-apiserver without NodeRestriction in --enable-admission-plugins' },
  ]
}

/** Images of the dashboard have many names: any program with this flag is taken for it. */
function* usesAll(manifest: Manifest): Generator<{ container: ProgramUse }> {
  const programs = [
    'dashboard',
    'kubernetes-dashboard',
    'kubernetesui',
    'dashboard-auth',
    'dashboard-web',
    'kubernetes-dashboard-amd64',
  ]
  for (const container of usesOf(manifest, ...programs)) yield { container }
}
