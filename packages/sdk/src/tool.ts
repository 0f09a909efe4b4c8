import type { Logger } from './logger.ts'
import type { OptionSpecs, OptionValues } from './options.ts'

/** A file of an artifact that is stored in a registry. */
export interface StoredFile {
  readonly name: string
  readonly mediaType: string
  readonly content: Uint8Array
}

/** A file of an artifact in a registry; nothing is fetched before it is asked for. */
export interface FetchedFile {
  readonly name: string
  readonly mediaType: string
  readonly size: number
  /** The content, verified against its digest at its end. */
  stream(): AsyncIterable<Uint8Array>
}

/** OCI registries as a place for files. References are `host/repository:tag`, without a scheme. */
export interface ArtifactStore {
  push(reference: string, artifact: { readonly type: string; readonly files: readonly StoredFile[] }): Promise<string>
  pull(
    reference: string,
  ): Promise<{ readonly type: string; readonly digest: string; readonly files: readonly FetchedFile[] }>
}

/** What a tool has while it runs. */
export interface ToolContext<S extends OptionSpecs = OptionSpecs> {
  readonly action: string
  readonly words: readonly string[]
  readonly options: OptionValues<S>
  readonly signal: AbortSignal
  readonly log: Logger
  readonly environment: NodeJS.ProcessEnv
  /** A folder of the user's data by its name, which may not be there yet. */
  readonly data: (name: string) => string
  /** A line on standard output, as it is. */
  readonly print: (line: string) => void
  /** A text in the language that is spoken; `{0}`, `{1}` stand for the values. */
  readonly say: (text: string, ...values: readonly (string | number)[]) => string
  readonly artifacts: ArtifactStore
  /** Fetches an address (`https:`, or `http:` of this machine) into a file; what was fetched of it before is continued. */
  readonly download: (url: string, file: string, options?: DownloadOptions) => Promise<Downloaded>
}

export interface DownloadOptions {
  /** The mark (`ETag`) of what was had before: where that has not changed nothing is fetched. */
  readonly etag?: string
}

export interface Downloaded {
  /** The mark of what was fetched, if the server gives one. */
  readonly etag?: string
  readonly isUnchanged?: boolean
}

/** What a plugin has besides its scans, as a word of the command line with actions: `db build`. */
export interface Tool<S extends OptionSpecs = OptionSpecs> {
  readonly name: string
  readonly description: string
  /** Each with what it does. */
  readonly actions: Readonly<Record<string, string>>
  /** What may follow the action, for `--help`. */
  readonly words: string
  readonly options: S
  readonly examples: readonly (readonly [line: string, description: string])[]
  /** An action that is done before a scan, without words, where a boolean option of the plugin is given: `--db-update`. */
  readonly beforeScan?: { readonly option: string; readonly action: string }
  run(context: ToolContext<S>): Promise<void>
}

/** Declares a tool. */
export const defineTool = <const S extends OptionSpecs>(tool: Tool<S>): Tool<S> => tool
