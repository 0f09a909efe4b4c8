import { accounts as systemAccounts } from '@veinmind/inventory'
import { containerCommand, definePlugin, imageCommand } from '@veinmind/sdk'
import type { Plugin } from '@veinmind/sdk'
import { accounts } from './accounts.ts'
import { checkOptions, OPTIONS } from './options.ts'
import { texts } from './texts.ts'

/** Weak and empty passwords of systems, databases and servers, in files, environments and arguments. */
const plugin: Plugin<typeof OPTIONS> = definePlugin({
  name: 'weakpass',
  title: { en: 'Weak passwords', zh: '弱口令' },
  description: {
    en: 'weak and empty passwords of accounts in images and containers',
    zh: '镜像与容器中账户的弱口令与空口令',
  },
  module: import.meta.url,
  rules: async () => (await import('./data/rules.ts')).RULES,
  // For the native bcrypt. Without it, hashes of bcrypt are reported as not tried.
  needs: ['addons'],
  options: OPTIONS,
  checkOptions,
  inspectors: [accounts, texts],
  facts: [systemAccounts],
  // Loaded when something is scanned: workers that only inspect files need neither it nor the report package.
  commands: [
    imageCommand(async (image, context) => (await import('./scan.ts')).scanImage(image, context)),
    containerCommand(async (container, context) => (await import('./scan.ts')).scanContainer(container, context)),
  ],
})

export default plugin
