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
  ResolveOptions,
} from './types.ts'
export { decompressChunks } from './compression/decompress-chunks.ts'
export { isDigest } from './digest.ts'
export { readLayer } from './layer/read-layer.ts'
export { createLayerIndexBuilder } from './layer/index-builder.ts'
export { parseLayerIndex } from './layer/layer-index.ts'
export { createFileSystem } from './tree/file-system.ts'
export { mergeLayers } from './tree/merge-layers.ts'
export { mergedTree } from './tree/merged-tree.ts'
export type { MergedTreeOptions } from './tree/merged-tree.ts'
export { createImage, createLayer } from './image/create-image.ts'
export type { ImageParts, LayerSource } from './image/create-image.ts'
export { openImages } from './archive/open-images.ts'
export { isStandardInput } from './archive/spool-archive.ts'
export type { OpenImagesOptions } from './archive/open-images.ts'
export { END_OF_TAR, padding, START_OF_TAR, tarHeader } from './write/tar-writer.ts'
export { createBlockBuffer } from './write/block-buffer.ts'
export type { BlockBuffer } from './write/block-buffer.ts'
export { isMarkName, OPAQUE, renamed, shownName, shownPath } from './write/mark-names.ts'
