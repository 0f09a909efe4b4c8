import { arch, endianness } from 'node:os'
import type { Platform } from '@veinmind/sdk/target'
import { registryError } from './errors.ts'

/** Node's names of processors in OCI's words (GOARCH), where they differ. */
const ARCHITECTURES: Readonly<Record<string, string>> = {
  x64: 'amd64',
  ia32: '386',
  ppc64: endianness() === 'LE' ? 'ppc64le' : 'ppc64',
  mipsel: 'mipsle',
}

/** Other spellings that references and manifests use. */
const ALIASES: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  'x86-64': 'amd64',
  aarch64: 'arm64',
  armhf: 'arm',
  armel: 'arm',
  i386: '386',
}

/** Linux on this machine's processor: what a container would run as here. */
export function defaultPlatform(): Platform {
  return { os: 'linux', architecture: ARCHITECTURES[arch()] ?? arch() }
}

/** Reads `os/architecture[/variant]`; throws `REGISTRY_OPTION_INVALID`. */
export function parsePlatform(text: string): Platform {
  const parts = text.toLowerCase().split('/')
  const [os, architecture, variant] = parts
  if (parts.length > 3 || !os || !architecture || parts.some((part) => !/^[a-z0-9_.-]+$/.test(part))) {
    throw registryError('REGISTRY_OPTION_INVALID', `"${text}" is not a platform`, {
      hint: 'write os/architecture or os/architecture/variant, such as linux/arm64/v8, or "all"',
    })
  }
  return { os, architecture: ALIASES[architecture] ?? architecture, ...(variant && { variant }) }
}

/** `os/architecture/variant`. */
export function formatPlatform(platform: Platform): string {
  return [platform.os, platform.architecture, platform.variant].filter(Boolean).join('/')
}

/** Whether an image of platform `has` is what `wanted` asks for; `arm64` and `arm64/v8` are the same. */
export function matchesPlatform(wanted: Platform, has: Platform): boolean {
  if (wanted.os !== has.os || wanted.architecture !== (ALIASES[has.architecture] ?? has.architecture)) return false
  return (
    wanted.variant === undefined ||
    wanted.variant === (has.variant ?? (has.architecture === 'arm64' ? 'v8' : undefined))
  )
}
