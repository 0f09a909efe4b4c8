import { joinStretches } from '@veinmind/internal/text'
import { withoutUserInfo } from '@veinmind/sdk/target'
import type { Stretch } from '@veinmind/internal/text'
import { maskStretches } from './plain-words.ts'
import { createRedactors } from './redact.ts'
import type { Redactors } from './redact.ts'

/** Knows the secrets that a run has come upon so far, for what is shown before it ends: its log, its progress, its errors. */
export interface SecretKeeper {
  add(secrets: Iterable<string>): void
  /** `text` with every secret so far masked, and without the logins of addresses. */
  readonly mask: (text: string) => string
  /** Where the secrets so far stand in a text; those that are no plain words alone, for texts of the plugins themselves. */
  readonly find: (text: string, which?: keyof Redactors) => readonly Stretch[]
  /** The secrets so far. */
  readonly known: ReadonlySet<string>
}

/** Secrets that came about the same time. */
interface Level {
  readonly secrets: readonly string[]
  readonly redactors: Redactors
}

/**
 * A keeper that knows `secrets`. Those that come between two texts get a redactor of their own, joined with those before that
 * are no more: so each secret is read again a few times, however many come one by one.
 */
export function createSecretKeeper(secrets: Iterable<string> = []): SecretKeeper {
  const known = new Set<string>()
  const levels: Level[] = []
  let added: string[] = []
  const add = (more: Iterable<string>): void => {
    for (const secret of more) {
      if (secret === '' || known.has(secret)) continue
      known.add(secret)
      added.push(secret)
    }
  }
  const take = (): void => {
    if (added.length === 0) return
    let batch: readonly string[] = added
    added = []
    for (let last = levels.at(-1); last && last.secrets.length <= batch.length; last = levels.at(-1)) {
      batch = [...last.secrets, ...batch]
      levels.pop()
    }
    levels.push({ secrets: batch, redactors: createRedactors(batch) })
  }
  const find: SecretKeeper['find'] = (text, which = 'all') => {
    take()
    return joinStretches(levels.flatMap(({ redactors }) => redactors[which].find(text)))
  }
  add(secrets)
  return {
    add,
    known,
    find,
    mask(text) {
      const plain = withoutUserInfo(text)
      return maskStretches(plain, find(plain))
    },
  }
}
