import type { ComposeFile } from '../../compose/read-compose.ts'
import type { RuleData } from '../../rule.ts'
import { findTokens } from '../secret-values.ts'
import { textsOf } from '../texts-of.ts'
import type { ComposeFault, ComposeFileRule, ComposeRule } from './define.ts'
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
    *checkFile({ document }) {
      for (const { path, text } of textsOf(document.value)) {
        const found = findTokens(text)
        const [first] = found
        if (first) yield { path, evidence: `${first.what}: ${first.secret.slice(0, 120)}`, secrets: found.map(({ secret }) => secret) }
      }
    },
  },
]

/** The rules on compose files, by family. */
export const COMPOSE_FAMILIES: Readonly<Record<string, readonly RuleData[]>> = {
  'Isolation of services': ISOLATION_RULES,
  'Services': SERVICE_RULES,
  'Secrets in compose files': FILE_RULES,
}

const ON_SERVICES: readonly ComposeRule[] = [...ISOLATION_RULES, ...SERVICE_RULES]

/** Every fault of a compose file with its rule. */
export function* checkComposeFile(file: ComposeFile, more: readonly ComposeRule[]): Generator<{ rule: RuleData; fault: ComposeFault }> {
  for (const service of file.services) {
    for (const rule of [...ON_SERVICES, ...more]) for (const fault of rule.check(service)) yield { rule, fault }
  }
  for (const rule of FILE_RULES) for (const fault of rule.checkFile(file)) yield { rule, fault }
}
