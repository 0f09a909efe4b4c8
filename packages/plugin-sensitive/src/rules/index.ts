import { AI_RULES } from './ai.ts'
import { CHAT_RULES } from './chat.ts'
import { CHINA_RULES } from './china.ts'
import { CI_RULES } from './ci.ts'
import { CLOUD_RULES } from './cloud.ts'
import { DATABASE_RULES } from './database.ts'
import { GENERIC_RULES } from './generic.ts'
import { GIT_RULES } from './git.ts'
import { KEY_RULES } from './keys.ts'
import { MONITORING_RULES } from './monitoring.ts'
import { ORIGINAL_PATH_RULES } from './paths-original.ts'
import { MODERN_PATH_RULES } from './paths-modern.ts'
import { PAYMENT_RULES } from './payment.ts'
import type { ContentRule, PathRule } from './rule.ts'
import { SAAS_RULES } from './saas.ts'

/** Every built-in rule on contents. */
export const CONTENT_RULES: readonly ContentRule[] = [
  ...KEY_RULES,
  ...CLOUD_RULES,
  ...CHINA_RULES,
  ...GIT_RULES,
  ...CI_RULES,
  ...AI_RULES,
  ...CHAT_RULES,
  ...PAYMENT_RULES,
  ...MONITORING_RULES,
  ...SAAS_RULES,
  ...DATABASE_RULES,
  ...GENERIC_RULES,
]

/** Every built-in rule on paths. */
export const PATH_RULES: readonly PathRule[] = [...ORIGINAL_PATH_RULES, ...MODERN_PATH_RULES]
