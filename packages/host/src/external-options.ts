import type { Sandbox } from './sandbox.ts'
import type { DetectSecrets } from './shown-secrets.ts'
import type { NamedFacts } from './work/facts-service.ts'

/** How an external plugin is run. */
export interface ExternalOptions {
  readonly signal?: AbortSignal
  /** Resident memory of the plugin in bytes; by default 1 GiB. */
  readonly maxMemory?: number
  /** Flags of its own, by the name that its manifest gives and the command that is run. */
  readonly flags?: (plugin: string, command: readonly string[]) => readonly string[]
  /** The executable is JavaScript, to be run below Node's permission model. */
  readonly sandbox?: Sandbox
  /** The folder of the user's data; a plugin that needs one has a folder of its own in it. */
  readonly dataDir?: string
  /** Finds secrets in what the plugin reports and says, to be masked there whether the plugin names them or not. */
  readonly detect?: DetectSecrets
  /** Facts that plugins may ask for, by the names that they have there; loaded for a plugin whose manifest names some. */
  readonly loadFacts?: () => Promise<NamedFacts>
  /** What is known of the plugin since it was installed: it is not asked again while its files are the same. */
  readonly known?: KnownPlugin
}

/** How an external plugin is run. */
export interface ExternalOptions {
  readonly signal?: AbortSignal
  /** Resident memory of the plugin in bytes; by default 1 GiB. */
  readonly maxMemory?: number
  /** Flags of its own, by the name that its manifest gives and the command that is run. */
  readonly flags?: (plugin: string, command: readonly string[]) => readonly string[]
  /** The executable is JavaScript, to be run below Node's permission model. */
  readonly sandbox?: Sandbox
  /** The folder of the user's data; a plugin that needs one has a folder of its own in it. */
  readonly dataDir?: string
  /** Finds secrets in what the plugin reports and says, to be masked there whether the plugin names them or not. */
  readonly detect?: DetectSecrets
  /** Facts that plugins may ask for, by the names that they have there; loaded for a plugin whose manifest names some. */
  readonly loadFacts?: () => Promise<NamedFacts>
  /** What is known of the plugin since it was installed: it is not asked again while its files are the same. */
  readonly known?: KnownPlugin
}

/** The manifest of a plugin, with the digest of its files at that time. */
export interface KnownPlugin {
  readonly manifest: string
  /** Digest of its files. */
  readonly files: string
  /** Stamp of its files' metadata at that time: they are read again when it has changed. */
  readonly stamp?: string
}
