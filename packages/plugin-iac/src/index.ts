import { definePlugin, iacCommand } from '@veinmind/sdk'
import type { IacFile, Plugin, ScanContext } from '@veinmind/sdk'
import { checkFile } from './check-file.ts'
import { OPTIONS } from './options.ts'
import type { Options } from './options.ts'
import { reportChecked } from './report.ts'
import { readSuppressions } from './suppressions.ts'

/** Risks in Dockerfiles, compose files and Kubernetes manifests. */
const iac: Plugin<Options> = definePlugin({
  name: 'iac',
  title: { en: 'Infrastructure as code', zh: '基础设施即代码' },
  description: {
    en: 'risks in Dockerfiles, compose files and Kubernetes manifests',
    zh: 'Dockerfile、compose 文件与 Kubernetes 清单中的风险',
  },
  module: import.meta.url,
  options: OPTIONS,
  commands: [iacCommand<Options>(scanFile)],
})

export default iac

async function scanFile(file: IacFile, ctx: ScanContext<Options>): Promise<void> {
  const { type: only } = ctx.options
  const checked = await checkFile(file, only === 'all' ? undefined : only)
  reportChecked(ctx, checked, { path: file.path, type: checked.type ?? 'unknown', suppressions: readSuppressions(checked.text) })
}
