import { defineTarget } from '@veinmind/sdk/target'
import type { Discovered, Target, TargetContext } from '@veinmind/sdk/target'
import { registryOptions } from './target-options.ts'
import type { RegistryFlags } from './target-options.ts'

/** Images of registries, for a host such as the runner: `veinmind scan registry <host>[/repository[:tag]]`. */
export const registryTarget: Target<RegistryFlags> = defineTarget({
  name: 'registry',
  description: 'images of OCI and Docker registries, and of Harbor',
  kinds: ['image'],
  usage: 'host[/project|/repository[:tag|@digest]]',
  examples: [
    'scan registry harbor.local/app:1.4',
    'scan registry harbor.local/app --tag "v*" --newest 5',
    'scan registry harbor.local/team/ --exclude "team/legacy-*"',
    'scan registry harbor.local/ --username robot --password-stdin < password',
  ],
  options: registryOptions,
  async *discover(
    targets: readonly string[],
    context: TargetContext<RegistryFlags>,
  ): AsyncGenerator<Discovered, void, undefined> {
    // The client and its http library are loaded when they are needed: `--help` needs neither.
    const { discoverTargets } = await import('./discover-targets.ts')
    yield* discoverTargets(targets, context)
  },
})
