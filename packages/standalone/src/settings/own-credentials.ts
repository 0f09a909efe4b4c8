import { createSecretKeeper } from '@veinmind/report'
import type { SecretKeeper } from '@veinmind/report'
import { isOwnSecretName } from '@veinmind/internal'
import { ownSecrets } from '@veinmind/sdk/target'

/** A keeper of what the user logs in with, by variables of ours or by what else was read since: shown by nothing, not even on request. */
export function createCredentialKeeper(): SecretKeeper {
  const keeper = createSecretKeeper(
    Object.entries(process.env).flatMap(([name, value = '']) => (isOwnSecretName(name) ? [value] : [])),
  )
  return {
    add: (secrets) => keeper.add(secrets),
    mask(text) {
      keeper.add(ownSecrets())
      return keeper.mask(text)
    },
    find(text, which) {
      keeper.add(ownSecrets())
      return keeper.find(text, which)
    },
    get known() {
      keeper.add(ownSecrets())
      return keeper.known
    },
  }
}
