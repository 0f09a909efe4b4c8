import { createSecretKeeper } from '@veinmind/report'
import type { SecretKeeper } from '@veinmind/report'
import { isOwnSecretName } from '@veinmind/sdk'

/** A keeper of what the user logs in with by variables of ours: shown by nothing, not even on request. */
export function createCredentialKeeper(): SecretKeeper {
  return createSecretKeeper(
    Object.entries(process.env).flatMap(([name, value = '']) => (isOwnSecretName(name) ? [value] : [])),
  )
}
