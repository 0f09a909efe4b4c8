import { localize } from '@veinmind/sdk'
import type { Language, Text } from '@veinmind/sdk'

/** The words of reports in every language; `{0}` and `{1}` take what is counted. A test counts what is not translated. */
const LABEL_TEXTS = {
  title: { en: 'Container security report', zh: '容器安全报告' },
  critical: { en: 'critical', zh: '严重' },
  high: { en: 'high', zh: '高危' },
  medium: { en: 'medium', zh: '中危' },
  low: { en: 'low', zh: '低危' },
  invasion: { en: 'Traces of invasion', zh: '入侵痕迹' },
  risk: { en: 'Risks', zh: '风险' },
  info: { en: 'Inventory', zh: '资产信息' },
  findings: { en: 'Findings', zh: '发现' },
  errors: { en: 'Errors', zh: '错误' },
  skipped: { en: 'Not for scanning', zh: '已跳过' },
  targets: { en: 'Targets', zh: '扫描对象' },
  plugins: { en: 'Plugins', zh: '插件' },
  problems: { en: 'Not seen whole', zh: '未完整检查的文件' },
  image: { en: '{0} image', zh: '{0} 个镜像' },
  images: { en: '{0} images', zh: '{0} 个镜像' },
  container: { en: '{0} container', zh: '{0} 个容器' },
  containers: { en: '{0} containers', zh: '{0} 个容器' },
  iac: { en: '{0} file', zh: '{0} 个文件' },
  iacs: { en: '{0} files', zh: '{0} 个文件' },
  cluster: { en: '{0} cluster', zh: '{0} 个集群' },
  clusters: { en: '{0} clusters', zh: '{0} 个集群' },
  coverage: { en: 'coverage', zh: '覆盖率' },
  nothing: { en: 'Nothing was found.', zh: '未发现问题。' },
  nothingScanned: { en: 'Nothing was scanned.', zh: '没有扫描任何对象。' },
  layer: { en: 'layer {0}', zh: '第 {0} 层' },
  step: { en: 'history step {0}', zh: '构建步骤 {0}' },
  hiddenBy: { en: 'hidden by layer {0}', zh: '被第 {0} 层隐藏' },
  morePlaces: { en: '{0} more places', zh: '另有 {0} 处' },
  moreFindings: { en: '{0} more: -v shows them, and the other formats have them all', zh: '另有 {0} 项：-v 可全部显示，其他格式均为全量' },
  moreImages: { en: 'in {0}: {1}', zh: '{0}：{1}' },
  inventoryHint: { en: '{0} inventory entries: -v shows them', zh: '{0} 条资产信息：-v 可显示' },
  filesTooLarge: { en: '{0} files too large', zh: '{0} 个文件过大' },
  filesUnreadable: { en: '{0} unreadable', zh: '{0} 个不可读' },
  filesSkipped: { en: '{0} skipped ({1})', zh: '{0} 个被跳过（{1}）' },
  filesTruncated: { en: '{0} read in part', zh: '{0} 个只读取了一部分' },
  filesErrored: { en: '{0} failed', zh: '{0} 个检查失败' },
  verboseHint: { en: '-v shows which', zh: '-v 可查看明细' },
  rule: { en: 'rule', zh: '规则' },
  highConfidence: { en: 'high', zh: '高' },
  mediumConfidence: { en: 'medium', zh: '中' },
  lowConfidence: { en: 'low', zh: '低' },
  errorCount: { en: '{0} errors', zh: '{0} 个错误' },
  counted: { en: '{0} findings when each target is counted', zh: '按对象累计共 {0} 项发现' },
  confidence: { en: 'confidence', zh: '置信度' },
  description: { en: 'description', zh: '说明' },
  remediation: { en: 'what to do', zh: '修复建议' },
  references: { en: 'references', zh: '参考资料' },
  documentation: { en: 'documentation', zh: '文档' },
  places: { en: 'places', zh: '位置' },
  evidence: { en: 'evidence', zh: '证据' },
  detail: { en: 'detail', zh: '详情' },
  severity: { en: 'severity', zh: '级别' },
  finding: { en: 'finding', zh: '发现' },
  path: { en: 'path', zh: '路径' },
  plugin: { en: 'plugin', zh: '插件' },
  target: { en: 'target', zh: '对象' },
  class: { en: 'class', zh: '类别' },
  outcome: { en: 'outcome', zh: '结果' },
  reason: { en: 'reason', zh: '原因' },
  seconds: { en: '{0} s', zh: '{0} 秒' },
  files: { en: '{0} files', zh: '{0} 个文件' },
  ok: { en: 'ok', zh: '完成' },
  partial: { en: 'partial', zh: '部分完成' },
  failed: { en: 'failed', zh: '失败' },
  skippedOutcome: { en: 'skipped', zh: '已跳过' },
  platform: { en: 'platform', zh: '平台' },
  layers: { en: 'layers', zh: '层' },
  digest: { en: 'digest', zh: '摘要' },
  notes: { en: 'notes', zh: '备注' },
  search: { en: 'Search', zh: '搜索' },
  searchHint: { en: 'title, path, evidence, rule, image', zh: '标题、路径、证据、规则、镜像' },
  all: { en: 'All', zh: '全部' },
  sortBy: { en: 'Sort by', zh: '排序' },
  reset: { en: 'Reset', zh: '重置' },
  shown: { en: '{0} of {1} shown', zh: '显示 {0} / {1}' },
  showMore: { en: 'Show more', zh: '显示更多' },
  noMatch: { en: 'No finding matches the filters.', zh: '没有符合筛选条件的发现。' },
  theme: { en: 'Theme', zh: '主题' },
  themeAuto: { en: 'System', zh: '跟随系统' },
  themeLight: { en: 'Light', zh: '浅色' },
  themeDark: { en: 'Dark', zh: '深色' },
  printed: { en: '{0} findings are not printed: narrow the filters, or use the JSON report', zh: '{0} 项未打印：请缩小筛选范围，或使用 JSON 报告' },
  needsScript: { en: 'The list of findings needs JavaScript. It is part of this file, nothing is loaded.', zh: '发现列表需要 JavaScript。脚本内嵌于本文件，不会加载任何外部内容。' },
  scanned: { en: 'Scanned', zh: '扫描时间' },
  tool: { en: 'Made by', zh: '生成工具' },
  type: { en: 'kind', zh: '类型' },
} as const satisfies Readonly<Record<string, Text>>

