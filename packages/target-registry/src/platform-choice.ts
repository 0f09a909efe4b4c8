import type { Discovered, Platform } from '@veinmind/sdk/target'
import { registryError } from './errors.ts'
import type { Descriptor } from './manifest.ts'
import { defaultPlatform, formatPlatform, matchesPlatform } from './platform.ts'

/** Which platforms of an image are wanted. `default`: this machine's, or another when there is none. */
export type PlatformWish = 'default' | 'all' | Platform

interface PlatformChoice {
  readonly chosen: readonly Descriptor[]
  /** Said in the report when it is not what was wished for. */
  readonly note?: string
}

/** The entries of an index to scan; none when the wished platform is not there. */
export function choosePlatforms(entries: readonly Descriptor[], wish: PlatformWish): PlatformChoice {
  if (wish === 'all') return { chosen: entries }
  const wanted = wish === 'default' ? defaultPlatform() : wish
  const exact = entries.find(({ platform }) => platform && matchesPlatform(wanted, platform))
  // An index may say no platforms: then the configuration tells, and is judged later.
  const chosen = exact ?? entries.find(({ platform }) => platform === undefined)
  if (chosen) return { chosen: [chosen] }
  if (wish !== 'default') return { chosen: [] }
  const other = entries.find(({ platform }) => platform?.os === 'linux') ?? entries[0]
  if (!other) return { chosen: [] }
  return { chosen: [other], note: otherPlatformNote(wanted, other.platform!) }
}

/** "There is no image for …". */
export function otherPlatformNote(wanted: Platform, taken: Platform): string {
  return `there is no image for ${formatPlatform(wanted)}: ${formatPlatform(taken)} was taken`
}

/** The platforms of entries as text, for messages. */
export function listPlatforms(entries: readonly Descriptor[]): string {
  return entries
    .map(({ platform }) => (platform ? formatPlatform(platform) : 'unknown'))
    .slice(0, 20)
    .join(', ')
}

export interface PlatformOptions {
  readonly platform: PlatformWish
  /** The user named this very image: that it lacks a platform is an error, not a matter of narrowing. */
  readonly named?: boolean
}

/** Said of an image that is only there for other platforms. */
export function missingPlatform(target: string, available: string, options: PlatformOptions): Discovered {
  const wished = typeof options.platform === 'object' ? formatPlatform(options.platform) : options.platform
  const message = `there is no image for ${wished}, only for ${available}`
  if (!options.named) return { target, skipped: message }
  return {
    target,
    error: registryError('REGISTRY_PLATFORM_MISSING', `${target}: ${message}`, {
      hint: 'say --platform with one of these, or "all"',
    }),
  }
}
