import type { PathRule } from './model.ts'
import { EXPLOITED_LIST, STEPS } from './steps.ts'

/** Paths that end inside a container or an image. */
export const INSIDE_PATHS: readonly PathRule[] = [
  {
    id: 'CHAIN-020',
    title: { en: 'A login whose password is guessed', zh: '可猜中口令的远程登录' },
    severity: 'high',
    of: ['image'],
    steps: [
      {
        of: ['login-server', 'exposed:login'],
        does: { en: 'A server for logins is put in, or its port is named.', zh: '镜像安装了登录服务，或暴露其端口。' },
      },
      {
        of: ['weak-password:ssh', 'no-password', 'weak-password:build'],
        atLeast: 'high',
        does: { en: 'The password of an account is guessed, or it has none.', zh: '账户口令可被猜中，或没有口令。' },
      },
    ],
    cut: {
      step: 1,
      how: {
        en: 'leave the server for logins out of the image: there are other ways into a container.',
        zh: '从镜像中移除登录服务，改用其他方式进入容器。',
      },
    },
    attack: ['T1021.004', 'T1110.001'],
    references: [],
  },
  {
    id: 'CHAIN-021',
    title: { en: 'A login by a way that somebody has left open', zh: '可经遗留后门登录' },
    severity: 'critical',
    of: ['image'],
    steps: [
      {
        of: ['login-server', 'exposed:login'],
        does: { en: 'A server for logins is put in, or its port is named.', zh: '镜像安装了登录服务，或暴露其端口。' },
      },
      {
        of: ['backdoor:login', 'backdoor:account', 'second-root'],
        atLeast: 'high',
        does: {
          en: 'A key, a module of logins or a second root lets somebody in.',
          zh: '遗留的密钥、登录模块或第二个 root 账户可供进入。',
        },
      },
    ],
    cut: {
      step: 2,
      how: {
        en: 'find out who put it there; build the image anew from what is known.',
        zh: '查明植入者，并用可信来源重新构建镜像。',
      },
    },
    attack: ['T1021.004', 'T1098.004', 'T1556'],
    references: [],
  },
  {
    id: 'CHAIN-022',
    title: { en: 'From a flaw that is being exploited to root inside', zh: '在野利用漏洞到容器内 root' },
    severity: 'high',
    of: ['image', 'container'],
    needs: ['reachable', 'not-root'],
    steps: [STEPS.exploit, STEPS.becomeRoot],
    cut: { step: 1, how: { en: 'update what has the flaw.', zh: '更新存在漏洞的组件。' } },
    attack: ['T1190', 'T1548'],
    references: [EXPLOITED_LIST],
  },
  {
    id: 'CHAIN-023',
    title: { en: 'From a guessed password to root inside', zh: '弱口令到容器内 root' },
    severity: 'high',
    of: ['image', 'container'],
    needs: ['reachable', 'not-root'],
    steps: [STEPS.guess, STEPS.becomeRoot],
    cut: {
      step: 1,
      how: { en: 'set the password at run time, long and random.', zh: '在运行时设置足够长的随机口令。' },
    },
    attack: ['T1110.001', 'T1548'],
    references: [],
  },
  {
    id: 'CHAIN-024',
    title: { en: 'From a web shell to root inside', zh: 'Webshell 到容器内 root' },
    severity: 'high',
    of: ['image', 'container'],
    needs: ['not-root'],
    steps: [STEPS.webshell, STEPS.becomeRoot],
    cut: {
      step: 1,
      how: {
        en: 'remove the web shell, and build the image anew from what is known.',
        zh: '删除 Webshell，并用可信来源重新构建镜像。',
      },
    },
    attack: ['T1505.003', 'T1548'],
    references: [],
  },
]
