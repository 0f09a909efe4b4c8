import type { Service } from '../../compose/service.ts'
import type { RuleData } from '../../rule.ts'
import { tokensOf } from '../tokens-of.ts'
import type { ComposeFault, ComposeFileRule, ComposeRule } from './define.ts'
import { HOST_WAY_RULES, SHARED_WAY_RULES } from './host-ways.ts'
import { ISOLATION_RULES } from './isolation.ts'
import { SERVICE_RULES } from './services.ts'

const FILE_RULES: readonly ComposeFileRule[] = [
  {
    id: 'CP-028',
    title: { en: 'A token or private key in a compose file', zh: 'compose 文件中的令牌或私钥' },
    severity: 'critical',
    why: { en: 'Whoever reads the file has it.', zh: '可读取文件者均可获得。' },
    remedy: { en: 'Renew it, and use secrets of compose.', zh: '更换密钥，并使用 compose secrets。' },
    fix: 'secrets:\n  token:\n    file: ./token.txt',
    references: ['https://docs.docker.com/compose/how-tos/use-secrets/'],
    attack: ['T1552.001', 'T1552.004'],
    checkFile(document) {
      return tokensOf(document)
    },
  },
]

/** The rules on compose files, by family. */
export const COMPOSE_FAMILIES: Readonly<Record<string, readonly RuleData[]>> = {
  'Isolation of services': ISOLATION_RULES,
  'Ways to the host': [...SHARED_WAY_RULES, ...HOST_WAY_RULES],
  Services: SERVICE_RULES,
  'Secrets in compose files': FILE_RULES,
}

const ON_SERVICES: readonly ComposeRule[] = [...ISOLATION_RULES, ...HOST_WAY_RULES, ...SERVICE_RULES]

/** A fault with its rule. */
export interface BrokenRule {
  readonly rule: RuleData
  readonly fault: ComposeFault
}

/** Every fault of a service. */
export function* checkService(service: Service, more: readonly ComposeRule[]): Generator<BrokenRule> {
  for (const rule of ON_SERVICES) for (const fault of rule.check(service)) yield { rule, fault }
  for (const rule of more) for (const fault of rule.check(service)) yield { rule, fault }
}

/** Every fault of a document of a compose file as a whole. */
export function* checkDocument(document: unknown): Generator<BrokenRule> {
  for (const rule of [...SHARED_WAY_RULES, ...FILE_RULES])
    for (const fault of rule.checkFile(document)) yield { rule, fault }
}
