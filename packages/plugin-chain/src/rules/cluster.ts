import type { PathRule } from './model.ts'
import { POD_STANDARDS, STEPS } from './steps.ts'

/** Paths through a cluster. */
export const CLUSTER_PATHS: readonly PathRule[] = [
  {
    id: 'CHAIN-050',
    title: {
      en: 'From an exploited flaw in a workload to the rights of its account',
      zh: '工作负载漏洞到服务账号权限',
    },
    severity: 'critical',
    of: ['workload'],
    steps: [
      {
        of: ['flaw:exploited', 'webshell'],
        atLeast: 'high',
        does: {
          en: 'A flaw that attackers use, or a web shell, runs commands in the pod.',
          zh: '利用在野漏洞或 Webshell 在 Pod 中执行命令。',
        },
      },
      {
        of: ['cluster-token'],
        atLeast: 'low',
        does: { en: 'The token of its account lies in the pod.', zh: 'Pod 中存有服务账号令牌。' },
      },
      {
        of: ['cluster-rights', 'cluster-admin', 'pod-starter'],
        on: 'cluster',
        atLeast: 'medium',
        does: { en: 'Rights in the cluster are given to it, or to everybody.', zh: '集群向其或所有人授予了权限。' },
      },
    ],
    cut: {
      step: 3,
      how: {
        en: 'take the rights away; then the token (automountServiceAccountToken: false).',
        zh: '收回权限，再禁用令牌挂载（automountServiceAccountToken: false）。',
      },
    },
    attack: ['T1190', 'T1552.007', 'T1078.001'],
    references: ['https://kubernetes.io/docs/concepts/security/rbac-good-practices/'],
  },
  {
    id: 'CHAIN-051',
    title: {
      en: 'A login of the registry ships in an image that is pulled by a tag',
      zh: '镜像内含仓库凭据且按标签拉取',
    },
    severity: 'high',
    of: ['workload'],
    steps: [
      {
        of: ['secret:registry'],
        atLeast: 'medium',
        does: { en: 'A login of a registry is read from the files.', zh: '从文件中读取镜像仓库登录凭据。' },
      },
      {
        of: ['mutable-image'],
        atLeast: 'low',
        does: {
          en: 'The workload takes whatever the tag names when it starts next: the image of the attacker.',
          zh: '工作负载下次启动时拉取该标签指向的内容：攻击者的镜像。',
        },
      },
    ],
    cut: {
      step: 1,
      how: { en: 'revoke the login, and name images by their digest.', zh: '吊销凭据，并以摘要指定镜像。' },
    },
    attack: ['T1552.001', 'T1525'],
    references: ['https://kubernetes.io/docs/concepts/containers/images/'],
  },
  {
    id: 'CHAIN-052',
    title: { en: 'A published service that may leave its container', zh: '对外发布的服务可逃逸' },
    severity: 'high',
    of: ['workload'],
    steps: [
      {
        of: ['exposed:port'],
        atLeast: 'low',
        does: { en: 'The service is reached from outside.', zh: '服务可从外部访问。' },
      },
      STEPS.anyWayOut,
    ],
    cut: {
      step: 2,
      how: {
        en: 'take the privilege or the mount away; publish the port to who needs it alone.',
        zh: '去掉特权或挂载；仅向需要者开放端口。',
      },
    },
    attack: ['T1133', 'T1611'],
    references: [POD_STANDARDS],
  },
  {
    id: 'CHAIN-053',
    title: {
      en: 'A workload that reaches the host, and rights to start more of them',
      zh: '可触及主机的工作负载与启动 Pod 的权限',
    },
    severity: 'high',
    of: ['workload'],
    steps: [
      STEPS.anyWayOut,
      {
        of: ['cluster-token'],
        atLeast: 'low',
        does: { en: 'The token of its account lies in the pod.', zh: 'Pod 中存有服务账号令牌。' },
      },
      {
        of: ['pod-starter', 'cluster-admin'],
        on: 'cluster',
        atLeast: 'medium',
        does: { en: 'The account may start Pods, or all, on every node.', zh: '该账号可在所有节点上启动 Pod。' },
      },
    ],
    cut: { step: 3, how: { en: 'give the account the few rights that it needs.', zh: '仅授予该账号所需的权限。' } },
    attack: ['T1611', 'T1610'],
    references: ['https://kubernetes.io/docs/concepts/security/rbac-good-practices/'],
  },
]
