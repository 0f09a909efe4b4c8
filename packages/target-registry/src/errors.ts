import { VeinmindError } from '@veinmind/sdk'
import type { ErrorDetails } from '@veinmind/sdk'

/** Every code that this package throws; each has its paragraph in `docs/errors/target-registry.md`. */
export type RegistryErrorCode =
  | 'REGISTRY_REFERENCE_INVALID'
  | 'REGISTRY_OPTION_INVALID'
  | 'REGISTRY_CREDENTIALS_UNREADABLE'
  | 'REGISTRY_CREDENTIAL_HELPER'
  | 'REGISTRY_UNREACHABLE'
  | 'REGISTRY_TLS'
  | 'REGISTRY_TIMEOUT'
  | 'REGISTRY_UNAVAILABLE'
  | 'REGISTRY_UNAUTHORIZED'
  | 'REGISTRY_FORBIDDEN'
  | 'REGISTRY_REALM_REFUSED'
  | 'REGISTRY_TOKEN_REFUSED'
  | 'REGISTRY_REDIRECT_REFUSED'
  | 'REGISTRY_NOT_FOUND'
  | 'REGISTRY_ANSWER_INVALID'
  | 'REGISTRY_ANSWER_TOO_LARGE'
  | 'REGISTRY_PAGES_ENDLESS'
  | 'REGISTRY_CATALOG_REFUSED'
  | 'REGISTRY_LIST_INCOMPLETE'
  | 'REGISTRY_PROJECT_EMPTY'
  | 'REGISTRY_PROJECT_UNKNOWN'
  | 'REGISTRY_POLICY_REFUSED'
  | 'REGISTRY_UNTAGGED_UNLISTED'
  | 'REGISTRY_MANIFEST_INVALID'
  | 'REGISTRY_SCHEMA1'
  | 'REGISTRY_DIGEST_MISMATCH'
  | 'REGISTRY_SIZE_MISMATCH'
  | 'REGISTRY_NOTHING_MATCHES'
  | 'REGISTRY_TOO_MANY_IMAGES'
  | 'REGISTRY_PLATFORM_MISSING'
  | 'REGISTRY_PUSH_REFUSED'

/** What the user has to say otherwise. */
const USAGE: ReadonlySet<RegistryErrorCode> = new Set(['REGISTRY_REFERENCE_INVALID', 'REGISTRY_OPTION_INVALID'])

/** An error of this package. */
export function registryError(code: RegistryErrorCode, message: string, details?: ErrorDetails): VeinmindError {
  return new VeinmindError(code, message, { ...details, isUsage: USAGE.has(code) })
}

/** Whether `error` is a VeinmindError of one of `codes`. */
export function hasCode(error: unknown, ...codes: readonly RegistryErrorCode[]): error is VeinmindError {
  return error instanceof VeinmindError && codes.includes(error.code as RegistryErrorCode)
}
