export { DEFAULT_LIMITS } from './limits.ts'
export type { LayerLimits } from './limits.ts'
export { createTarReader } from './tar/reader.ts'
export type { LayerNote, LayerNoteCode, TarHandler, TarReader, TarSink } from './tar/types.ts'
export type {
  ContentSource,
  LayerHandler,
  LayerIndex,
  LayerIndexBuilder,
  LayerRead,
  Located,
  MergedTree,
  OpenedImages,
  ReadLayerOptions,
} from './types.ts'
export { isDigest } from './layer/digest.ts'
export { readLayer } from './layer/read-layer.ts'
