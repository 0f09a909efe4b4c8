import { asList, asMembers, asText, at } from '../../values.ts'
import { eachContainer, eachSecurityContext, isUnmasked, pss, STANDARDS } from './define.ts'
import type { KubernetesFault, KubernetesRule } from './define.ts'
import type { Manifest } from '../../kubernetes/manifest.ts'

const SAFE_SYSCTLS: ReadonlyMap<string, number> = new Map([
  ['kernel.shm_rmid_forced', 0],
  ['net.ipv4.ip_local_port_range', 0],
  ['net.ipv4.tcp_syncookies', 0],
  ['net.ipv4.ping_group_range', 0],
  ['net.ipv4.ip_unprivileged_port_start', 0],
  ['net.ipv4.ip_local_reserved_ports', 27],
  ['net.ipv4.tcp_keepalive_time', 29],
  ['net.ipv4.tcp_fin_timeout', 29],
  ['net.ipv4.tcp_keepalive_intvl', 29],
  ['net.ipv4.tcp_keepalive_probes', 29],
  ['net.ipv4.tcp_rmem', 32],
  ['net.ipv4.tcp_wmem', 32],
  ['net.ipv4.tcp_slow_start_after_idle', 37],
  ['net.ipv4.tcp_notsent_lowat', 37],
])
const HANDLERS = [
  ['livenessProbe'],
  ['readinessProbe'],
  ['startupProbe'],
  ['lifecycle', 'postStart'],
  ['lifecycle', 'preStop'],
] as const

