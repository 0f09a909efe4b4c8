import type { LayerIndex, LayerNote } from '@veinmind/image'
import { parseLayerIndex } from '@veinmind/image'
import type { LinkResult, InspectorResult } from '../read/results.ts'

/** What is known of a layer whatever the inspectors. */
export interface LayerFacts {
  readonly index: LayerIndex
  readonly notes: readonly LayerNote[]
  /** Places of hard links whose content is in a lower layer. */
  readonly orphans: readonly number[]
}

/** Parts of the cache's value for a layer: the length of a JSON text, the text, the index. */
export function encodeFacts({ index, notes, orphans }: LayerFacts): readonly Uint8Array[] {
  const text = Buffer.from(JSON.stringify({ notes, orphans }))
  const length = Buffer.alloc(8)
  length.writeUInt32LE(text.length)
  // The index begins at a multiple of 8, so that it can be used where it lies.
  return [length, text, Buffer.alloc(-text.length & 7), index.serialize()]
}

/** Undefined for what another version of this package wrote. */
export function decodeFacts(bytes: Uint8Array): LayerFacts | undefined {
  try {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const length = buffer.readUInt32LE(0)
    const { notes, orphans } = JSON.parse(buffer.toString('utf8', 8, 8 + length)) as Pick<
      LayerFacts,
      'notes' | 'orphans'
    >
    return { index: parseLayerIndex(buffer.subarray(8 + length + (-length & 7))), notes, orphans }
  } catch {
    return undefined
  }
}

/** The cache's value for what an inspector has of a layer, or of the links of an image. */
export function encodeResult(result: InspectorResult | LinkResult): Uint8Array {
  return Buffer.from(JSON.stringify(result))
}

/** Undefined for what another version of this package wrote. */
export function decodeResult(bytes: Uint8Array): InspectorResult | undefined {
  return decodeJson(bytes) as InspectorResult | undefined
}

/** Undefined for what another version of this package wrote. */
export function decodeLinkResult(bytes: Uint8Array): LinkResult | undefined {
  return decodeJson(bytes) as LinkResult | undefined
}

function decodeJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'))
  } catch {
    return undefined
  }
}