/** The name of a label. */
export type LabelName = keyof typeof LABEL_TEXTS

/** Every label. */
export const LABELS: Readonly<Record<LabelName, Text>> = LABEL_TEXTS

/** A label in a language, its places filled. */
export function label(name: LabelName, language: Language, ...values: readonly (string | number)[]): string {
  return localize(LABELS[name], language).replace(/\{(\d)\}/g, (place, index) => String(values[Number(index)] ?? place))
}

/** What the types of the original are called; any other type is called by its own name. */
export const TYPE_LABELS: Readonly<Record<string, Text>> = {
  Asset: { en: 'packages', zh: '软件资产' },
  BasicImage: { en: 'image', zh: '镜像' },
  BasicContainer: { en: 'container', zh: '容器' },
  BasicCluster: { en: 'cluster', zh: '集群' },
  Vulnerability: { en: 'vulnerability', zh: '漏洞' },
  MaliciousFile: { en: 'malware', zh: '恶意文件' },
  Backdoor: { en: 'backdoor', zh: '后门' },
  Escape: { en: 'container escape', zh: '容器逃逸' },
  Escalation: { en: 'privilege escalation', zh: '权限提升' },
  UnsafeMount: { en: 'unsafe mount', zh: '不安全挂载' },
  SensitiveFile: { en: 'secret in a file', zh: '敏感文件' },
  SensitiveEnv: { en: 'secret in the environment', zh: '敏感环境变量' },
  SensitiveHistory: { en: 'secret in the history', zh: '敏感历史命令' },
  AbnormalHistory: { en: 'risky build step', zh: '异常历史命令' },
  Webshell: { en: 'web shell', zh: '网页后门' },
  Weakpass: { en: 'weak password', zh: '弱口令' },
  IaC: { en: 'configuration', zh: '配置风险' },
  Trace: { en: 'trace of an intruder', zh: '入侵痕迹' },
}

/** What a type of event is called. */
export function typeLabel(type: string, language: Language): string {
  const text = Object.hasOwn(TYPE_LABELS, type) ? TYPE_LABELS[type] : undefined
  return text === undefined ? type : localize(text, language)
}