/** The Pod Security Standards, level baseline: what lets a container out. Privileged and capabilities stand in files of their own. */
export const BASELINE_RULES: readonly KubernetesRule[] = [
  {
    id: 'KN-021',
    title: {
      en: 'A Pod shares the network, processes or IPC of its node',
      zh: 'Pod 共享节点的网络、进程或 IPC 命名空间',
    },
    severity: 'high',
    why: {
      en: 'It sees the services, the processes or the shared memory of the node, and of every other Pod on it.',
      zh: '可访问节点及其他 Pod 的服务、进程或共享内存。',
    },
    remedy: { en: 'Leave the fields out.', zh: '去掉这些字段。' },
    fix: 'spec:\n  hostNetwork: false\n  hostPID: false\n  hostIPC: false',
    references: [pss('baseline', 'Host Namespaces'), STANDARDS],
    attack: ['T1611'],
    *check({ pod }) {
      for (const name of ['hostNetwork', 'hostPID', 'hostIPC'])
        if (pod?.spec[name] === true) yield { path: [...pod.specPath, name] }
    },
  },
  {
    id: 'KN-023',
    title: { en: 'A folder of the node is mounted', zh: '挂载节点目录（hostPath）' },
    severity: 'medium',
    why: {
      en: 'A hostPath volume leaves the container: what it writes, the node has.',
      zh: 'hostPath 卷突破了容器边界。',
    },
    remedy: {
      en: 'Use a PersistentVolumeClaim, an emptyDir or a projected volume.',
      zh: '使用 PVC、emptyDir 或 projected 卷。',
    },
    fix: 'volumes:\n  - name: data\n    persistentVolumeClaim:\n      claimName: data',
    references: [pss('baseline', 'HostPath Volumes'), STANDARDS],
    attack: ['T1611'],
    *check({ pod }) {
      if (!pod) return
      for (const [index, volume] of asList(pod.spec['volumes']).entries()) {
        if (asMembers(volume)['hostPath'] === undefined) continue
        const path = [...pod.specPath, 'volumes', index, 'hostPath']
        yield { path: at(volume, 'hostPath', 'path') === undefined ? path : [...path, 'path'] }
      }
    },
  },
  {
    id: 'KN-024',
    title: { en: 'A port of the node is taken', zh: '占用节点端口（hostPort）' },
    severity: 'medium',
    why: {
      en: 'The port is open on the address of the node, past network policies of many plugins.',
      zh: '端口直接开放在节点地址上，可能绕过网络策略。',
    },
    remedy: { en: 'Use a Service.', zh: '使用 Service。' },
    fix: 'ports:\n  - containerPort: 8080',
    references: [pss('baseline', 'Host Ports'), STANDARDS],
    *check(manifest) {
      for (const { container } of eachContainer(manifest)) {
        for (const [index, port] of asList(container.value['ports']).entries()) {
          const { hostPort } = asMembers(port)
          if (hostPort !== undefined && hostPort !== null && hostPort !== 0)
            yield { path: [...container.path, 'ports', index, 'hostPort'] }
        }
      }
    },
  },
  {
    id: 'KN-003',
    title: { en: 'AppArmor is switched off', zh: '关闭或覆盖 AppArmor 配置' },
    severity: 'medium',
    why: {
      en: 'The profile of the runtime stops writes to /proc and mounts; without it the kernel is closer.',
      zh: '运行时的 AppArmor 配置可阻止危险的内核访问。',
    },
    remedy: { en: 'Use RuntimeDefault, or a profile of your own.', zh: '使用 RuntimeDefault 或自有 profile。' },
    fix: 'securityContext:\n  appArmorProfile:\n    type: RuntimeDefault',
    references: [pss('baseline', 'AppArmor'), STANDARDS],
    attack: ['T1562.001'],
    *check(manifest) {
      yield* annotations(
        manifest,
        'container.apparmor.security.beta.kubernetes.io/',
        (value) => value === '' || value === 'runtime/default' || value.startsWith('localhost/'),
      )
      for (const { path, value } of eachSecurityContext(manifest)) {
        const type = at(value, 'appArmorProfile', 'type')
        if (type !== undefined && type !== null && type !== '' && type !== 'RuntimeDefault' && type !== 'Localhost')
          yield { path: [...path, 'appArmorProfile', 'type'] }
      }
    },
  },
  {
    id: 'KN-004',
    title: { en: 'SELinux options of one’s own', zh: '自定义 SELinux 选项' },
    severity: 'medium',
    why: {
      en: 'Another type, user or role may be less confined than containers are.',
      zh: '自定义类型、用户或角色可能弱化隔离。',
    },
    remedy: { en: 'Leave them out, or use a type that is made for containers.', zh: '去掉，或使用容器专用类型。' },
    fix: 'securityContext:\n  seLinuxOptions:\n    type: container_t',
    references: [pss('baseline', 'SELinux'), STANDARDS],
    attack: ['T1562.001'],
    *check(manifest, { minor }) {
      const types = [
        '',
        'container_t',
        'container_init_t',
        'container_kvm_t',
        ...(minor >= 31 ? ['container_engine_t'] : []),
      ]
      for (const { path, value } of eachSecurityContext(manifest)) {
        const options = asMembers(value['seLinuxOptions'])
        const { type, user, role } = options
        if (typeof type === 'string' && !types.includes(type)) yield { path: [...path, 'seLinuxOptions', 'type'] }
        if (typeof user === 'string' && user !== '') yield { path: [...path, 'seLinuxOptions', 'user'] }
        if (typeof role === 'string' && role !== '') yield { path: [...path, 'seLinuxOptions', 'role'] }
      }
    },
  },
  {
    id: 'KN-025',
    title: { en: '/proc is not masked', zh: '未屏蔽 /proc' },
    severity: 'high',
    why: { en: 'The masked parts of /proc lead to the kernel of the node.', zh: '被屏蔽的 /proc 内容可直达节点内核。' },
    remedy: {
      en: 'Leave procMount out, or give the Pod users of its own.',
      zh: '去掉 procMount，或为 Pod 启用用户命名空间。',
    },
    fix: 'securityContext:\n  procMount: Default',
    references: [pss('baseline', '/proc Mount Type'), STANDARDS],
    attack: ['T1611'],
    *check(manifest, { minor }) {
      for (const { pod, container } of eachContainer(manifest)) {
        if (isUnmasked(container) && !(pod.hasOwnUsers && minor >= 35))
          yield { path: [...container.path, 'securityContext', 'procMount'] }
      }
    },
  },
  {
    id: 'KN-026',
    title: { en: 'System calls are not filtered', zh: '关闭 seccomp 系统调用过滤' },
    severity: 'medium',
    why: {
      en: 'Calls that containers never need, and exploits do, are open.',
      zh: '开放了容器不需要而漏洞利用常用的系统调用。',
    },
    remedy: { en: 'Use RuntimeDefault.', zh: '使用 RuntimeDefault。' },
    fix: 'securityContext:\n  seccompProfile:\n    type: RuntimeDefault',
    references: [pss('baseline', 'Seccomp'), STANDARDS],
    attack: ['T1562.001'],
    *check(manifest, { minor }) {
      for (const { path, value } of eachSecurityContext(manifest)) {
        if (at(value, 'seccompProfile', 'type') === 'Unconfined') yield { path: [...path, 'seccompProfile', 'type'] }
      }
      // The annotations count before 1.27, which dropped them.
      if (minor < 27) {
        yield* annotations(
          manifest,
          'container.seccomp.security.alpha.kubernetes.io/',
          (value) => value !== 'unconfined',
        )
        yield* annotations(manifest, 'seccomp.security.alpha.kubernetes.io/pod', (value) => value !== 'unconfined')
      }
    },
  },
  {
    id: 'KN-027',
    title: { en: 'A sysctl that changes the node', zh: '设置不安全的 sysctl' },
    severity: 'medium',
    why: {
      en: 'It is not kept apart for each Pod, or lets one starve the others.',
      zh: '该参数未按 Pod 隔离，可能影响整个节点。',
    },
    remedy: { en: 'Set only safe ones.', zh: '只设置安全的 sysctl。' },
    fix: 'securityContext:\n  sysctls:\n    - name: net.ipv4.ip_unprivileged_port_start\n      value: "80"',
    references: [pss('baseline', 'Sysctls'), STANDARDS],
    *check({ pod }, { minor }) {
      if (!pod) return
      for (const [index, sysctl] of asList(pod.security['sysctls']).entries()) {
        const name = asText(asMembers(sysctl)['name'])
        if (name === undefined) continue
        const since = SAFE_SYSCTLS.get(name.replaceAll('/', '.'))
        if (since === undefined || minor < since)
          yield { path: [...pod.specPath, 'securityContext', 'sysctls', index, 'name'] }
      }
    },
  },
  {
    id: 'KN-028',
    title: { en: 'A Windows container runs on the host', zh: 'Windows HostProcess 容器' },
    severity: 'high',
    why: {
      en: 'A HostProcess container is a process of the node with the rights that it asks for.',
      zh: 'HostProcess 容器等同于节点上的进程。',
    },
    remedy: { en: 'Leave hostProcess out.', zh: '去掉 hostProcess。' },
    fix: 'securityContext:\n  windowsOptions:\n    hostProcess: false',
    references: [pss('baseline', 'HostProcess'), STANDARDS],
    attack: ['T1611'],
    *check(manifest) {
      for (const { path, value } of eachSecurityContext(manifest)) {
        if (at(value, 'windowsOptions', 'hostProcess') === true)
          yield { path: [...path, 'windowsOptions', 'hostProcess'] }
      }
    },
  },
  {
    id: 'KN-029',
    title: { en: 'A probe or hook asks another host', zh: '探针或生命周期钩子指向其他主机' },
    severity: 'medium',
    why: {
      en: 'The kubelet sends the request, from the network of the node: it reaches what the Pod may not.',
      zh: '请求由 kubelet 从节点网络发出，可访问 Pod 无权访问的目标（SSRF）。',
    },
    remedy: { en: 'Leave host out: the Pod itself is asked.', zh: '去掉 host 字段。' },
    fix: 'livenessProbe:\n  httpGet:\n    path: /healthz\n    port: 8080',
    references: [pss('baseline', 'Host Probes / Lifecycle Hooks'), STANDARDS],
    attack: ['T1090'],
    *check(manifest) {
      for (const { container } of eachContainer(manifest)) {
        for (const handler of HANDLERS) {
          for (const kind of ['httpGet', 'tcpSocket']) {
            const host = at(container.value, ...handler, kind, 'host')
            if (typeof host === 'string' && host !== '') yield { path: [...container.path, ...handler, kind, 'host'] }
          }
        }
      }
    },
  },
]

/** Annotations of the Pod with this start whose value is not allowed. */
function* annotations(
  { pod }: Manifest,
  start: string,
  isAllowed: (value: string) => boolean,
): Generator<KubernetesFault> {
  if (!pod) return
  for (const [name, value] of Object.entries(asMembers(pod.metadata['annotations']))) {
    if (name.startsWith(start) && typeof value === 'string' && !isAllowed(value))
      yield { path: [...pod.path, 'metadata', 'annotations', name] }
  }
}
