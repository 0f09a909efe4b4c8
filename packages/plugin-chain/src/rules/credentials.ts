import type { PathRule } from './model.ts'
import { EXPLOITED_LIST, STEPS } from './steps.ts'

/** Paths to accounts elsewhere. */
export const CREDENTIAL_PATHS: readonly PathRule[] = [
  {
    id: 'CHAIN-030',
    title: { en: 'From a flaw that is being exploited to the cloud account', zh: '在野利用漏洞到云账号' },
    severity: 'critical',
    of: ['image', 'container', 'workload'],
    needs: ['reachable'],
    steps: [STEPS.exploit, STEPS.cloudKey],
    cut: {
      step: 2,
      how: {
        en: 'revoke the key, and give the workload an identity of its own instead.',
        zh: '吊销密钥，改用工作负载身份。',
      },
    },
    attack: ['T1190', 'T1552.001', 'T1078.004'],
    references: [EXPLOITED_LIST],
  },
  {
    id: 'CHAIN-031',
    title: { en: 'From a guessed password to the cloud account', zh: '弱口令到云账号' },
    severity: 'critical',
    of: ['image', 'container'],
    needs: ['reachable'],
    steps: [STEPS.guess, STEPS.cloudKey],
    cut: { step: 2, how: { en: 'revoke the key, then change the password.', zh: '先吊销密钥，再更换口令。' } },
    attack: ['T1110.001', 'T1552.001', 'T1078.004'],
    references: [],
  },
  {
    id: 'CHAIN-032',
    title: { en: 'From a deleted layer to the cloud and the registry', zh: '由被删除的层到云账号与镜像仓库' },
    severity: 'critical',
    of: ['image'],
    steps: [
      {
        of: ['secret:cloud-key'],
        atLeast: 'high',
        isDeleted: true,
        does: {
          en: 'Whoever can pull the image reads the cloud key from the layer that an upper one deletes.',
          zh: '可拉取镜像者可从被上层删除的层中读取云密钥。',
        },
      },
      {
        of: ['secret:registry', 'secret:build', 'secret:source'],
        atLeast: 'medium',
        does: {
          en: 'With a login or token beside it an image or package of the attacker is pushed in place of this one.',
          zh: '借助旁边的登录凭据或令牌，推送替换的镜像或软件包。',
        },
      },
    ],
    cut: {
      step: 1,
      how: {
        en: 'revoke the key: that it was deleted does not take it out of the image; then build without it.',
        zh: '吊销该密钥：删除文件不会将其移出镜像；随后重新构建。',
      },
    },
    attack: ['T1552.001', 'T1078.004', 'T1525'],
    references: ['https://docs.docker.com/build/building/secrets/'],
  },
  {
    id: 'CHAIN-033',
    title: { en: 'From a web shell to the data', zh: 'Webshell 到数据库' },
    severity: 'critical',
    of: ['image', 'container', 'workload'],
    steps: [
      STEPS.webshell,
      {
        of: ['secret:database'],
        does: { en: 'The password of a database is read from the files.', zh: '从文件中读取数据库口令。' },
      },
    ],
    cut: {
      step: 1,
      how: {
        en: 'remove the web shell; then change the password of the database.',
        zh: '删除 Webshell，再更换数据库口令。',
      },
    },
    attack: ['T1505.003', 'T1552.001', 'T1213'],
    references: [],
  },
  {
    id: 'CHAIN-034',
    title: { en: 'What a build downloads can take its secrets', zh: '构建时下载的内容可窃取密钥' },
    severity: 'high',
    of: ['image'],
    steps: [
      {
        of: ['download-and-run', 'unverified-download'],
        does: {
          en: 'The build runs, or takes, what it downloads and nobody verifies.',
          zh: '构建执行或采用未经校验的下载内容。',
        },
      },
      {
        of: ['secret:build', 'secret:environment'],
        not: ['download-and-run'],
        atLeast: 'medium',
        does: {
          en: 'A token of the build or of its environment is within its reach.',
          zh: '其可触及构建令牌或环境变量中的密钥。',
        },
      },
    ],
    cut: {
      step: 1,
      how: {
        en: 'verify what is downloaded by its digest, and hand secrets to the one step that needs them.',
        zh: '以摘要校验下载内容，并仅将密钥提供给需要的步骤。',
      },
    },
    attack: ['T1195.002', 'T1552.001'],
    references: ['https://docs.docker.com/build/building/secrets/'],
  },
  {
    id: 'CHAIN-035',
    title: { en: 'From a web shell to the cluster', zh: 'Webshell 到集群' },
    severity: 'critical',
    of: ['image', 'container'],
    steps: [
      STEPS.webshell,
      {
        of: ['secret:cluster'],
        does: { en: 'A kubeconfig with credentials is read from the files.', zh: '从文件中读取含凭据的 kubeconfig。' },
      },
    ],
    cut: {
      step: 2,
      how: {
        en: 'take the rights of that account away, then remove the web shell.',
        zh: '先收回该账号权限，再删除 Webshell。',
      },
    },
    attack: ['T1505.003', 'T1552.001', 'T1609'],
    references: [],
  },
  {
    id: 'CHAIN-036',
    title: { en: 'From a flaw that is being exploited to credentials of the host', zh: '在野利用漏洞到主机凭据' },
    severity: 'high',
    of: ['container'],
    needs: ['reachable'],
    steps: [
      STEPS.exploit,
      {
        of: ['mount:credentials'],
        does: { en: 'Keys or tokens of the host are read from a mount.', zh: '经挂载读取主机的密钥或令牌。' },
      },
    ],
    cut: {
      step: 2,
      how: { en: 'take the mount away, and change what was in it.', zh: '移除该挂载，并更换其中的凭据。' },
    },
    attack: ['T1190', 'T1552.001'],
    references: [EXPLOITED_LIST],
  },
]
