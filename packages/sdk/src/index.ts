export { clusterCommand, containerCommand, hostCommand, iacCommand, imageCommand, sbomCommand } from './command.ts'
export type { Command, Found, Scan, ScanContext, Seen } from './command.ts'
export type { CorrelatedFinding } from './correlation.ts'
export { createConfService } from './conf-service.ts'
export type {
  Cluster,
  ClusterObject,
  Container,
  ContainerSecurity,
  Entity,
  EntityKind,
  HistoryStep,
  Host,
  IacFile,
  Image,
  ImageConfig,
  Layer,
  LayerEntry,
  Machine,
  Mount,
  OpenLayerOptions,
  Platform,
  Process,
  Sbom,
} from './entities.ts'
export type { Entry, EntryType } from './entry.ts'
export { cutPlace, cutText } from './cut-text.ts'
export { toVeinmindError, usageError, VeinmindError, withoutUserInfo } from './errors.ts'
export type { ErrorDetails } from './errors.ts'
export { SEVERITIES } from './events.ts'
export type { Confidence, EventClass, Listed, Location, ReportEvent, Rule, Severity, Subject } from './events.ts'
export { defineFact } from './fact.ts'
export type { Fact, FactContext, FactDefinition } from './fact.ts'
export type { FileSystem, RandomAccess } from './file-system.ts'
export { isIacCandidate, isLeftOutFolder } from './iac-candidates.ts'
export { content, defineInspector, digest, head, metadata, spool, stream } from './inspector.ts'
export type {
  DigestName,
  DigestOptions,
  Digests,
  InspectedFile,
  Inspector,
  InspectorContext,
  InspectorDefinition,
  MainContext,
  RecordsOf,
  Want,
  WantOptions,
} from './inspector.ts'
export type { InventoryPackage } from './inventory.ts'
export { asObject, isObject } from './json.ts'
export type { Json, JsonObject } from './json.ts'
export { SILENT } from './logger.ts'
export type { LogFields, Logger } from './logger.ts'
export { machine } from './machine.ts'
export { baseName, cleanPath, decodeName, encodeName, parentPath } from './names.ts'
export { option, perOptions } from './options.ts'
export type { FileValue, OptionSpec, OptionSpecs, OptionValues } from './options.ts'
export { keepOwnSecrets, ownSecrets } from './own-secrets.ts'
export { definePlugin, pluginInfo } from './plugin.ts'
export type { Need, Plugin, PluginDefinition, PluginInfo, PrepareContext } from './plugin.ts'
export { variablePlace } from './variable-place.ts'
export { printable } from './printable.ts'
export { isOwnSecretName, isSecretName, maskSecret, maskSecrets } from './redact.ts'
export {
  CONF_NAMESPACE,
  ENTITY_NAMESPACE,
  FACTS_NAMESPACE,
  LOGGING_NAMESPACE,
  RECORDS_NAMESPACE,
  REPORT_NAMESPACE,
  Registry,
  WORK_NAMESPACE,
} from './registry.ts'
export type { Service, ServiceFunction } from './registry.ts'
export type { RemoteCall, RemoteFile, RemoteInspectors, RemoteResult } from './remote.ts'
export { gib, kib, mib } from './sizes.ts'
export { excerptOf, joinStretches, stretchesOf, tokenAround } from './stretches.ts'
export type { Excerpt, Stretch } from './stretches.ts'
export { defineTarget } from './target.ts'
export type { Discovered, Target, TargetContext, TargetDefinition } from './target.ts'
export { defineTool } from './tool.ts'
export type { ArtifactStore, FetchedFile, StoredFile, Tool, ToolContext } from './tool.ts'
export { localize } from './text.ts'
export type { Language, Text } from './text.ts'
export { magic } from './when.ts'
export type { Magic, When } from './when.ts'
export { splitYamlDocuments } from './yaml-documents.ts'
export type { YamlPart } from './yaml-documents.ts'
export { readYamlWord } from './yaml-words.ts'
export type { YamlReader } from './yaml-words.ts'
