import { owners } from '@veinmind/inventory'
import { containerCommand, definePlugin, imageCommand } from '@veinmind/sdk'
import type { Plugin } from '@veinmind/sdk'
import { scanFiles, VERDICTS } from './scan.ts'

/** Files of images and containers that engines take for malware. */
const malicious: Plugin = definePlugin({
  name: 'malicious',
  title: { en: 'Malware', zh: '恶意文件' },
  description: {
    en: 'miners, bots, backdoors, rootkits, ransomware, droppers and stealers, by rules of its own and by the engines that you name',
    zh: '挖矿程序、僵尸程序、后门、rootkit、勒索软件、投放器与窃取程序，依据自带规则以及您指定的引擎',
  },
  module: import.meta.url,
  inspectors: VERDICTS,
  facts: [owners],
  commands: [imageCommand(scanFiles), containerCommand(scanFiles)],
})

export default malicious
