import { asList, asMembers, at, asTexts } from '../../values.ts'
import { eachContainer, eachSecurityContext, isUnmasked, pss, STANDARDS } from './define.ts'
import type { RuleData } from '../../rule.ts'
import type { KubernetesRule } from './define.ts'

const VOLUMES = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
])

/** KN-031 where a user id is named that is not root's. */
const KEPT_BY_ID: RuleData = {
  id: 'KN-031',
  title: { en: 'A container is kept from root by its user id alone', zh: '仅靠 UID 避免以 root 运行' },
  severity: 'low',
  why: {
    en: 'It does not run as root, yet nothing refuses it when somebody changes the id; Pod Security (restricted) asks for runAsNonRoot.',
    zh: '当前并非 root，但修改 UID 后不会被拒绝；Pod Security（restricted）要求 runAsNonRoot。',
  },
  remedy: { en: 'Set runAsNonRoot too.', zh: '同时设置 runAsNonRoot。' },
  fix: 'spec:\n  securityContext:\n    runAsNonRoot: true\n    runAsUser: 10001',
  references: [pss('restricted', 'Running as Non-root'), STANDARDS],
}

/** The Pod Security Standards, level restricted: what Pods should give up. */
export const RESTRICTED_RULES: readonly KubernetesRule[] = [
  {
    id: 'KN-002',
    title: { en: 'A container may gain privileges', zh: '允许权限提升' },
    severity: 'medium',
    why: {
      en: 'Without allowPrivilegeEscalation: false, a set-user-ID program makes its caller root.',
      zh: '未设置 allowPrivilegeEscalation: false 时，SUID 程序可用于提权。',
    },
    remedy: { en: 'Set it to false.', zh: '设置为 false。' },
    fix: 'securityContext:\n  allowPrivilegeEscalation: false',
    references: [pss('restricted', 'Privilege Escalation'), STANDARDS],
    attack: ['T1548.001'],
    *check(manifest, { minor }) {
      for (const { pod, container } of eachContainer(manifest)) {
        if (minor < 8 || container.security['allowPrivilegeEscalation'] === false || (pod.isWindows && minor >= 25))
          continue
        const isSet = container.security['allowPrivilegeEscalation'] !== undefined
        yield { path: isSet ? [...container.path, 'securityContext', 'allowPrivilegeEscalation'] : container.path }
      }
    },
  },
  {
    id: 'KN-030',
    title: { en: 'A kind of volume that reaches outside', zh: '使用受限的卷类型' },
    severity: 'low',
    why: {
      en: 'Volumes of the node’s kernel (NFS, iSCSI, …) bring its bugs and its network into the Pod.',
      zh: '内核卷类型会引入节点内核与网络风险。',
    },
    remedy: { en: 'Use a PersistentVolumeClaim.', zh: '使用 PersistentVolumeClaim。' },
    fix: 'volumes:\n  - name: data\n    persistentVolumeClaim:\n      claimName: data',
    references: [pss('restricted', 'Volume Types'), STANDARDS],
    *check({ pod }) {
      if (!pod) return
      for (const [index, volume] of asList(pod.spec['volumes']).entries()) {
        const kind = Object.keys(asMembers(volume)).find(
          (key) => key !== 'name' && key !== 'hostPath' && !VOLUMES.has(key),
        )
        if (kind !== undefined) yield { path: [...pod.specPath, 'volumes', index, kind] }
      }
    },
  },
  {
    id: 'KN-031',
    title: { en: 'A container may run as root', zh: '容器可能以 root 运行' },
    severity: 'medium',
    why: {
      en: 'Without runAsNonRoot, the image decides, and most are root.',
      zh: '未设置 runAsNonRoot 时由镜像决定，多数为 root。',
    },
    remedy: { en: 'Set runAsNonRoot for the Pod.', zh: '为 Pod 设置 runAsNonRoot。' },
    fix: 'spec:\n  securityContext:\n    runAsNonRoot: true',
    references: [pss('restricted', 'Running as Non-root'), STANDARDS],
    attack: ['T1611'],
    *check(manifest, { minor }) {
      for (const { pod, container } of eachContainer(manifest)) {
        const own = container.security['runAsNonRoot']
        if (
          (pod.hasOwnUsers && minor >= 35) ||
          own === true ||
          (own === undefined && pod.security['runAsNonRoot'] === true)
        )
          continue
        const user = container.security['runAsUser'] ?? pod.security['runAsUser']
        const path = own === undefined ? container.path : [...container.path, 'securityContext', 'runAsNonRoot']
        if (typeof user === 'number' && user > 0)
          yield { path, as: KEPT_BY_ID, evidence: `runAsUser: ${user}, without runAsNonRoot: true` }
        else yield { path }
      }
    },
  },
  {
    id: 'KN-032',
    title: { en: 'A container runs as root by its user id', zh: '容器以 UID 0 运行' },
    severity: 'high',
    why: {
      en: 'Root in the container is a small step from root on the node.',
      zh: '容器 root 距节点 root 仅一步之遥。',
    },
    remedy: { en: 'Name another user id.', zh: '使用非 0 的 UID。' },
    fix: 'securityContext:\n  runAsUser: 10001',
    references: [pss('restricted', 'Running as Non-root user'), STANDARDS],
    attack: ['T1611'],
    *check(manifest, { minor }) {
      if (manifest.pod?.hasOwnUsers && minor >= 35) return
      for (const { path, value } of eachSecurityContext(manifest))
        if (value['runAsUser'] === 0) yield { path: [...path, 'runAsUser'] }
    },
  },
  {
    id: 'KN-033',
    title: { en: 'A container has no seccomp profile', zh: '未设置 seccomp 配置' },
    severity: 'low',
    why: {
      en: 'Unless the kubelet has a default, every system call is open.',
      zh: '除非 kubelet 有默认值，否则所有系统调用均开放。',
    },
    remedy: { en: 'Set RuntimeDefault for the Pod.', zh: '为 Pod 设置 RuntimeDefault。' },
    fix: 'spec:\n  securityContext:\n    seccompProfile:\n      type: RuntimeDefault',
    references: [pss('restricted', 'Seccomp'), STANDARDS],
    *check(manifest, { minor }) {
      if (minor < 19) return
      for (const { pod, container } of eachContainer(manifest)) {
        const type = at(container.security, 'seccompProfile', 'type') ?? at(pod.security, 'seccompProfile', 'type')
        if (type === undefined && !(pod.isWindows && minor >= 25)) yield { path: container.path }
      }
    },
  },
  {
    id: 'KN-034',
    title: { en: 'A container keeps capabilities that it does not need', zh: '容器未丢弃多余能力' },
    severity: 'low',
    why: {
      en: 'The default set lets a process change owners, bind raw sockets and more.',
      zh: '默认能力集允许修改属主、使用原始套接字等。',
    },
    remedy: {
      en: 'Drop ALL; add back NET_BIND_SERVICE where it is needed.',
      zh: '丢弃 ALL，必要时仅添加 NET_BIND_SERVICE。',
    },
    fix: 'securityContext:\n  capabilities:\n    drop: [ALL]',
    references: [pss('restricted', 'Capabilities'), STANDARDS],
    attack: ['T1611'],
    *check(manifest, { minor }) {
      if (minor < 22) return
      for (const { pod, container } of eachContainer(manifest)) {
        if (pod.isWindows && minor >= 25) continue
        const dropped = asTexts(at(container.security, 'capabilities', 'drop'))
        if (!dropped.some((name) => name.toUpperCase() === 'ALL')) yield { path: container.path }
        for (const [index, name] of asList(at(container.security, 'capabilities', 'add')).entries()) {
          if (name !== 'NET_BIND_SERVICE')
            yield { path: [...container.path, 'securityContext', 'capabilities', 'add', index] }
        }
      }
    },
  },
  {
    id: 'KN-052',
    title: { en: 'A Pod with users of its own sees all of /proc', zh: '启用用户命名空间的 Pod 未屏蔽 /proc' },
    severity: 'low',
    why: {
      en: 'Root inside is nobody outside, yet what the kernel shows there is more than a program needs.',
      zh: '虽然内部 root 在外部无特权，但内核暴露的信息仍超出程序所需。',
    },
    remedy: {
      en: 'Leave procMount out, unless containers are run inside the container.',
      zh: '除非需要在容器内运行容器，否则去掉 procMount。',
    },
    fix: 'securityContext:\n  procMount: Default',
    references: [pss('restricted', '/proc Mount Type'), STANDARDS],
    *check(manifest, { minor }) {
      for (const { pod, container } of eachContainer(manifest)) {
        if (pod.hasOwnUsers && minor >= 35 && isUnmasked(container))
          yield { path: [...container.path, 'securityContext', 'procMount'] }
      }
    },
  },
]
