import { containerCommand, definePlugin, imageCommand } from '@veinmind/sdk'
import type { Plugin, ReportEvent, ScanContext } from '@veinmind/sdk'
import { contents, webAddresses } from './contents.ts'
import { MOST_HITS } from './find-in-text.ts'
import { OPTIONS, settingsOf } from './options/options.ts'
import { paths } from './paths.ts'
import { containerConfigEvents, imageConfigEvents } from './report/config.ts'
import { contentEvents, pathEvents } from './report/files.ts'

/** Finds secrets and sensitive files. */
const sensitive: Plugin<typeof OPTIONS> = definePlugin({
  name: 'sensitive',
  title: { en: 'Secrets and sensitive files', zh: '敏感信息' },
  description: {
    en: 'Finds keys, tokens, passwords and files that hold them: in every layer, in the environment, labels and history.',
    zh: '检测镜像各层、环境变量、标签与构建历史中的密钥、令牌、口令及敏感文件。',
  },
  module: import.meta.url,
  options: OPTIONS,
  inspectors: [contents, webAddresses, paths],
  commands: [
    imageCommand<typeof OPTIONS>((image, context) => {
      reportAll(imageConfigEvents(image, settingsOf(context.options), Date.now()), context)
      reportFiles(context)
    }),
    containerCommand<typeof OPTIONS>((container, context) => {
      reportAll(containerConfigEvents(container, settingsOf(context.options), Date.now()), context)
      reportFiles(context)
    }),
  ],
})

export default sensitive

function reportFiles(context: ScanContext<typeof OPTIONS>): void {
  const settings = settingsOf(context.options)
  const records = [...context.records(contents), ...context.records(webAddresses)]
  reportAll(contentEvents(records, settings, Date.now()), context)
  reportAll(pathEvents(context.records(paths), settings), context)
  for (const { record, location } of records) {
    if (record.more > 0) context.incomplete(`a file holds ${record.more} secrets more than the ${MOST_HITS} that are told of one`, location)
  }
}

function reportAll(events: readonly ReportEvent[], context: ScanContext<typeof OPTIONS>): void {
  for (const event of events) context.report(event)
}
