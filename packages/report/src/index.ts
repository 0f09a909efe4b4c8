export type { AcceptEntry, AcceptNote } from './model/accept-entry.ts'
export { isDay } from './model/accept-entry.ts'
export { readAcceptFile } from './acceptance/read-accept-file.ts'
export { readReport } from './acceptance/read-report.ts'
export { newEntries, pruneAcceptFile } from './acceptance/write-accept-file.ts'
export type { Acceptable, AcceptChoice, AcceptDecision } from './acceptance/write-accept-file.ts'
export { sawNothing } from './gather/count-seen.ts'
export { asset, endOfLife, fixPlan, flawSubject, vulnerability } from './events/inventory.ts'
export type { AssetInput, EndOfLifeInput, PackageDetail, VulnerabilityInput } from './events/inventory.ts'
export { attackPath } from './events/attack-path.ts'
export type { AttackPathInput, PathStep } from './events/attack-path.ts'
export { basicCluster, basicContainer, basicImage } from './events/basic.ts'
export { escalation, escape, unsafeMount } from './events/escape.ts'
export type { EscalationInput, EscapeInput, UnsafeMountInput } from './events/escape.ts'
export type { FixPlanInput, PlanStep } from './model/fix-plan.ts'
export type { FindingInput } from './events/event.ts'
export { fileDetail, goFileMode } from './events/file-detail.ts'
export type { FileDetail } from './events/file-detail.ts'
export { abnormalHistory, stepLocation } from './events/history.ts'
export type { AbnormalHistoryInput } from './events/history.ts'
export { iac } from './events/iac.ts'
export type { IacInput } from './events/iac.ts'
export { backdoor, maliciousFile, trace, webshell } from './events/malware.ts'
export type { BackdoorInput, MaliciousFileInput, TraceInput, WebshellInput } from './events/malware.ts'
export { sensitiveEnv, sensitiveFile, sensitiveHistory } from './events/sensitive.ts'
export type { SensitiveEnvInput, SensitiveFileInput, SensitiveHistoryInput } from './events/sensitive.ts'
export { weakPassword } from './events/weakpass.ts'
export type { WeakPasswordInput, WeakpassService } from './events/weakpass.ts'
export { FORMATS, parseFormats } from './output/formats.ts'
export type { ReportLimits } from './validate/limits.ts'
export type {
  AcceptedFinding,
  Asset,
  Because,
  Coverage,
  Finding,
  LayerReport,
  Outcome,
  PluginReport,
  Gap,
  InventoryItem,
  Gaps,
  Problem,
  Report,
  Reported,
  ReportedError,
  Summary,
  TargetPlan,
  TargetReference,
  TargetReport,
} from './model/model.ts'
export { openReports } from './saved/open-reports.ts'
export { planOutput } from './output/output.ts'
export type { Destination, OutputPlan, OutputRequest } from './output/output.ts'
export { render } from './output/render.ts'
export type { Rendered, RenderOptions } from './output/render.ts'
export { explainRule } from './text/explain-rule.ts'
export type { RuleOwner } from './text/explain-rule.ts'
export { cutToWidth, pad, widthOf, wrap } from './renderers/cli/layout.ts'
export { assetEvents } from './inventory/asset-events.ts'
export { legacyEvent } from './renderers/events.ts'
export { createSecretMatcher } from './redact/secret-matcher.ts'
export type { SecretMatcher } from './redact/secret-matcher.ts'
export { reportSchema } from './model/schema.ts'
export { createSecretKeeper } from './redact/secret-keeper.ts'
export type { SecretKeeper } from './redact/secret-keeper.ts'
export { createReportService } from './gather/service.ts'
export { NOTHING_OF_ITS_KIND, NOTHING_SCANNED } from './model/skip-reasons.ts'
export type { EventSource } from './model/event-source.ts'
export type { ReportService, ReportServiceOptions } from './gather/service.ts'
