import { isObject } from '@veinmind/internal'
import type { EntityKind, Need } from '@veinmind/sdk'
import type { KnownPlugin } from '../external-options.ts'

/** The file with the record, in the folder of the plugin. */
export const RECORD = 'plugin.json'

/** What is written down of an installed plugin. */
export interface PluginRecord {
  readonly name: string
  readonly version: string
  /** What it was installed from: a path or a package. */
  readonly source: string
  /** Path of the executable below the plugin's folder. */
  readonly executable: string
  readonly kinds: readonly EntityKind[]
  readonly needs: readonly Need[]
  /** Whether it is JavaScript from npm, which runs with Node's permission model. */
  readonly isSandboxed: boolean
  /** Whether the user granted it the network. */
  readonly network: boolean
  /** Whether the user granted it native code. */
  readonly addons: boolean
  /** Its manifest, with the digest of its files at that time; it is asked again when they have changed. */
  readonly known?: KnownPlugin
}

/** The record of the plugin in the folder `name`; throws when it is none. */
export function parseRecord(name: string, text: string): PluginRecord {
  const record = JSON.parse(text) as Readonly<Record<string, unknown>>
  const { executable, kinds, needs, isSandboxed, network, addons, version, source } = record
  const isSafe =
    typeof executable === 'string' && !executable.startsWith('/') && !executable.split(/[/\\]/).includes('..')
  const isWhole =
    [version, source].every((value) => typeof value === 'string') &&
    [isSandboxed, network, addons].every((value) => typeof value === 'boolean')
  const { known } = record
  const isKnown =
    known === undefined ||
    (isObject(known) && typeof known['manifest'] === 'string' && typeof known['files'] === 'string')
  if (record['name'] !== name || !isSafe || !isWhole || !isTexts(kinds) || !isTexts(needs) || !isKnown)
    throw new TypeError('plugin.json is not as it was written')
  return record as unknown as PluginRecord
}

const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every((each) => typeof each === 'string')
