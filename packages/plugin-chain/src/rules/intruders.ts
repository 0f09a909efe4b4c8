import type { PathRule } from './model.ts'
import { EXPLOITED_LIST, POD_STANDARDS, STEPS } from './steps.ts'

/** Paths that somebody may have walked already. */
export const INTRUDER_PATHS: readonly PathRule[] = [
  {
    id: 'CHAIN-040',
    title: { en: 'An intruder is in a container that leads to its host', zh: '入侵者所在容器可通向主机' },
    severity: 'critical',
    of: ['container'],
    steps: [
      {
        of: [
          'intrusion:remote-shell',
          'intrusion:tool',
          'intrusion:hidden-program',
          'intrusion:miner',
          'intrusion:dropped-program',
          'intrusion:replaced-program',
          'intrusion:commands',
          'intrusion:preload',
        ],
        atLeast: 'high',
        does: { en: 'Somebody runs programs of their own in the container.', zh: '有人在容器中运行自己的程序。' },
      },
      STEPS.anyWayOut,
    ],
    cut: {
      step: 2,
      how: {
        en: 'take the host for reached: look at it, and at what else it runs, before the container is stopped.',
        zh: '应视主机已被触及：停止容器之前，先检查主机及其上的其他负载。',
      },
    },
    isInvasion: true,
    attack: ['T1059.004', 'T1611'],
    references: [POD_STANDARDS],
  },
  {
    id: 'CHAIN-041',
    title: { en: 'An intruder, and the way they may have come', zh: '入侵者及其可能的来路' },
    severity: 'critical',
    of: ['container'],
    needs: ['reachable'],
    steps: [
      {
        of: ['flaw:exploited', 'weak-password', 'no-password', 'webshell'],
        atLeast: 'high',
        does: {
          en: 'A flaw, a guessed password or a web shell let them in.',
          zh: '经由漏洞、弱口令或 Webshell 进入。',
        },
      },
      {
        of: [
          'intrusion:remote-shell',
          'intrusion:tool',
          'intrusion:hidden-program',
          'intrusion:miner',
          'intrusion:dropped-program',
          'intrusion:replaced-program',
          'intrusion:commands',
          'intrusion:preload',
        ],
        atLeast: 'high',
        does: { en: 'Programs of theirs run, or ran.', zh: '其程序正在或曾经运行。' },
      },
    ],
    cut: {
      step: 1,
      how: {
        en: 'close the way in before the container is built anew, or they come back.',
        zh: '重建容器之前先堵住入口，否则会再次被入侵。',
      },
    },
    isInvasion: true,
    attack: ['T1190', 'T1059.004'],
    references: [EXPLOITED_LIST],
  },
  {
    id: 'CHAIN-042',
    title: { en: 'Malware in a container that leads to its host', zh: '含恶意程序的容器可通向主机' },
    severity: 'critical',
    of: ['container', 'workload'],
    steps: [
      {
        of: ['malware', 'backdoor'],
        atLeast: 'high',
        does: { en: 'Malware, or a backdoor, runs when the container does.', zh: '恶意程序或后门随容器运行。' },
      },
      STEPS.anyWayOut,
    ],
    cut: {
      step: 1,
      how: {
        en: 'stop it; build the image anew from what is known, and look at the host.',
        zh: '停止运行，用可信来源重新构建镜像，并检查主机。',
      },
    },
    isInvasion: true,
    attack: ['T1204.003', 'T1611'],
    references: [POD_STANDARDS],
  },
  {
    id: 'CHAIN-043',
    title: { en: 'An intruder, and keys of the cloud within their reach', zh: '入侵者可触及云密钥' },
    severity: 'critical',
    of: ['container'],
    steps: [
      {
        of: [
          'intrusion:remote-shell',
          'intrusion:tool',
          'intrusion:hidden-program',
          'intrusion:miner',
          'intrusion:dropped-program',
          'intrusion:replaced-program',
          'intrusion:commands',
          'intrusion:preload',
        ],
        atLeast: 'high',
        does: { en: 'Somebody runs programs of their own in the container.', zh: '有人在容器中运行自己的程序。' },
      },
      STEPS.cloudKey,
    ],
    cut: {
      step: 2,
      how: {
        en: 'revoke the key, and look for its use in the audit log of the cloud.',
        zh: '吊销密钥，并在云审计日志中检查其使用记录。',
      },
    },
    isInvasion: true,
    attack: ['T1552.001', 'T1078.004'],
    references: [],
  },
]
