import type { Setting } from '../compose/service.ts'
import type { ComposeFault } from './compose/define.ts'
import { isOpenSecret } from './secret-values.ts'

export function* openSecrets(settings: readonly Setting[]): Generator<ComposeFault> {
  for (const { name, value, path } of settings) {
    if (isOpenSecret(name, value)) yield { path, evidence: `${name}=${value}`, secrets: [value] }
  }
}
