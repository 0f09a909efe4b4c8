import type { Rule } from '@veinmind/sdk'

const CAPABILITIES = 'https://man7.org/linux/man-pages/man7/capabilities.7.html'
const DOCKER_RUN = 'https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities'
const DAEMON = 'https://docs.docker.com/engine/security/protect-access/'
const ESCAPE = 'https://attack.mitre.org/techniques/T1611/'

const DROP = {
  en: 'Take it out; drop ALL and add only what the program needs.',
  zh: '移除该能力；丢弃 ALL 后仅添加必要能力。',
}

function rule(parts: Pick<Rule, 'id' | 'title' | 'severity' | 'description' | 'remediation'> & Partial<Rule>): Rule {
  return { confidence: 'high', attack: ['T1611'], references: [DOCKER_RUN, ESCAPE], ...parts }
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
  | 'kernelFlaw'
  | 'runtimeFlaw'
  | 'openApi'
  | 'kubelet'
  | 'unfilteredEngine'

/** Each rule by what it is about. The titles are those of plugin-iac, where a manifest asks for the same. */
export const RULE: Readonly<Record<Matter, Rule>> = {
  privileged: rule({
    id: 'ESC-001',
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
  kernelFlaw: rule({
    id: 'ESC-101',
    title: { en: 'A flaw of the kernel lets containers out', zh: '内核存在容器逃逸漏洞' },
    severity: 'high',
    attack: ['T1068', 'T1611'],
    references: [ESCAPE],
    description: {
      en: 'The kernel that all containers of the machine share has a known flaw.',
      zh: '主机上所有容器共用的内核存在已知漏洞。',
    },
    remediation: { en: 'Update the kernel and restart the machine.', zh: '更新内核并重启主机。' },
  }),
  runtimeFlaw: rule({
    id: 'ESC-102',
    title: { en: 'A flaw of the container runtime lets containers out', zh: '容器运行时存在逃逸漏洞' },
    severity: 'high',
    attack: ['T1068', 'T1611'],
    references: [ESCAPE],
    description: {
      en: 'A program that starts containers has a known flaw.',
      zh: '用于启动容器的程序存在已知漏洞。',
    },
    remediation: { en: 'Update it, and restart what runs with it.', zh: '更新该程序并重启相关容器。' },
  }),
  openApi: rule({
    id: 'ESC-103',
    title: { en: 'The API of a container engine is open to the network', zh: '容器引擎 API 暴露于网络' },
    severity: 'critical',
    attack: ['T1133', 'T1610'],
    references: [DAEMON],
    description: {
      en: 'Whoever reaches it starts privileged containers: it is root on the host.',
      zh: '可访问者能够启动特权容器，等同于主机 root。',
    },
    remediation: {
      en: 'Listen on the socket alone, or with --tlsverify; reach it from elsewhere by ssh.',
      zh: '仅监听套接字，或使用 --tlsverify；远程访问请使用 ssh。',
    },
  }),
  kubelet: rule({
    id: 'ESC-104',
    title: { en: 'The API of kubelet is open', zh: 'kubelet API 未受保护' },
    severity: 'high',
    attack: ['T1133', 'T1609'],
    references: ['https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/'],
    description: {
      en: 'Anybody who reaches it sees the pods of the node, or runs commands in them.',
      zh: '可访问者能够查看节点上的 Pod，或在其中执行命令。',
    },
    remediation: {
      en: 'Set authentication.anonymous.enabled to false, authorization.mode to Webhook, and readOnlyPort to 0.',
      zh: '将 authentication.anonymous.enabled 设为 false，authorization.mode 设为 Webhook，readOnlyPort 设为 0。',
    },
  }),
  unfilteredEngine: rule({
    id: 'ESC-105',
    title: { en: 'The engine filters no system calls', zh: '引擎未启用系统调用过滤' },
    severity: 'high',
    references: ['https://docs.docker.com/engine/security/seccomp/'],
    description: {
      en: 'Every container of it may make every system call of the kernel.',
      zh: '该引擎的所有容器均可调用内核的全部系统调用。',
    },
    remediation: {
      en: 'Take seccomp-profile=unconfined out of the settings of the daemon.',
      zh: '从守护进程配置中去掉 seccomp-profile=unconfined。',
    },
  }),
}

/** Every rule of the plugin. */
export const RULES: readonly Rule[] = Object.values(RULE)
