import type { OptionSpec } from '@veinmind/sdk'
import type { ClusterFlags } from '@veinmind/target-k8s'
import type { RegistryFlags } from '@veinmind/target-registry'

/** What `--images` needs to know besides the cluster. */
export type ImageFlags = ClusterFlags &
  Readonly<
    Record<'images' | 'registry-insecure-skip-verify' | 'registry-plain-http', OptionSpec<boolean>> & {
      platform: RegistryFlags['platform']
      'registry-ca-file': RegistryFlags['ca-file']
      'registry-allow-realm': RegistryFlags['allow-realm']
    }
  >
