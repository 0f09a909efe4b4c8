import type { PathRule, Step } from './model.ts'

const GUESS: Step = {
  of: ['weak-password', 'no-password'],
  atLeast: 'high',
  does: {
    en: 'A password is guessed, or none is asked for, and the attacker is in.',
    zh: '猜中口令，或无需口令，攻击者进入容器。',
  },
}
const EXPLOIT: Step = {
  of: ['flaw:exploited'],
  atLeast: 'high',
  does: {
    en: 'A flaw that attackers are known to use runs their code in the container.',
    zh: '利用已知在野利用的漏洞，在容器中执行代码。',
  },
}
const SOCKET: Step = {
  of: ['mount:engine-socket'],
  atLeast: 'high',
  does: {
    en: 'By the socket of the engine a privileged container is started, which is root on the host.',
    zh: '借助引擎套接字启动特权容器，成为主机 root。',
  },
}
const LEAVE: Step = {
  of: ['escape'],
  not: ['mount:engine-socket'],
  atLeast: 'high',
  does: {
    en: 'The confinement of the container lets it out: to the disks, the processes or the kernel of the host.',
    zh: '容器隔离不足，可逃逸至主机磁盘、进程或内核。',
  },
}
const WAY_OUT = 'https://kubernetes.io/docs/concepts/security/pod-security-standards/'
const SOCKET_DOC = 'https://docs.docker.com/engine/security/#docker-daemon-attack-surface'

/** Paths from the outside to the host. */
export const HOST_PATHS: readonly PathRule[] = [
  {
    id: 'CHAIN-001',
    title: {
      en: 'From a guessed password to the host by the socket of the engine',
      zh: '弱口令经引擎套接字直达主机',
    },
    severity: 'critical',
    of: ['container'],
    needs: ['reachable'],
    steps: [GUESS, SOCKET],
    cut: {
      step: 2,
      how: {
        en: 'take the socket out of the container, then change the password.',
        zh: '先移除套接字挂载，再更换口令。',
      },
    },
    attack: ['T1110.001', 'T1610', 'T1611'],
    references: [SOCKET_DOC],
  },
  {
    id: 'CHAIN-002',
    title: { en: 'From a guessed password out of the container', zh: '弱口令到容器逃逸' },
    severity: 'critical',
    of: ['container', 'workload'],
    needs: ['reachable'],
    steps: [GUESS, LEAVE],
    cut: {
      step: 2,
      how: {
        en: 'run it without privileges and mounts that it does not need, then change the password.',
        zh: '去掉不需要的特权与挂载，再更换口令。',
      },
    },
    attack: ['T1110.001', 'T1611'],
    references: [WAY_OUT],
  },
  {
    id: 'CHAIN-003',
    title: {
      en: 'From a flaw that is being exploited to the host by the socket of the engine',
      zh: '在野利用漏洞经引擎套接字直达主机',
    },
    severity: 'critical',
    of: ['container', 'workload'],
    needs: ['reachable'],
    steps: [EXPLOIT, SOCKET],
    cut: {
      step: 2,
      how: {
        en: 'take the socket out of the container, then update what has the flaw.',
        zh: '先移除套接字挂载，再更新存在漏洞的组件。',
      },
    },
    attack: ['T1190', 'T1610', 'T1611'],
    references: [SOCKET_DOC, 'https://www.cisa.gov/known-exploited-vulnerabilities-catalog'],
  },
  {
    id: 'CHAIN-004',
    title: { en: 'From a flaw that is being exploited out of the container', zh: '在野利用漏洞到容器逃逸' },
    severity: 'critical',
    of: ['container', 'workload'],
    needs: ['reachable'],
    steps: [EXPLOIT, LEAVE],
    cut: {
      step: 1,
      how: { en: 'update what has the flaw, then take the privileges away.', zh: '先更新存在漏洞的组件，再去掉特权。' },
    },
    attack: ['T1190', 'T1611'],
    references: [WAY_OUT, 'https://www.cisa.gov/known-exploited-vulnerabilities-catalog'],
  },
]
