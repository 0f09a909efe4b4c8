import type { PathRule } from './model.ts'
import { EXPLOITED_LIST, POD_STANDARDS, SOCKET_DOC, STEPS } from './steps.ts'

/** Paths from the outside to the host. */
export const HOST_PATHS: readonly PathRule[] = [
  {
    id: 'CHAIN-001',
    title: { en: 'From a guessed password to the host by the socket of the engine', zh: '弱口令经引擎套接字直达主机' },
    severity: 'critical',
    of: ['container'],
    needs: ['reachable'],
    steps: [STEPS.guess, STEPS.socket],
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
    steps: [STEPS.guess, STEPS.leave],
    cut: {
      step: 2,
      how: {
        en: 'run it without privileges and mounts that it does not need, then change the password.',
        zh: '去掉不需要的特权与挂载，再更换口令。',
      },
    },
    attack: ['T1110.001', 'T1611'],
    references: [POD_STANDARDS],
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
    steps: [STEPS.exploit, STEPS.socket],
    cut: {
      step: 2,
      how: {
        en: 'take the socket out of the container, then update what has the flaw.',
        zh: '先移除套接字挂载，再更新存在漏洞的组件。',
      },
    },
    attack: ['T1190', 'T1610', 'T1611'],
    references: [SOCKET_DOC, EXPLOITED_LIST],
  },
  {
    id: 'CHAIN-004',
    title: { en: 'From a flaw that is being exploited out of the container', zh: '在野利用漏洞到容器逃逸' },
    severity: 'critical',
    of: ['container', 'workload'],
    needs: ['reachable'],
    steps: [STEPS.exploit, STEPS.leave],
    cut: {
      step: 1,
      how: { en: 'update what has the flaw, then take the privileges away.', zh: '先更新存在漏洞的组件，再去掉特权。' },
    },
    attack: ['T1190', 'T1611'],
    references: [POD_STANDARDS, EXPLOITED_LIST],
  },
  {
    id: 'CHAIN-005',
    title: { en: 'From a flaw in the network to the host', zh: '网络可达漏洞到主机' },
    severity: 'high',
    of: ['container', 'workload'],
    needs: ['reachable'],
    steps: [
      {
        of: ['flaw:from-network'],
        not: ['flaw:exploited'],
        atLeast: 'critical',
        does: {
          en: 'A critical flaw is used by the network, without an account.',
          zh: '经网络利用严重漏洞，无需账号。',
        },
      },
      STEPS.anyWayOut,
    ],
    cut: {
      step: 1,
      how: {
        en: 'update what has the flaw, then take away what lets the container out.',
        zh: '先更新存在漏洞的组件，再去掉可逃逸的配置。',
      },
    },
    attack: ['T1190', 'T1611'],
    references: [POD_STANDARDS],
  },
  {
    id: 'CHAIN-006',
    title: { en: 'From a web shell to the host', zh: 'Webshell 到主机' },
    severity: 'critical',
    of: ['container', 'workload'],
    steps: [STEPS.webshell, STEPS.anyWayOut],
    cut: {
      step: 1,
      how: {
        en: 'stop the container and remove the web shell; take the host for reached until that is disproved.',
        zh: '停止容器并删除 Webshell；在排除之前应视主机已被触及。',
      },
    },
    attack: ['T1505.003', 'T1611'],
    references: [POD_STANDARDS],
  },
  {
    id: 'CHAIN-007',
    title: { en: 'From the outside to root inside and on to the host', zh: '由外部进入、提权为 root 再到主机' },
    severity: 'critical',
    of: ['container'],
    needs: ['reachable', 'not-root'],
    steps: [STEPS.attack, STEPS.becomeRoot, STEPS.anyWayOut],
    cut: {
      step: 2,
      how: {
        en: 'take away what makes a user root: the set-user-ID bit, the rule of sudo, the right to write.',
        zh: '去掉使普通用户成为 root 的因素：SUID 位、sudo 规则或写权限。',
      },
    },
    attack: ['T1190', 'T1548', 'T1611'],
    references: [POD_STANDARDS],
  },
  {
    id: 'CHAIN-008',
    title: { en: 'From the outside through a flaw of the kernel to the host', zh: '由外部进入，经内核漏洞到主机' },
    severity: 'high',
    of: ['container'],
    needs: ['reachable'],
    steps: [
      STEPS.attack,
      {
        of: ['flaw:kernel', 'flaw:runtime'],
        on: 'host',
        atLeast: 'high',
        does: {
          en: 'A flaw of the kernel, or of what starts containers, gives the host.',
          zh: '利用内核或容器运行时漏洞取得主机权限。',
        },
      },
    ],
    cut: {
      step: 1,
      how: {
        en: 'update what lets attackers in; then update the kernel or the runtime and restart.',
        zh: '先更新可被攻入的组件，再更新内核或运行时并重启。',
      },
    },
    attack: ['T1190', 'T1068', 'T1611'],
    references: [],
  },
  {
    id: 'CHAIN-009',
    title: { en: 'From the outside to the open API of the engine', zh: '由外部进入，再到开放的引擎 API' },
    severity: 'critical',
    of: ['container'],
    needs: ['reachable'],
    steps: [
      STEPS.attack,
      {
        of: ['host:engine-api'],
        on: 'host',
        atLeast: 'high',
        does: {
          en: 'From the container the API of the engine answers, and starts a privileged container.',
          zh: '在容器内访问引擎 API，启动特权容器。',
        },
      },
    ],
    cut: {
      step: 2,
      how: {
        en: 'let the engine listen on its socket alone, or with TLS of both sides.',
        zh: '引擎仅监听套接字，或启用双向 TLS。',
      },
    },
    attack: ['T1190', 'T1610', 'T1611'],
    references: [SOCKET_DOC],
  },
  {
    id: 'CHAIN-010',
    title: { en: 'From the outside to an open kubelet', zh: '由外部进入，再到未受保护的 kubelet' },
    severity: 'high',
    of: ['container'],
    needs: ['reachable'],
    steps: [
      STEPS.attack,
      {
        of: ['host:kubelet'],
        on: 'host',
        atLeast: 'high',
        does: {
          en: 'The kubelet answers without an account, and runs commands in other pods of the node.',
          zh: 'kubelet 无需账号即可应答，可在节点的其他 Pod 中执行命令。',
        },
      },
    ],
    cut: {
      step: 2,
      how: {
        en: 'switch off anonymous access of the kubelet, and let it ask the API server.',
        zh: '关闭 kubelet 匿名访问，并启用 Webhook 授权。',
      },
    },
    attack: ['T1190', 'T1609'],
    references: ['https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/'],
  },
]
