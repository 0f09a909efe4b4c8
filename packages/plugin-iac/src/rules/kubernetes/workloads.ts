import { asMembers, asText, at } from '../../values.ts'
import { hasMovingTag } from '../image-reference.ts'
import { cisKubernetes, eachContainer } from './define.ts'
import type { KubernetesRule } from './define.ts'

/** How workloads are written: images, limits, tokens. */
export const WORKLOAD_RULES: readonly KubernetesRule[] = [
  {
    id: 'KN-001',
    title: { en: 'An image has no fixed version', zh: '镜像未固定版本' },
    severity: 'medium',
    why: {
      en: 'What `latest` means changes: two Pods of one Deployment may run different programs.',
      zh: 'latest 会变化，同一工作负载的 Pod 可能运行不同程序。',
    },
    remedy: { en: 'Name a version, or a digest.', zh: '指定版本或摘要。' },
    fix: 'image: registry.example.com/team/app:1.4.2',
    references: ['https://kubernetes.io/docs/concepts/containers/images/#image-names', cisKubernetes('5.5.1')],
    attack: ['T1195.002'],
    *check(manifest) {
      for (const { container } of eachContainer(manifest)) {
        const image = asText(container.value['image'])
        if (image !== undefined && hasMovingTag(image)) yield { path: [...container.path, 'image'] }
      }
    },
  },
  {
    id: 'KN-035',
    title: { en: 'A container may write its own file system', zh: '容器根文件系统可写' },
    severity: 'low',
    why: { en: 'Whoever breaks in can replace programs and leave tools behind.', zh: '攻击者可替换程序并留下工具。' },
    remedy: { en: 'Make it read-only; give an emptyDir for what is written.', zh: '设为只读，需写入处使用 emptyDir。' },
    fix: 'securityContext:\n  readOnlyRootFilesystem: true',
    references: ['https://kubernetes.io/docs/tasks/configure-pod-container/security-context/', cisKubernetes('5.7.3')],
    *check(manifest) {
      for (const { pod, container } of eachContainer(manifest)) {
        if (
          container.list !== 'ephemeralContainers' &&
          container.security['readOnlyRootFilesystem'] !== true &&
          !pod.isWindows
        )
          yield { path: container.path }
      }
    },
  },
  {
    id: 'KN-036',
    title: { en: 'A container has no memory limit', zh: '容器未设置内存限制' },
    severity: 'low',
    why: {
      en: 'One that grows takes the memory of its neighbours, and the kernel ends some of them.',
      zh: '内存失控会影响同节点其他容器。',
    },
    remedy: { en: 'Say how much it may use.', zh: '设置内存上限。' },
    fix: 'resources:\n  limits:\n    memory: 256Mi',
    references: ['https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/'],
    attack: ['T1499'],
    *check(manifest) {
      for (const { pod, container } of eachContainer(manifest)) {
        const hasLimit =
          at(container.value, 'resources', 'limits', 'memory') ?? at(pod.spec, 'resources', 'limits', 'memory')
        if (container.list !== 'ephemeralContainers' && hasLimit === undefined) yield { path: container.path }
      }
    },
  },
  {
    id: 'KN-037',
    title: { en: 'Pods have a token of the cluster that they did not ask for', zh: '自动挂载默认服务账号令牌' },
    severity: 'low',
    why: {
      en: 'Whoever breaks in can talk to the API server as the Pod’s service account.',
      zh: '攻击者可用该令牌访问 API Server。',
    },
    remedy: { en: 'Switch it off where the program does not use the API.', zh: '不使用 API 的程序应关闭自动挂载。' },
    fix: 'spec:\n  automountServiceAccountToken: false',
    references: [
      'https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting',
      cisKubernetes('5.1.6'),
    ],
    attack: ['T1552.007', 'T1528'],
    *check({ pod, namespace }, { accounts = [] }) {
      if (!pod || pod.spec['automountServiceAccountToken'] === false) return
      // With an account of its own the token is meant.
      const account = pod.spec['serviceAccountName'] ?? pod.spec['serviceAccount'] ?? 'default'
      if (account !== 'default' && account !== '') return
      const isAsked = pod.spec['automountServiceAccountToken'] === true
      const isOff = accounts.some(
        (one) =>
          one.name === 'default' && (one.namespace ?? namespace) === (namespace ?? one.namespace) && !one.automounts,
      )
      if (isAsked || !isOff) yield { path: pod.specPath }
    },
  },
  {
    id: 'KN-038',
    title: { en: 'The containers of a Pod share their processes', zh: 'Pod 内容器共享进程命名空间' },
    severity: 'low',
    why: {
      en: 'One container reads the environment and the files of the others by /proc.',
      zh: '容器可通过 /proc 读取其他容器的环境变量与文件。',
    },
    remedy: { en: 'Leave shareProcessNamespace out.', zh: '去掉 shareProcessNamespace。' },
    fix: 'spec:\n  shareProcessNamespace: false',
    references: ['https://kubernetes.io/docs/tasks/configure-pod-container/share-process-namespace/'],
    *check({ pod }) {
      if (pod?.spec['shareProcessNamespace'] === true) yield { path: [...pod.specPath, 'shareProcessNamespace'] }
    },
  },
  {
    id: 'KN-039',
    title: { en: 'A namespace lets Pods do anything', zh: '命名空间未限制 Pod 安全级别' },
    severity: 'medium',
    why: {
      en: 'With the level privileged, whoever may create a Pod in it is root on a node.',
      zh: 'privileged 级别下可创建 Pod 者即可获得节点 root。',
    },
    remedy: { en: 'Enforce baseline, or restricted.', zh: '强制 baseline 或 restricted 级别。' },
    fix: 'metadata:\n  labels:\n    pod-security.kubernetes.io/enforce: restricted',
    references: ['https://kubernetes.io/docs/concepts/security/pod-security-admission/', cisKubernetes('5.2.1')],
    attack: ['T1610'],
    *check({ kind, object, name }) {
      if (kind !== 'Namespace' || name.startsWith('kube-')) return
      const label = 'pod-security.kubernetes.io/enforce'
      const level = asMembers(at(object, 'metadata', 'labels'))[label]
      if (level === 'privileged') yield { path: ['metadata', 'labels', label] }
    },
  },
]
