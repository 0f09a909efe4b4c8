import { BOTS } from './bots.ts'
import { DROPPERS } from './droppers.ts'
import { DROPPERS_AROUND } from './droppers-around.ts'
import { EXPLOITS } from './exploits.ts'
import { MINERS } from './miners.ts'
import { OLD_KITS } from './kits.ts'
import { HIDDEN_PACKAGES, PACKAGES } from './packages.ts'
import { RANSOMWARE } from './ransomware.ts'
import { ROOTKITS } from './rootkits.ts'
import { SHELLS } from './shells.ts'
import { BOTS_OF_SERVERS } from './bots-of-servers.ts'
import { SPREADING } from './spreading.ts'
import type { ContentRule } from './rule.ts'
import { STEALERS } from './stealers.ts'
import { STEALERS_OF_MACHINES } from './stealers-of-machines.ts'
import { WIPERS } from './wipers.ts'
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
  ...SHELLS,
  ...RANSOMWARE,
  ...WIPERS,
  ...DROPPERS,
  ...DROPPERS_AROUND,
  ...STEALERS,
  ...STEALERS_OF_MACHINES,
  ...PACKAGES,
  ...HIDDEN_PACKAGES,
  ...OLD_KITS,
  ...EXPLOITS,
]
