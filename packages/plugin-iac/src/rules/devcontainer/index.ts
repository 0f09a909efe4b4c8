import type { DevContainer } from '../../devcontainer/read-devcontainer.ts'
import type { RuleData } from '../../rule.ts'
import { asMembers, asWord } from '../../values.ts'
import type { ComposeFault } from '../compose/define.ts'
import type { BrokenRule } from '../compose/index.ts'
import { tokensOf } from '../tokens-of.ts'
import { CONTAINER_RULES, DEVCONTAINERS } from './containers.ts'
import type { DevContainerRule } from './containers.ts'

const FILE_RULES: readonly DevContainerRule[] = [
  {
    id: 'DC-019',
    title: { en: 'A token or private key in the configuration of a dev container', zh: '开发容器配置中的令牌或私钥' },
    severity: 'critical',
    why: { en: 'Whoever reads the file has it.', zh: '可读取文件者均可获得。' },
    remedy: {
      en: 'Renew it, and take it from the machine of whoever opens the folder.',
      zh: '更换密钥，并从打开者的本机环境获取。',
    },
    fix: '"remoteEnv": {"TOKEN": "${localEnv:TOKEN}"}',
    references: [`${DEVCONTAINERS}#variables-in-devcontainerjson`],
    attack: ['T1552.001', 'T1552.004'],
    check({ value }) {
      return tokensOf(value)
    },
  },
  {
    id: 'DC-020',
    title: { en: 'A feature has no fixed version', zh: '功能（feature）未固定版本' },
    severity: 'medium',
    why: {
      en: 'Its script runs as root in the container, and what it is changes without anybody deciding it.',
      zh: '其脚本以 root 运行，内容可随时变化。',
    },
    remedy: { en: 'Name a version, or a digest; fetch archives by https.', zh: '指定版本或摘要，并通过 https 获取。' },
    fix: '"features": {"ghcr.io/devcontainers/features/node:1.6.1": {}}',
    references: ['https://containers.dev/implementors/features/#referencing-a-feature'],
    attack: ['T1195.002'],
    *check({ value }) {
      for (const id of Object.keys(asMembers(value['features'])))
        if (isMovingFeature(id)) yield { path: ['features', id], evidence: id }
    },
  },
  {
    id: 'DC-021',
    title: { en: 'A command runs on the machine of whoever opens the folder', zh: '打开文件夹时在本机执行命令' },
    severity: 'low',
    why: {
      en: 'initializeCommand is run outside the container, with all rights of that person, before anything of the container is there.',
      zh: 'initializeCommand 在容器外以打开者的全部权限执行。',
    },
    remedy: {
      en: 'Run it in the container, with onCreateCommand or postCreateCommand.',
      zh: '改在容器内执行，使用 onCreateCommand 或 postCreateCommand。',
    },
    fix: '"postCreateCommand": "npm ci"',
    references: [`${DEVCONTAINERS}#lifecycle-scripts`],
    attack: ['T1204.002'],
    *check({ commands }) {
      for (const { name, path } of commands) if (name === 'initializeCommand') yield { path }
    },
  },
]

/** The rules on dev containers, by family. */
export const DEVCONTAINER_FAMILIES: Readonly<Record<string, readonly RuleData[]>> = {
  'The container and its host': CONTAINER_RULES,
  'Features, commands and secrets': FILE_RULES,
}

/** Every fault of a dev container. */
export function* checkDevContainer(container: DevContainer): Generator<BrokenRule> {
  for (const rule of [...CONTAINER_RULES, ...FILE_RULES])
    for (const fault of rule.check(container)) yield { rule, fault: withOptions(container, fault) }
}

/** Of a feature the text is its name: what it does stands elsewhere. */
function withOptions({ value }: DevContainer, fault: ComposeFault): ComposeFault {
  const [first, id] = fault.path
  return first === 'features' &&
    id !== undefined &&
    fault.path.length === 2 &&
    Object.hasOwn(asMembers(value['features']), id)
    ? { ...fault, evidence: fault.evidence ?? asWord(id) }
    : fault
}

/** `ghcr.io/a/b/c` or `…:latest`; an archive by http. Folders (`./a`) are the repository's own, names without a slash are of an older form. */
function isMovingFeature(id: string): boolean {
  if (/^(?:\.{0,2}\/|https:\/\/)/.test(id) || !id.includes('/')) return false
  if (id.startsWith('http://')) return true
  return !/[:@](?!latest$)[^/]+$/.test(id)
}
