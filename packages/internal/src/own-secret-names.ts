import { isSecretName } from '@veinmind/sdk'

/** Whether a variable of the environment is one of VeinMind's own that holds a secret, such as `VEINMIND_GIT_TOKEN`. */
export function isOwnSecretName(name: string): boolean {
  return /^VEINMIND_/i.test(name) && (isSecretName(name) || /_KEY$/i.test(name))
}
