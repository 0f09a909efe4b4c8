import type { Rule } from '@veinmind/sdk'
import { sameRisks } from './same-risks.ts'

const SOCKETS = 'https://docs.docker.com/engine/security/#docker-daemon-attack-surface'
const BINDS = 'https://docs.docker.com/engine/storage/bind-mounts/'
const ATTACK = 'https://attack.mitre.org/techniques/T1611/'

function rule(parts: Pick<Rule, 'id' | 'title' | 'severity' | 'description' | 'remediation'> & Partial<Rule>): Rule {
  const { references = [BINDS, ATTACK] } = parts
  return { confidence: 'high', attack: ['T1611'], ...parts, references: [...references, ...sameRisks(parts.id)] }
}

const LESS = {
  en: 'Mount nothing of the host, or the one file or folder that is needed, read-only.',
  zh: '不要挂载主机目录，或仅以只读方式挂载必要的文件或目录。',
}

/** What is mounted, or how it is mounted. */
export type Matter =
  | 'socket'
  | 'root'
  | 'kernel'
  | 'system'
  | 'credentials'
  | 'device'
  | 'cluster'
  | 'logs'
  | 'spread'
  | 'submounts'
  | 'share'

/** Each rule by what is mounted. The titles are those of plugin-iac, where a manifest asks for the same. */
export const RULE: Readonly<Record<Matter, Rule>> = {
  socket: rule({
    id: 'MOUNT-001',
    tags: ['mount:engine-socket', 'escape'],
    title: { en: 'The socket of the container runtime is mounted', zh: '挂载容器运行时套接字' },
    severity: 'critical',
    attack: ['T1610', 'T1611'],
    references: [SOCKETS, ATTACK],
    description: {
      en: 'Whoever has the socket starts privileged containers: it is root on the host, also when it is mounted read-only.',
      zh: '持有该套接字即可启动特权容器，等同于主机 root；只读挂载亦然。',
    },
    remediation: {
      en: 'Take the mount away. Where the API is needed, put a proxy before it that allows the few calls that are.',
      zh: '移除该挂载；确需使用 API 时，通过仅放行必要调用的代理访问。',
    },
  }),
  root: rule({
    id: 'MOUNT-002',
    tags: ['mount:host-root', 'escape'],
    title: { en: 'The whole file system of the host is mounted', zh: '挂载主机根目录' },
    severity: 'critical',
    description: {
      en: 'Whoever can write /etc or a crontab of the host is root on it; who can read it has its keys and password hashes.',
      zh: '可写主机 /etc 或 crontab 即可获得主机 root；可读则能获取密钥与口令哈希。',
    },
    remediation: LESS,
  }),
  kernel: rule({
    id: 'MOUNT-003',
    tags: ['mount:kernel', 'escape'],
    title: { en: '/proc or /sys of the host is mounted', zh: '挂载主机 /proc 或 /sys' },
    severity: 'high',
    description: {
      en: 'core_pattern, uevent_helper and release_agent in them run programs on the host; /proc shows its processes.',
      zh: '其中的 core_pattern、uevent_helper、release_agent 可在主机上执行程序；/proc 会暴露主机进程。',
    },
    remediation: LESS,
  }),
  system: rule({
    id: 'MOUNT-004',
    tags: ['mount:system', 'escape'],
    title: { en: 'A system folder of the host is mounted', zh: '挂载主机系统目录' },
    severity: 'high',
    description: {
      en: 'Programs, start scripts, timers or accounts of the host lie there: who writes them is root when they are used.',
      zh: '其中包含主机的程序、启动脚本、定时任务或账户：可写入者在其被使用时即获得 root。',
    },
    remediation: LESS,
  }),
  credentials: rule({
    id: 'MOUNT-005',
    tags: ['mount:credentials'],
    title: { en: 'Credentials of the host or of a person are mounted', zh: '挂载主机或个人凭据' },
    severity: 'high',
    attack: ['T1552.001', 'T1611'],
    description: {
      en: 'Keys, tokens or password hashes lie there; with write access, keys can be added as well.',
      zh: '其中包含密钥、令牌或口令哈希；可写时还可添加密钥。',
    },
    remediation: {
      en: 'Give the container a credential of its own, with the few rights that it needs.',
      zh: '为容器提供专用且权限最小的凭据。',
    },
  }),
  device: rule({
    id: 'MOUNT-006',
    tags: ['device', 'escape'],
    title: { en: 'A device of the host is mounted', zh: '挂载主机设备' },
    severity: 'high',
    description: {
      en: 'A disk gives every file of its file systems, memory gives the kernel.',
      zh: '磁盘设备可访问其文件系统中的全部文件，内存设备可访问内核。',
    },
    remediation: {
      en: 'Hand in the one device that is needed with --device, without write access.',
      zh: '使用 --device 仅传入必要设备，且不授予写权限。',
    },
  }),
  cluster: rule({
    id: 'MOUNT-007',
    tags: ['mount:cluster', 'escape'],
    title: { en: 'Data of the cluster or of the container runtime is mounted', zh: '挂载集群或容器运行时数据' },
    severity: 'critical',
    attack: ['T1552.001', 'T1610', 'T1611'],
    description: {
      en: 'The files of all other containers, the secrets of pods, or what kubelet starts as a pod lie there.',
      zh: '其中包含其他容器的文件、Pod 的密钥，或 kubelet 会作为 Pod 启动的内容。',
    },
    remediation: LESS,
  }),
  logs: rule({
    id: 'MOUNT-008',
    tags: ['mount:logs'],
    title: { en: 'Logs of the host are mounted', zh: '挂载主机日志目录' },
    severity: 'medium',
    description: {
      en: 'With write access traces are removed. With a service account that may read logs of pods, a link in it shows any file of the node.',
      zh: '可写时可清除痕迹；若服务账户可读取 Pod 日志，可借助其中的链接读取节点任意文件。',
    },
    references: [BINDS, 'https://blog.aquasec.com/kubernetes-security-pod-escape-log-mounts'],
    remediation: { en: 'Mount the one log that is needed, read-only.', zh: '仅以只读方式挂载所需日志。' },
  }),
  spread: rule({
    id: 'MOUNT-009',
    tags: ['mount:shared'],
    title: { en: 'Mounts of a container spread to its host', zh: '容器挂载传播至主机' },
    severity: 'medium',
    references: ['https://docs.docker.com/engine/storage/bind-mounts/#configure-bind-propagation', ATTACK],
    description: {
      en: 'What the container mounts below it, the host and its other containers see.',
      zh: '容器在其下的挂载会出现在主机与其他容器中。',
    },
    remediation: { en: 'Use rprivate or rslave instead of rshared.', zh: '使用 rprivate 或 rslave 代替 rshared。' },
  }),
  submounts: rule({
    id: 'MOUNT-010',
    title: { en: 'A read-only mount has writable mounts in it', zh: '只读挂载内含可写挂载' },
    severity: 'medium',
    references: ['https://docs.docker.com/engine/storage/bind-mounts/#recursive-mounts', ATTACK],
    description: {
      en: 'Read-only holds for the folder alone: what is mounted in it on the host can be written.',
      zh: '只读仅对该目录本身生效：主机上挂载在其中的内容仍可写入。',
    },
    remediation: {
      en: 'Mount it with bind-recursive=readonly (docker 25, kernel 5.12), or without what is mounted in it.',
      zh: '使用 bind-recursive=readonly（Docker 25、内核 5.12）挂载，或不包含其中的挂载。',
    },
  }),
  share: rule({
    id: 'MOUNT-011',
    title: { en: 'A network share takes setuid programs and devices', zh: '网络共享允许 setuid 程序与设备文件' },
    severity: 'low',
    attack: ['T1548.001', 'T1611'],
    references: ['https://man7.org/linux/man-pages/man8/mount.8.html'],
    description: {
      en: 'Who is root in the container leaves a setuid program there for another machine that mounts the same share.',
      zh: '容器内 root 可在其中留下 setuid 程序，影响挂载同一共享的其他机器。',
    },
    remediation: {
      en: 'Mount it with nosuid,nodev, and export it with root_squash.',
      zh: '使用 nosuid,nodev 挂载，并以 root_squash 导出。',
    },
  }),
}

/** Every rule of the plugin. */
export const RULES: readonly Rule[] = Object.values(RULE)
