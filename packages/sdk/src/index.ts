export { clusterCommand, containerCommand, hostCommand, iacCommand, imageCommand, sbomCommand } from './command.ts'
export type { Command, Scan, ScanContext, Seen, ServiceFunction } from './command.ts'
export type { Found } from './found.ts'
export type { CorrelateContext, CorrelatedFinding, EndedPlugin, RelatedEntity } from './correlation.ts'
export type {
  Cluster,
  ClusterObject,
  Container,
  Entity,
  EntityKind,
  HistoryStep,
  Host,
  IacFile,
  Image,
  ImageConfig,
  Layer,
  RunsImage,
  Sbom,
} from './entities.ts'
export type { Entry, EntryType } from './entry.ts'
export { toVeinmindError, usageError, VeinmindError } from './errors.ts'
export type { ErrorDetails } from './errors.ts'
export { SEVERITIES } from './events.ts'
export type {
  Accepted,
  CommitPlace,
  Confidence,
  EventClass,
  Listed,
  Location,
  ReportEvent,
  Rule,
  Severity,
  Subject,
} from './events.ts'
export { defineFact } from './fact.ts'
export type { Fact, FactContext, FactDefinition } from './fact.ts'
export type { FileSystem, RandomAccess } from './file-system.ts'
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
  Offered,
  RecordsOf,
  Want,
  WantOptions,
} from './inspector.ts'
export type { InventoryPackage } from './inventory.ts'
export type { Json, JsonObject } from './json.ts'
export type { LogFields, Logger } from './logger.ts'
export type { ContainerSecurity, Device, IdRange, Mount } from './confinement.ts'
export { machine } from './machine.ts'
export type { Daemon, DaemonSetting, KernelPackage, Machine, RuntimeProgram } from './machine-facts.ts'
export { baseName, cleanPath, parentPath } from './names.ts'
export { option, perOptions } from './options.ts'
export type { FileValue, OptionSpec, OptionSpecs, OptionValues } from './options.ts'
export { definePlugin } from './plugin.ts'
export type { Need, Plugin, PluginDefinition, PrepareContext } from './plugin.ts'
export type { Connection, Descriptor, Process } from './process.ts'
export { isSecretName, maskSecret } from './redact.ts'
export type { RemoteCall, RemoteFile, RemoteInspectors, RemoteResult } from './remote.ts'
export { gib, kib, mib } from './sizes.ts'
export { defineTool } from './tool.ts'
export type { ArtifactStore, Downloaded, DownloadOptions, FetchedFile, StoredFile, Tool, ToolContext } from './tool.ts'
export type { Text } from './text.ts'
export { magic } from './when.ts'
export type { Magic, When } from './when.ts'
