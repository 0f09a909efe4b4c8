import type { ContentRule } from './rule.ts'
import { MINERS } from './miners.ts'
import { TEST_FILES } from './test-files.ts'

/** Every rule on contents. */
export const CONTENT_RULES: readonly ContentRule[] = [...TEST_FILES, ...MINERS]
