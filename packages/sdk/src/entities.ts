import type { CommitPlace } from './events.ts'
import type { ContainerSecurity, Mount } from './confinement.ts'
import type { Entry } from './entry.ts'
import type { FileSystem } from './file-system.ts'
import type { JsonObject } from './json.ts'
import type { Machine } from './machine-facts.ts'
import type { Process } from './process.ts'

/** Operating system and processor that an image was built for, in OCI's words (`linux`, `amd64`, `v8`). */
export interface Platform {
  readonly os: string
  readonly architecture: string
  readonly variant?: string
}

/** One step of an image's history, as its builder wrote it. */
export interface HistoryStep {
  readonly index: number
  /** The `created_by` text: an instruction or a shell command; may be empty. */
  readonly createdBy: string
  readonly created?: string
  readonly comment?: string
  readonly author?: string
  /** Index of the layer that the step made; absent for steps that made none. */
  readonly layer?: number
}

/** The configuration that containers of an image start with. Lists are empty and texts `''` where it says nothing. */
export interface ImageConfig {
  readonly created?: string
  readonly author: string
  readonly user: string
  readonly env: readonly string[]
  readonly entrypoint: readonly string[]
  readonly cmd: readonly string[]
  readonly shell: readonly string[]
  readonly workingDir: string
  readonly exposedPorts: readonly string[]
  readonly volumes: readonly string[]
  readonly onBuild: readonly string[]
  readonly stopSignal: string
  readonly healthcheck: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  /** The configuration document itself. */
  readonly raw: JsonObject
}

/** An entry of a layer whose content can be taken while the layer is read. */
export interface LayerEntry extends Entry {
  /** The content; must be called before the next entry is asked for. Larger than `max` bytes (default 16 MiB): throws. */
  bytes(options?: { readonly max?: number }): Promise<Uint8Array>
}

/** How a layer is opened. */
export interface OpenLayerOptions {
  readonly signal?: AbortSignal
  /** By default every chunk is the reader's own. */
  readonly reuse?: boolean
}

/** One layer of an image: a tar stream, compressed or not. */
export interface Layer {
  readonly index: number
  /** Digest of the layer as it is stored, such as `sha256:…`. */
  readonly digest: string
  /** Digest of the uncompressed tar. */
  readonly diffId: string
  /** Bytes as stored. */
  readonly size: number
  readonly mediaType: string
  /** Why the layer cannot be read (a foreign layer, say); absent when it can. */
  readonly unavailable?: string
  /** True when the source vouches for `diffId` (a local daemon has verified it), so cached records may be used by it alone. */
  readonly trustedDiffId?: boolean
  /** The layer is of earlier commits: inspectors that do not say `readsPast` are not given its files. */
  readonly isPast?: true
  /** Where the layer was made of commits: the one that brought the file at a position in the layer, once the layer was read. */
  commitOf?(position: number): CommitPlace | undefined
  /** What could not be put into the layer, in sentences, once it was read: who asked for files ends as `partial`. */
  missing?(): readonly string[]
  /**
   * The bytes as stored. The reader verifies the digests; closing the iterator early releases the connection. With `reuse`
   * the reader is done with a chunk when it asks for the next one, and its memory may be used again.
   */
  open(options?: OpenLayerOptions): Promise<AsyncIterable<Uint8Array>>
  /** Every entry of the layer in its order, whiteouts as they are written, digests verified at the end. */
  entries(options?: { readonly signal?: AbortSignal }): AsyncIterable<LayerEntry>
}

/** What every entity has. */
interface EntityBase {
  /** What tells it from every other of its kind, such as an image's config digest. */
  readonly id: string
  /** What a person calls it. */
  readonly name: string
  /** How libveinmind's own runtimes reach it, for hosts of executables that were written for them; `id` where theirs is another. */
  readonly native?: { readonly flags: readonly string[]; readonly id?: string }
  /** Facts that its target brings along, by their ids: they are not made again. */
  readonly facts?: Readonly<Record<string, unknown>>
  /** What those facts lack, in sentences: every plugin that asks for one of them ends as `partial`, with the reason. */
  readonly incomplete?: readonly string[]
  /** Called once, when the last plugin is done with it, also after a failure. */
  close?(): Promise<void>
}

/** A container image of one platform. */
export interface Image extends EntityBase {
  readonly kind: 'image'
  /** Every reference that led to it: `registry/app:1.4`, `registry/app:latest`, … */
  readonly references: readonly string[]
  /** Digest of its manifest, where its source has manifests. */
  readonly manifestDigest?: string
  /** Of its manifest, where its source has manifests. */
  readonly annotations?: Readonly<Record<string, string>>
  readonly platform: Platform
  readonly config: ImageConfig
  readonly history: readonly HistoryStep[]
  readonly layers: readonly Layer[]
  /** Facts to be said in the report, such as "another platform had to be taken". */
  readonly notes?: readonly string[]
  /** Who runs it, where it was looked for in a cluster. */
  readonly usedBy?: RunsImage
}

