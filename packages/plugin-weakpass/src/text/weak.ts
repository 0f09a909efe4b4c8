import type { Account, Origin } from '../model.ts'
import { isKnownPassword } from '@veinmind/sdk/passwords'
import { variantsOf } from '../guess/guesses.ts'
import type { Setting } from './find-settings.ts'

/** The list that has the password. Undefined when no list has it: such a password is not weak. */
export function originOf(
  { name, user, value }: Pick<Setting, 'name' | 'user' | 'value'>,
  dictionary: ReadonlySet<string>,
): Origin | undefined {
  if (value === '') return undefined
  if (isKnownPassword(value)) return 'common'
  if (dictionary.has(value)) return 'dictionary'
  const words = [user, ...name.toLowerCase().split(/[^a-z0-9]+/)]
  return words.some((word) => word.length >= 3 && variantsOf(word).includes(value)) ? 'account' : undefined
}

/** The accounts of the settings whose passwords are weak, as they are or in base 64, in which Kubernetes' Secrets have them. */
export function weakSettings(settings: readonly Setting[], dictionary: ReadonlySet<string>): readonly Account[] {
  return settings.flatMap(({ name, user, value, line }): Account[] => {
    for (const password of /^[A-Za-z0-9+/]{6,64}={0,2}$/.test(value)
      ? [value, Buffer.from(value, 'base64').toString('latin1').trim()]
      : [value]) {
      const origin = originOf({ name, user, value: password }, dictionary)
      if (origin) return [{ user, form: 'plain', scheme: 'plain', name, password, origin, line, tried: 1, untried: 0 }]
    }
    return []
  })
}
