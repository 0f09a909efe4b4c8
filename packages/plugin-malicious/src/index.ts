import { owners } from '@veinmind/inventory'
import { containerCommand, definePlugin, imageCommand } from '@veinmind/sdk'
import type { Plugin } from '@veinmind/sdk'
import { readAddress } from './clamd/address.ts'
import { askedFiles } from './inspect/engines.ts'
import { OPTIONS } from './options.ts'
import { scanFiles, VERDICTS } from './scan.ts'
import { openState } from './state.ts'

/** Files of images and containers that engines take for malware. */
const malicious: Plugin<typeof OPTIONS> = definePlugin({
  name: 'malicious',
  title: { en: 'Malware', zh: '恶意文件' },
  description: {
    en: 'miners, bots, backdoors, rootkits, ransomware, droppers and stealers, by rules of its own and by the engines that you name',
    zh: '挖矿程序、僵尸程序、后门、rootkit、勒索软件、投放器与窃取程序，依据自带规则以及您指定的引擎',
  },
  module: import.meta.url,
  rules: async () => [...(await import('./all-rules.ts')).RULES.values()],
  options: OPTIONS,
  checkOptions({ clamd }) {
    if (clamd !== undefined && clamd !== 'off') readAddress(clamd)
  },
  prepare: openState,
  inspectors: [...VERDICTS, askedFiles],
  facts: [owners],
  commands: [imageCommand(scanFiles), containerCommand(scanFiles)],
})

export default malicious
