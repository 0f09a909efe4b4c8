import { option, toVeinmindError, usageError } from '@veinmind/sdk'
import { defineTarget } from '@veinmind/sdk/target'
import type { OptionSpecs } from '@veinmind/sdk'
import type { Discovered, Target, TargetContext } from '@veinmind/sdk/target'
import { FETCH_OPTIONS, fetchOptions, refuseSharedToken } from './fetch-options.ts'
import { imageOfRepository } from './history/repo-image.ts'
import { openRepository } from './open-repository.ts'
import { parseAddress, withoutPassword } from './url.ts'

const OPTIONS = {
  ...FETCH_OPTIONS,
  history: option.boolean('look for secrets in the files of all commits of all branches and tags, too'),
} satisfies OptionSpecs

/** Git repositories, each as an image of one layer: what lock files ask for counts as what will be installed. */
export const repoTarget: Target = defineTarget({
  name: 'repo',
  description:
    'git repositories, as images of one layer: packages by lock files, secrets (--history: of all commits), web shells',
  kinds: ['image'],
  usage: 'folder|git-url',
  examples: ['scan repo https://git.local/app.git', 'scan repo . --history --plugins sensitive'],
  options: OPTIONS,
  async *discover(words, context): AsyncGenerator<Discovered> {
    if (words.length === 0) throw usageError('USAGE', 'no repository given', { hint: 'name one: scan repo .' })
    refuseSharedToken(words, context.options['token-stdin'])
    const token = context.options['token-stdin'] ? await context.readStdin?.() : undefined
    for (const word of words) yield await openAsImage(word, context, token)
  },
})

async function openAsImage(
  word: string,
  { options, signal, log }: TargetContext<typeof OPTIONS>,
  token: string | undefined,
): Promise<Discovered> {
  try {
    const address = parseAddress(word)
    if (address.transport === 'http') log.warn('the repository is fetched without encryption', { host: address.host })
    const { history } = options
    const repository = await openRepository(address, { ...fetchOptions(options, signal, token), history })
    const entity = imageOfRepository(repository, history)
    return {
      entity: { ...entity, close: async () => repository[Symbol.asyncDispose]() },
      source: `git (${address.name})`,
    }
  } catch (error) {
    signal.throwIfAborted()
    return { target: withoutPassword(word), error: toVeinmindError(error, 'GIT_PROTOCOL') }
  }
}
