import { BOTS } from './bots.ts'
import { DROPPERS } from './droppers.ts'
import { EXPLOITS } from './exploits.ts'
import { MINERS } from './miners.ts'
import { RANSOMWARE } from './ransomware.ts'
import { ROOTKITS } from './rootkits.ts'
import { BOTS_OF_SERVERS } from './bots-of-servers.ts'
import { SPREADING } from './spreading.ts'
import type { ContentRule } from './rule.ts'
import { STEALERS } from './stealers.ts'
import { TEST_FILES } from './test-files.ts'
import { WORMS } from './worms.ts'

/** Every rule on contents. */
export const CONTENT_RULES: readonly ContentRule[] = [
  ...TEST_FILES,
  ...MINERS,
  ...BOTS,
  ...BOTS_OF_SERVERS,
  ...WORMS,
  ...SPREADING,
  ...ROOTKITS,
  ...RANSOMWARE,
  ...DROPPERS,
  ...STEALERS,
  ...EXPLOITS,
]
