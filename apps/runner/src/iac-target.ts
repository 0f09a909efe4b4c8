import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { defineTarget } from '@veinmind/sdk/target'
import type { OptionSpecs } from '@veinmind/sdk'
import type { Discovered, Target, TargetContext } from '@veinmind/sdk/target'
import { gitTarget, isGitUrl } from '@veinmind/target-git'
import { iacTarget as folderTarget } from '@veinmind/target-local'

const OPTIONS: OptionSpecs = { ...folderTarget.options, ...gitTarget.options }

/** Infrastructure as code by whatever leads to it: a folder, a file, or a git repository. */
export const iacTarget: Target = defineTarget({
  name: 'iac',
  description:
    'infrastructure as code: Dockerfiles, compose files and manifests of a folder, a file or a git repository',
  kinds: ['iac'],
  usage: 'folder|file|git-url',
  examples: ['scan iac .', 'scan iac deploy/Dockerfile', 'scan iac https://git.example.com/shop.git//deploy --ref v1'],
  options: OPTIONS,
  async *discover(targets, context: TargetContext): AsyncGenerator<Discovered> {
    const repositories: string[] = []
    for (const target of targets.length > 0 ? targets : ['.']) {
      context.signal.throwIfAborted()
      // With --ref a folder is meant at a commit, not as it is.
      const isRepository = isGitUrl(target) || context.options['ref'] !== undefined || (await isBareRepository(target))
      if (isRepository) repositories.push(target)
      else yield* folderTarget.discover([target], context)
    }
    // Together: a token is read once, and is for one host.
    yield* gitTarget.discover(repositories, context)
  },
})

/** Whether a path is a repository without a working tree; a folder of it may follow behind `//`. */
async function isBareRepository(target: string): Promise<boolean> {
  const [root = ''] = target.split(/(?<=.)\/\//, 1)
  const isFolder = (name: string): Promise<boolean> =>
    stat(join(root, name)).then(
      (found) => found.isDirectory(),
      () => false,
    )
  return (await isFolder('objects')) && (await isFolder('refs'))
}
