import { asList, asMembers, at } from '../../values.ts'
import { eachContainer, pss, STANDARDS } from './define.ts'
import type { KubernetesFault, KubernetesRule } from './define.ts'
import type { Manifest } from '../../kubernetes/manifest.ts'

const CAPABILITIES = 'https://man7.org/linux/man-pages/man7/capabilities.7.html'
/** Capabilities that level baseline lets containers add. */
const ALLOWED = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
])

/** Rules on one capability each, which the original had. */
const SINGLE = [
  ['KN-012', 'SYS_ADMIN', 'high', 'mount file systems, and with that the node’s', '挂载文件系统，包括节点文件系统'],
  ['KN-013', 'DAC_READ_SEARCH', 'high', 'open any file of the node by its handle', '以句柄打开节点任意文件'],
  ['KN-014', 'SYS_MODULE', 'critical', 'load modules into the node’s kernel', '向节点内核加载模块'],
  ['KN-015', 'DAC_OVERRIDE', 'medium', 'write files whatever their rights are', '无视权限写入文件'],
] as const

/** Privileged containers and capabilities. */
export const PRIVILEGE_RULES: readonly KubernetesRule[] = [
  {
    id: 'KN-011',
    title: { en: 'A privileged container', zh: '特权容器' },
    severity: 'critical',
    why: {
      en: 'It has every capability and every device of the node: whoever is root in it is root on the node.',
      zh: '特权容器拥有节点全部能力与设备，等同于节点 root。',
    },
    remedy: { en: 'Leave privileged out; add the capability that is needed.', zh: '去掉 privileged，仅添加所需能力。' },
    fix: 'securityContext:\n  privileged: false',
    references: [pss('baseline', 'Privileged Containers'), STANDARDS],
    attack: ['T1610', 'T1611'],
    *check(manifest) {
      for (const { container } of eachContainer(manifest))
        if (container.security['privileged'] === true)
          yield { path: [...container.path, 'securityContext', 'privileged'] }
    },
  },
  ...SINGLE.map(([id, name, severity, can, zh]): KubernetesRule => ({
    id,
    title: { en: `A container has the capability ${name}`, zh: `容器拥有 ${name} 能力` },
    severity,
    why: { en: `With it a process can ${can}.`, zh: `进程可借此${zh}。` },
    remedy: {
      en: 'Take it out; drop ALL and add only what the program needs.',
      zh: '移除该能力；丢弃 ALL 后仅添加必要能力。',
    },
    fix: 'securityContext:\n  capabilities:\n    drop: [ALL]',
    references: [pss(name === 'DAC_OVERRIDE' ? 'restricted' : 'baseline', 'Capabilities'), CAPABILITIES],
    attack: ['T1611'],
    // ALL is told by KN-022, once, and not by each of these.
    check: (manifest) => added(manifest, (capability) => capability === name),
  })),
  {
    id: 'KN-022',
    title: { en: 'A container adds a capability beyond the baseline', zh: '容器添加了超出基线的能力' },
    severity: 'high',
    why: {
      en: 'Capabilities outside the default set reach the kernel or the network of the node.',
      zh: '超出默认集的能力可触及节点内核或网络。',
    },
    remedy: {
      en: 'Take it out; drop ALL and add only what the program needs.',
      zh: '移除该能力；丢弃 ALL 后仅添加必要能力。',
    },
    fix: 'securityContext:\n  capabilities:\n    drop: [ALL]\n    add: [NET_BIND_SERVICE]',
    references: [pss('baseline', 'Capabilities'), STANDARDS, CAPABILITIES],
    attack: ['T1611'],
    // Admission compares names as they are written: `chown` and `CAP_CHOWN` are not `CHOWN`.
    check: (manifest) =>
      added(
        manifest,
        (capability, written) => !ALLOWED.has(written) && !SINGLE.some(([, name]) => name === capability),
      ),
  },
  {
    id: 'KN-020',
    title: { en: 'A container may trace the processes of its node', zh: '容器可跟踪节点进程' },
    severity: 'critical',
    why: {
      en: 'SYS_PTRACE together with hostPID writes code into processes of the node.',
      zh: 'SYS_PTRACE 与 hostPID 组合可向节点进程注入代码。',
    },
    remedy: { en: 'Give one of them up.', zh: '至少去掉其中一项。' },
    fix: 'spec:\n  hostPID: false',
    references: [pss('baseline', 'Host Namespaces'), CAPABILITIES],
    attack: ['T1055.008', 'T1611'],
    *check(manifest) {
      if (manifest.pod?.spec['hostPID'] === true)
        yield* added(manifest, (capability) => capability === 'SYS_PTRACE' || capability === 'ALL')
    },
  },
  {
    id: 'KN-041',
    title: { en: 'Mounts of a container spread to its node', zh: '容器挂载传播至节点' },
    severity: 'high',
    why: {
      en: 'With Bidirectional, what the container mounts, the node and its other containers see.',
      zh: 'Bidirectional 会使容器内挂载传播至节点与其他容器。',
    },
    remedy: { en: 'Use None or HostToContainer.', zh: '使用 None 或 HostToContainer。' },
    fix: 'volumeMounts:\n  - name: data\n    mountPath: /data\n    mountPropagation: HostToContainer',
    references: ['https://kubernetes.io/docs/concepts/storage/volumes/#mount-propagation'],
    attack: ['T1611'],
    *check(manifest) {
      for (const { container } of eachContainer(manifest)) {
        for (const [index, mount] of asList(container.value['volumeMounts']).entries()) {
          if (asMembers(mount)['mountPropagation'] === 'Bidirectional')
            yield { path: [...container.path, 'volumeMounts', index, 'mountPropagation'] }
        }
      }
    },
  },
]

function* added(
  manifest: Manifest,
  isBad: (capability: string, written: string) => boolean,
): Generator<KubernetesFault> {
  for (const { container } of eachContainer(manifest)) {
    for (const [index, written] of asList(at(container.security, 'capabilities', 'add')).entries()) {
      if (typeof written === 'string' && isBad(written.toUpperCase().replace(/^CAP_/, ''), written))
        yield { path: [...container.path, 'securityContext', 'capabilities', 'add', index] }
    }
  }
}
