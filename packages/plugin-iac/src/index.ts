import { clusterCommand, definePlugin, iacCommand, VeinmindError } from '@veinmind/sdk'
import { NOTHING_OF_ITS_KIND } from '@veinmind/report'
import type { Cluster, IacFile, OptionValues, Plugin, ScanContext, Seen } from '@veinmind/sdk'
import { minorOf, OPTIONS } from './options.ts'
import type { Options } from './options.ts'
import { NO_EXTRA_RULES } from './extra-rules.ts'
import type { ExtraRules } from './extra-rules.ts'
import type { ServiceAccount } from './kubernetes/manifest.ts'
import { accountsBeside } from './accounts-of-set.ts'
import { NOTHING } from './finding.ts'
import { ignoreEntries } from './ignore-file.ts'
import { reportChecked } from './report.ts'

/** Risks in Dockerfiles, compose files, Kubernetes manifests, dev containers, bake files and pipelines. */
const iac: Plugin<Options> = definePlugin({
  name: 'iac',
  title: { en: 'Infrastructure as code', zh: '基础设施即代码' },
  description: {
    en: 'risks in Dockerfiles, compose files, Kubernetes manifests, dev containers, bake files and pipelines',
    zh: 'Dockerfile、compose 文件、Kubernetes 清单、开发容器、bake 文件与流水线中的风险',
  },
  module: import.meta.url,
  rules: async () => (await import('./all-rules.ts')).RULES,
  options: OPTIONS,
  async checkOptions(options) {
    minorOf(options['kubernetes-version'])
    ignoreEntries(options)
    await extraRules(options)
  },
  commands: [iacCommand<Options>(scanFile), clusterCommand<Options>(scanCluster)],
})

export default iac

export { RULES as RULE_FILES } from './options.ts'
export { testRules } from './user-rules/test-rules.ts'
export type { RuleCase } from './user-rules/test-rules.ts'

async function scanFile(file: IacFile, ctx: ScanContext<Options>): Promise<void> {
  const { type: only, 'kubernetes-version': version, helm } = ctx.options
  const isRendered = helm && (only === 'all' || only === 'kubernetes')
  if (isRendered && isChartFile(file.path)) {
    await scanChart(file, ctx)
    return
  }
  const { checkFile } = await import('./check-file.ts')
  const checked = await checkFile(file, {
    minor: minorOf(version),
    more: await extraRules(ctx.options),
    accounts: () => accountsBeside(file, ctx.options),
    ...(only === 'all' ? {} : { only }),
  })
  if (checked.type === 'template' && isRendered) {
    const { chartOf } = await import('./helm/read-chart.ts')
    // Templates of a chart are reported with the chart.
    if ((await chartOf(file)) !== undefined) return
  }
  if (checked.type === 'template') ctx.covered(unreadTemplates([file.path]))
  else if (checked.type === undefined) ctx.covered({ skipped: { [NOTHING_OF_ITS_KIND]: 1 } })
  else ctx.covered({ scanned: 1, truncated: file.isCut === true ? 1 : 0 })
  reportChecked(ctx, checked, {
    path: file.path,
    type: checked.type ?? 'unknown',
    file: { text: checked.text, ...(file.lineUrl ? { lineUrl: (line) => file.lineUrl?.(line) ?? '' } : {}) },
  })
}

/**
 * Renders a chart and checks the result; returns the paths of the templates that were checked. A chart inside another is rendered with
 * the outer one.
 */
async function scanChart(file: IacFile, ctx: ScanContext<Options>): Promise<readonly string[]> {
  const { chartOf } = await import('./helm/read-chart.ts')
  if ((await chartOf(file)) !== undefined) return []
  const { checkChart } = await import('./check-chart.ts')
  const { signal, options } = ctx
  const checked = await checkChart(file, {
    signal,
    minor: minorOf(options['kubernetes-version']),
    more: (await extraRules(options)).kubernetes,
  })
  ctx.covered({ scanned: checked.rendered.length, ...unreadTemplates(checked.unread) })
  reportChecked(ctx, checked, { path: file.path, type: 'kubernetes' })
  for (const path of checked.unread)
    reportChecked(
      ctx,
      { ...NOTHING, notes: ['a template that became nothing: it is not read'] },
      { path, type: 'template' },
    )
  return [...checked.rendered, ...checked.unread]
}

/** Whether a file describes a chart of Helm. */
function isChartFile(path: string): boolean {
  return /(?:^|\/)Chart\.yaml$/.test(path)
}

async function scanCluster(cluster: Cluster, ctx: ScanContext<Options>): Promise<void> {
  const { checkClusterObject } = await import('./check-kubernetes.ts')
  const version = /^v?1\.\d{1,3}(?:[.+-]|$)/.test(cluster.version ?? '') ? cluster.version : undefined
  const minor = minorOf(version ?? ctx.options['kubernetes-version'])
  const more = (await extraRules(ctx.options)).kubernetes
  if (cluster.manifests) await scanTemplates(cluster.manifests, ctx)
  let count = 0
  const accounts = await readAccounts(cluster)
  try {
    for await (const object of cluster.objects()) {
      ctx.signal.throwIfAborted()
      count++
      reportChecked(ctx, checkClusterObject(object, { target: { minor, accounts }, more }), {
        path: object.source?.path ?? `${object.kind}/${object.name}`,
        type: 'kubernetes',
      })
    }
  } catch (error) {
    // A list that breaks off is reported after the objects that came before it; findings on these hold.
    if (count === 0 || ctx.signal.aborted || !(error instanceof VeinmindError)) throw error
    ctx.incomplete(`${error.code}: ${error.message}`)
  }
}

/** The templates of a folder of manifests: those of charts as Helm renders them, where the user wants that; others are not read. */
async function scanTemplates(
  { files, templates, charts }: NonNullable<Cluster['manifests']>,
  ctx: ScanContext<Options>,
): Promise<void> {
  const { type: only, helm } = ctx.options
  const told = new Set<string>()
  if (helm && (only === 'all' || only === 'kubernetes'))
    for await (const chart of charts?.() ?? []) for (const path of await scanChart(chart, ctx)) told.add(path)
  ctx.covered({ scanned: files, ...unreadTemplates(templates.filter((path) => !told.has(path))) })
}

/** Templates are no manifests before they are rendered: they are counted, so that nobody takes them for clean. */
function unreadTemplates(paths: readonly string[]): Seen {
  if (paths.length === 0) return {}
  return {
    skipped: { template: paths.length },
    problems: paths.map((path) => ({
      path,
      reason: 'a template, which is not read before it is rendered: `--iac.helm` renders Helm charts',
    })),
  }
}

/** What service accounts say of their tokens; nothing where they may not be listed, which is said where all objects are. */
async function readAccounts(cluster: Cluster): Promise<readonly ServiceAccount[]> {
  const { accountsOf } = await import('./check-kubernetes.ts')
  const objects = await Array.fromAsync(cluster.objects('ServiceAccount')).catch(() => [])
  return accountsOf(objects)
}

/** The rules of the user; what reads them is loaded only when there are any. */
async function extraRules(options: OptionValues<Options>): Promise<ExtraRules> {
  if (options.rules.length === 0) return NO_EXTRA_RULES
  const { userRulesOf } = await import('./user-rules/read-user-rules.ts')
  return userRulesOf(options)
}
