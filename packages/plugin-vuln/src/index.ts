import { baseImage, fileOwners, operatingSystem, packages, sourceTree } from '@veinmind/inventory'
import { containerCommand, definePlugin, imageCommand, sbomCommand } from '@veinmind/sdk'
import type { Plugin } from '@veinmind/sdk'
import { databaseTool } from './database/tool.ts'
import { maxAgeInDays, OPTIONS, ratingOrder } from './options.ts'
import { scanPackages } from './scan-packages.ts'
import { openState } from './state.ts'
import { readVex } from './vex/read-vex.ts'

/** Known vulnerabilities of the packages of images and containers. */
const vuln: Plugin<typeof OPTIONS> = definePlugin({
  name: 'vuln',
  title: { en: 'Vulnerabilities', zh: '漏洞' },
  description: {
    en: 'known vulnerabilities of packages, malicious packages, and what is out of support',
    zh: '软件包的已知漏洞、恶意软件包，以及已停止支持的系统和程序',
  },
  module: import.meta.url,
  // Those of flaws are made of the database.
  rules: async () => (await import('./end-of-life.ts')).END_OF_LIFE_RULES,
  options: OPTIONS,
  checkOptions(options) {
    ratingOrder(options)
    maxAgeInDays(options)
    readVex(options.vex)
  },
  prepare: openState,
  facts: [packages, fileOwners, operatingSystem, baseImage, sourceTree],
  tools: [databaseTool],
  commands: [imageCommand(scanPackages), containerCommand(scanPackages), sbomCommand(scanPackages)],
})

export { databaseTool }
export default vuln
