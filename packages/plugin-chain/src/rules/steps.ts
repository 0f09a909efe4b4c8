import type { Step } from './model.ts'

type Name = 'guess' | 'exploit' | 'attack' | 'webshell' | 'becomeRoot' | 'socket' | 'leave' | 'anyWayOut' | 'cloudKey'

/** Steps that several paths have. */
export const STEPS: Readonly<Record<Name, Step>> = {
  guess: {
    of: ['weak-password', 'no-password'],
    atLeast: 'high',
    does: {
      en: 'A password is guessed, or none is asked for, and the attacker is in.',
      zh: '猜中口令，或无需口令，攻击者进入容器。',
    },
  },
  exploit: {
    of: ['flaw:exploited'],
    atLeast: 'high',
    does: {
      en: 'A flaw that attackers are known to use runs their code in the container.',
      zh: '利用已知在野利用的漏洞，在容器中执行代码。',
    },
  },
  attack: {
    of: ['flaw:from-network', 'flaw:exploited', 'weak-password', 'no-password', 'webshell'],
    atLeast: 'high',
    does: {
      en: 'A flaw, a guessed password or a web shell lets the attacker run commands in the container.',
      zh: '借助漏洞、弱口令或 Webshell，在容器中执行命令。',
    },
  },
  webshell: {
    of: ['webshell'],
    atLeast: 'high',
    does: { en: 'A request to the web shell runs commands.', zh: '向 Webshell 发送请求即可执行命令。' },
  },
  becomeRoot: {
    of: ['become-root'],
    does: { en: 'The user of the program becomes root inside.', zh: '程序所用的普通用户在容器内提权为 root。' },
  },
  socket: {
    of: ['mount:engine-socket'],
    atLeast: 'high',
    does: {
      en: 'By the socket of the engine a privileged container is started, which is root on the host.',
      zh: '借助引擎套接字启动特权容器，成为主机 root。',
    },
  },
  leave: {
    of: ['escape'],
    not: ['mount:engine-socket'],
    atLeast: 'high',
    does: {
      en: 'The confinement of the container lets it out: to the disks, the processes or the kernel of the host.',
      zh: '容器隔离不足，可逃逸至主机磁盘、进程或内核。',
    },
  },
  anyWayOut: {
    of: ['escape', 'mount:engine-socket'],
    atLeast: 'high',
    does: { en: 'The container is left for its host.', zh: '从容器逃逸至主机。' },
  },
  cloudKey: {
    of: ['secret:cloud-key'],
    atLeast: 'high',
    does: { en: 'A key of a cloud account is read from the files.', zh: '从文件中读取云账号密钥。' },
  },
}

export const POD_STANDARDS = 'https://kubernetes.io/docs/concepts/security/pod-security-standards/'
export const SOCKET_DOC = 'https://docs.docker.com/engine/security/#docker-daemon-attack-surface'
export const EXPLOITED_LIST = 'https://www.cisa.gov/known-exploited-vulnerabilities-catalog'
