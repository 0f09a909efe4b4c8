export { bombLayer } from './bomb.ts'
export { compress, digestOf } from './compress.ts'
export type { Compression } from './compress.ts'
export { buildElf } from './elf.ts'
export { buildCluster, buildContainer, buildIacFile } from './entities.ts'
export { buildHost, buildSbom } from './host.ts'
export type { HostOptions } from './host.ts'
export { buildArtifact, buildImage, buildIndex } from './image.ts'
export type { BuiltImage, ImageOptions, Pushable } from './image.ts'
export type { ConfigSection, HistoryEntry } from './image-config.ts'
export { inspectedFile } from './inspected-file.ts'
export type { InspectedFileOptions } from './inspected-file.ts'
export { layer, layerOfEntries, layerOfTar, opaque, remove } from './layer.ts'
export type { FileDetails, FileSpec, LayerOptions, LayerSpec } from './layer.ts'
export { dockerArchive, ociArchive, ociLayoutFiles, writeOciLayout } from './layout.ts'
export { GNU_MAGIC, padToBlocks, USTAR_MAGIC, writeHeader } from './tar-header.ts'
export type { TarHeader } from './tar-header.ts'
export { writePax, writeTar } from './tar-writer.ts'
export type { TarEntry } from './tar-writer.ts'
export {
  always,
  endlessCatalog,
  endlessManifest,
  firstOf,
  firstTimes,
  foreignRealm,
  redirectTo,
  repeatingPages,
  shortBody,
  slowLoris,
  unauthorizedForever,
  wrongBytes,
} from './registry/hostile.ts'
export { createRandom } from './random.ts'
export { startRegistry } from './registry/registry.ts'
export type {
  Access,
  FakeRegistry,
  HarborOptions,
  LoggedRequest,
  RegistryAuth,
  RegistryOptions,
  RegistryRequest,
  Reply,
  Respond,
} from './registry/types.ts'
export { TEST_TLS } from './tls.ts'
export { buildZip } from './zip.ts'
