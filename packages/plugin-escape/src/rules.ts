import type { Rule } from '@veinmind/sdk'
import { MACHINE_RULE } from './machine-rules.ts'
import { DAEMON, DOCKER_RUN, ESCAPE, rule } from './make-rule.ts'

const CAPABILITIES = 'https://man7.org/linux/man-pages/man7/capabilities.7.html'

const DROP = {
  en: 'Take it out; drop ALL and add only what the program needs.',
  zh: '移除该能力；丢弃 ALL 后仅添加必要能力。',
}

function capability(
  id: string,
  name: string,
  severity: Rule['severity'],
  can: { readonly en: string; readonly zh: string },
): Rule {
  return rule({
    id,
    title: { en: `A container has the capability ${name}`, zh: `容器拥有 ${name} 能力` },
    severity,
    tags: ['capability', 'escape'],
    references: [CAPABILITIES, DOCKER_RUN],
    description: { en: `With it a process can ${can.en}.`, zh: `进程可借此${can.zh}。` },
    remediation: DROP,
  })
}

/** What a rule is about. */
export type Matter =
  | 'privileged'
  | 'sysAdmin'
  | 'readAll'
  | 'modules'
  | 'trace'
  | 'capability'
  | 'namespace'
  | 'seccomp'
  | 'appArmor'
  | 'seLinux'
  | 'unmasked'
  | 'device'
  | 'cgroup'
  | 'api'
  | 'mount'
  | 'exposed'

