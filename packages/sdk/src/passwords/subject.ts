import type { Subject } from '../events.ts'
import { isKnownPassword } from './known.ts'

/**
 * The subject of a secret in clear, the same for every plugin that finds it. A password that many share tells no two
 * things apart: with it goes the name of what it is the value of (`DB_PASSWORD`), or the first step of the history that has it
 * (`step 3`), and without either it is no subject.
 */
export function secretSubject(secret: string, name: string = ''): Subject | undefined {
  if (secret === '') return undefined
  if (!isKnownPassword(secret)) return { kind: 'secret', key: secret }
  return name === '' ? undefined : { kind: 'secret', key: JSON.stringify([name, secret]) }
}