/** The workloads of a cluster that run an image. */
export interface RunsImage {
  /** The `id` of the cluster. */
  readonly cluster: string
  /** `namespace/Kind/name`. */
  readonly workloads: readonly string[]
}

/** A container, in whatever state. */
export interface Container extends EntityBase {
  readonly kind: 'container'
  readonly state: 'created' | 'running' | 'paused' | 'restarting' | 'exited' | 'dead'
  readonly runtime: string
  readonly created?: string
  readonly hostname: string
  /** The image that it was made from, where it still exists. */
  readonly image?: Image
  readonly imageReference: string
  /** The writable layer: what was added or changed since. */
  readonly changes?: Layer
  readonly env: readonly string[]
  readonly args: readonly string[]
  readonly workingDir: string
  readonly user: string
  readonly mounts: readonly Mount[]
  readonly ports: readonly string[]
  readonly security: ContainerSecurity
  readonly limits: JsonObject
  /** The file on its machine that its output is written to, where the runtime says so. */
  readonly logPath?: string
  readonly processes?: readonly Process[]
  /** The runtime's own description. */
  readonly raw: JsonObject
  /** What could not be had, why, and what permission would give it. */
  readonly missing: readonly { readonly what: string; readonly reason: string; readonly hint?: string }[]
}

/** A file of infrastructure as code. */
export interface IacFile extends EntityBase {
  readonly kind: 'iac'
  /** Path below the folder, repository or cluster that it came from. */
  readonly path: string
  /** What the file is, such as `dockerfile`, `compose`, `kubernetes`; absent when it was not told. */
  readonly type?: string
  readonly bytes: Uint8Array
  /** Whether `bytes` is only the beginning of a file that is larger than what is read. */
  readonly isCut?: boolean
  /** Address of a line of the file for a person to open, where its host has such addresses. */
  lineUrl?(line: number): string
  /**
   * Another file of the same folder or repository, by its path there in the form of `path`; undefined when there is none. Nothing
   * outside is read, no link is followed, and the size is bounded. Only until the entity is closed.
   */
  sibling?(path: string): Promise<IacFile | undefined>
  /**
   * The files below a folder of the same folder or repository (`''`: all of it), by whatever name, each in the form of `path`. Links
   * and folders of others are left out, and the size of a file is bounded. Only until the entity is closed.
   */
  below?(folder: string): AsyncIterable<IacFile>
}

/** An object of a Kubernetes cluster, or of a folder of manifests. */
export interface ClusterObject {
  readonly apiVersion: string
  readonly kind: string
  readonly namespace?: string
  readonly name: string
  readonly object: JsonObject
  /** The file and line that it stands in, when it came from a file. */
  readonly source?: { readonly path: string; readonly line: number }
  /** Line and column of a field of `object`, by its path, when it came from a file. */
  position?(path: readonly (string | number)[]): { readonly line: number; readonly column: number } | undefined
}

/** A Kubernetes cluster, or a folder of manifests read as one. */
export interface Cluster extends EntityBase {
  readonly kind: 'cluster'
  readonly version?: string
  /**
   * Where these are manifests of a folder, and nothing that runs: how many files, and those that could not be read as they stand;
   * `charts` are the descriptions (`Chart.yaml`) of Helm's charts there, which lead to the other files of the chart.
   */
  readonly manifests?: {
    readonly files: number
    readonly templates: readonly string[]
    readonly charts?: () => AsyncIterable<IacFile>
  }
  /**
   * Every object of a kind (`Pod`). Without one those of all kinds, each workload once: a Deployment, and not what it made.
   * A list that breaks throws behind the last object of the others.
   */
  objects(kind?: string): AsyncIterable<ClusterObject>
}

/** A machine that runs containers, as the scan sees it: the one that it runs on. */
export interface Host extends EntityBase {
  readonly kind: 'host'
  readonly machine: Machine
  /** Its files, as the user of the scan may read them; those of the kernel (`/proc`, `/sys`) are read by their paths, and not walked. */
  readonly files: FileSystem
  /** The same files as a layer for inspectors, without other file systems that are mounted in them. It is read only where a plugin has some. */
  readonly root?: Layer
}

/** A bill of materials. Its packages are the fact that its target brings along. */
export interface Sbom extends EntityBase {
  readonly kind: 'sbom'
  /** `cyclonedx`, `spdx`, …. */
  readonly format: string
  /** Of the specification: `1.6`. */
  readonly formatVersion: string
  /** What it describes, as it says. */
  readonly describes?: { readonly name: string; readonly version?: string; readonly purl?: string }
  /** To be said in the report, such as "it was not verified against the image". */
  readonly notes?: readonly string[]
}

/** One thing to scan. */
export type Entity = Image | Container | IacFile | Cluster | Host | Sbom

/** The kinds of entities; a closed set. */
export type EntityKind = Entity['kind']
