import { containerCommand, definePlugin, imageCommand } from '@veinmind/sdk'
import type { Plugin } from '@veinmind/sdk'
import { contents, webAddresses } from './contents.ts'
import { OPTIONS } from './options/options.ts'
import { paths } from './paths.ts'

// Workers load this module for its inspectors alone, so what makes the report is loaded when a scan needs it.
const loadDetect = () => import('./detect.ts')

/** What finds the secrets of a text by the built-in rules, for a program that masks what others say. */
export async function loadDetector(): Promise<(text: string) => readonly string[]> {
  return (await loadDetect()).detectSecrets
}

const loadScan = () => import('./report/scan.ts')

/** Secrets and sensitive files: in every layer, in the environment, labels and history. */
const sensitive: Plugin<typeof OPTIONS> = definePlugin({
  name: 'sensitive',
  title: { en: 'Secrets and sensitive files', zh: '敏感信息' },
  description: {
    en: 'keys, tokens, passwords and files that hold them: in every layer, in the environment, labels and history',
    zh: '检测镜像各层、环境变量、标签与构建历史中的密钥、令牌、口令及敏感文件',
  },
  module: import.meta.url,
  rules: async () => (await import('./report/rules.ts')).REPORTED_RULES,
  options: OPTIONS,
  checkOptions: async (options) => void (await import('./options/options.ts')).settingsOf(options),
  inspectors: [contents, webAddresses, paths],
  commands: [
    imageCommand<typeof OPTIONS>(async (image, context) => (await loadScan()).reportImage(image, context)),
    containerCommand<typeof OPTIONS>(async (container, context) =>
      (await loadScan()).reportContainer(container, context),
    ),
  ],
})

export default sensitive