/** Each rule by what it is about. The titles are those of plugin-iac, where a manifest asks for the same. */
export const RULE: Readonly<Record<Matter, Rule>> = {
  privileged: rule({
    id: 'ESC-001',
    tags: ['privileged', 'escape'],
    title: { en: 'A privileged container', zh: '特权容器' },
    severity: 'critical',
    attack: ['T1610', 'T1611'],
    description: {
      en: 'It has every capability and every device of the host: whoever is root in it is root on the host.',
      zh: '特权容器拥有主机的全部能力与设备，容器内 root 等同于主机 root。',
    },
    remediation: {
      en: 'Run it without privileged; add the one capability or device that is needed.',
      zh: '不要以特权模式运行，仅添加所需的能力或设备。',
    },
  }),
  sysAdmin: capability('ESC-002', 'SYS_ADMIN', 'high', {
    en: 'mount file systems, and with that the host’s',
    zh: '挂载文件系统，包括主机文件系统',
  }),
  readAll: capability('ESC-003', 'DAC_READ_SEARCH', 'high', {
    en: 'open any file of the host by its handle',
    zh: '以句柄打开主机任意文件',
  }),
  modules: capability('ESC-004', 'SYS_MODULE', 'critical', {
    en: 'load modules into the host’s kernel',
    zh: '向主机内核加载模块',
  }),
  trace: rule({
    id: 'ESC-005',
    tags: ['host-processes', 'escape'],
    title: { en: 'A container may trace the processes of its host', zh: '容器可跟踪主机进程' },
    severity: 'critical',
    attack: ['T1055.008', 'T1611'],
    references: [CAPABILITIES, ESCAPE],
    description: {
      en: 'SYS_PTRACE together with the host’s process namespace writes code into processes of the host.',
      zh: 'SYS_PTRACE 与主机 PID 命名空间组合可向主机进程注入代码。',
    },
    remediation: { en: 'Give one of them up.', zh: '至少去掉其中一项。' },
  }),
  capability: rule({
    id: 'ESC-006',
    tags: ['capability'],
    title: { en: 'A container adds a capability beyond the baseline', zh: '容器添加了超出基线的能力' },
    severity: 'medium',
    references: [CAPABILITIES, DOCKER_RUN],
    description: {
      en: 'Capabilities outside the default set reach the kernel or the network of the host.',
      zh: '超出默认集的能力可触及主机内核或网络。',
    },
    remediation: DROP,
  }),
  namespace: rule({
    id: 'ESC-007',
    tags: ['host-namespace'],
    title: { en: 'A container shares a namespace of its host', zh: '容器共享主机命名空间' },
    severity: 'medium',
    description: {
      en: 'It sees the processes, the network or the shared memory of the host, and reaches services that listen for the host alone.',
      zh: '容器可看到主机的进程、网络或共享内存，并可访问仅对主机开放的服务。',
    },
    remediation: { en: 'Let it have namespaces of its own.', zh: '使用容器自身的命名空间。' },
  }),
  seccomp: rule({
    id: 'ESC-008',
    tags: ['unconfined'],
    title: { en: 'System calls are not filtered', zh: '关闭 seccomp 系统调用过滤' },
    severity: 'medium',
    references: ['https://docs.docker.com/engine/security/seccomp/', ESCAPE],
    description: {
      en: 'Every system call of the kernel can be made, those that most flaws of it are reached by among them.',
      zh: '可调用内核的全部系统调用，包括多数内核漏洞所需的调用。',
    },
    remediation: {
      en: 'Leave seccomp=unconfined out, or give a profile with what is needed.',
      zh: '去掉 seccomp=unconfined，或提供包含所需调用的配置。',
    },
  }),
  appArmor: rule({
    id: 'ESC-009',
    tags: ['unconfined'],
    title: { en: 'AppArmor is switched off', zh: '关闭或覆盖 AppArmor 配置' },
    severity: 'medium',
    references: ['https://docs.docker.com/engine/security/apparmor/', ESCAPE],
    description: {
      en: 'The profile of the engine denies mounts and writes to /proc and /sys; without it one fault more is open.',
      zh: '引擎默认配置会拒绝挂载以及对 /proc、/sys 的写入；关闭后少一道防线。',
    },
    remediation: {
      en: 'Leave apparmor=unconfined out, or give a profile.',
      zh: '去掉 apparmor=unconfined，或提供配置。',
    },
  }),
  seLinux: rule({
    id: 'ESC-010',
    tags: ['unconfined'],
    title: { en: 'SELinux is switched off', zh: '关闭 SELinux 隔离' },
    severity: 'medium',
    references: ['https://docs.podman.io/en/latest/markdown/podman-run.1.html', ESCAPE],
    description: {
      en: 'Without a label of its own it may touch whatever files of the host it reaches.',
      zh: '没有独立标签时，容器可访问其触及的主机文件。',
    },
    remediation: {
      en: 'Leave label=disable out; label the one folder that it needs with :Z.',
      zh: '去掉 label=disable，并以 :Z 标记所需目录。',
    },
  }),
  unmasked: rule({
    id: 'ESC-011',
    tags: ['unconfined'],
    title: { en: '/proc is not masked', zh: '未屏蔽 /proc' },
    severity: 'medium',
    references: ['https://docs.docker.com/reference/cli/docker/container/run/', ESCAPE],
    description: {
      en: 'Files of the kernel are shown that tell of the host; where they may be written, core_pattern runs a program on the host.',
      zh: '会暴露内核文件中的主机信息；若可写，core_pattern 可在主机上执行程序。',
    },
    remediation: { en: 'Leave systempaths=unconfined out.', zh: '去掉 systempaths=unconfined。' },
  }),
  device: rule({
    id: 'ESC-012',
    tags: ['device', 'escape'],
    title: { en: 'A device of the host is handed in', zh: '挂载主机设备' },
    severity: 'high',
    description: {
      en: 'A disk gives every file of its file systems, memory gives the kernel.',
      zh: '磁盘设备可访问其文件系统中的全部文件，内存设备可访问内核。',
    },
    remediation: {
      en: 'Hand in the one device that is needed, with r where it is only read.',
      zh: '仅传入必要设备；只读时使用 r 权限。',
    },
  }),
  cgroup: rule({
    id: 'ESC-013',
    tags: ['cgroup', 'escape'],
    title: { en: 'Control groups can be written', zh: '可写入 cgroup' },
    severity: 'high',
    references: ['https://docs.kernel.org/admin-guide/cgroup-v1/cgroups.html', ESCAPE],
    description: {
      en: 'Of cgroup v1, release_agent runs a program on the host; of v2, limits of the container can be lifted.',
      zh: 'cgroup v1 的 release_agent 可在主机上执行程序；v2 下可解除容器的资源限制。',
    },
    remediation: { en: 'Mount /sys/fs/cgroup read-only.', zh: '以只读方式挂载 /sys/fs/cgroup。' },
  }),
  api: rule({
    id: 'ESC-014',
    tags: ['engine-api'],
    title: { en: 'A container is given the API of docker', zh: '容器可使用 Docker API' },
    severity: 'medium',
    confidence: 'medium',
    attack: ['T1610', 'T1611'],
    references: [DAEMON, ESCAPE],
    description: {
      en: 'Its environment names an engine: whoever may use it starts privileged containers there.',
      zh: '其环境变量指向容器引擎：可使用者能够启动特权容器。',
    },
    remediation: {
      en: 'Build images without a daemon, or put a proxy before the API.',
      zh: '使用无守护进程的构建工具，或为 API 设置代理。',
    },
  }),
  mount: rule({
    id: 'ESC-015',
    tags: ['mount', 'escape'],
    title: { en: 'A mount leads out of the container', zh: '挂载可用于逃逸' },
    severity: 'high',
    description: {
      en: 'What is mounted lets a process of the container act on its host.',
      zh: '容器内进程可借助所挂载的内容操作主机。',
    },
    remediation: {
      en: 'Mount nothing of the host, or the one file or folder that is needed, read-only.',
      zh: '不要挂载主机目录，或仅以只读方式挂载必要的文件或目录。',
    },
  }),
  exposed: rule({
    id: 'ESC-016',
    tags: ['flaw:kernel', 'escape'],
    title: { en: 'The configuration opens the way to a flaw of the host', zh: '容器配置使主机漏洞可被利用' },
    severity: 'high',
    attack: ['T1068', 'T1611'],
    references: [ESCAPE],
    description: {
      en: 'Its host has a flaw that a container with the usual confinement cannot use; this one can.',
      zh: '其主机存在某漏洞：默认隔离的容器无法利用，而该容器可以。',
    },
    remediation: {
      en: 'Take the capability or option out, and update the kernel or the runtime.',
      zh: '去掉相应的能力或选项，并更新内核或运行时。',
    },
  }),
}

/** Every rule of the plugin. */
export const RULES: readonly Rule[] = [...Object.values(RULE), ...Object.values(MACHINE_RULE)]
