import type { JsonObject } from '@veinmind/sdk'
import { asText } from '../../shared/json.ts'
import type { Storage } from '../read-storage.ts'
import type { StoredFacts } from './stored-facts.ts'

/** An engine that makes containers in a storage. */
export interface StorageOwner {
  readonly name: 'podman' | 'cri-o'
  /** Whether a container with such metadata is its own. */
  owns(metadata: JsonObject): boolean
  /** What it calls a container, besides the names that the storage has. */
  namesOf(metadata: JsonObject): readonly string[]
  /** Gives what it has written down about each of its containers, or a sentence that says why nothing is known. */
  openFacts(storage: Storage): Promise<FactsReader>
}

export type FactsReader = (container: {
  readonly id: string
  readonly metadata: JsonObject
}) => Promise<StoredFacts | string>

/** Whether the metadata of a container is CRI-O's, whose containers are of pods: podman has no pods there. */
export function isOfPod(metadata: JsonObject): boolean {
  return asText(metadata['pod-id']) !== ''
}
