import { SILENT } from '@veinmind/internal'
import { defineTarget } from '@veinmind/sdk/target'
import type { Logger, OptionValues } from '@veinmind/sdk'
import type { Discovered, Target, TargetContext } from '@veinmind/sdk/target'
import { discoverImages } from './discover-images.ts'
import { imageEngines } from './engines.ts'
import { imageOptions } from './options.ts'
import type { ImageFlags } from './options.ts'

/** What `discoverLocalImages` needs besides the targets. */
export interface LocalContext {
  readonly signal: AbortSignal
  /** By default nothing is logged. */
  readonly log?: Logger
  /** What differs from the defaults. */
  readonly options?: Partial<OptionValues<ImageFlags>>
  /** Takes what nothing on this machine knows, all of it together: a registry's client, say. */
  readonly fallback?: (targets: readonly string[]) => AsyncIterable<Discovered>
}

/**
 * Images by whatever leads to them: a path, else the engines of this machine in their order, else `fallback`. A prefix
 * (`docker:`, `tarball:` …) or the option `from` says which of them alone. Without targets, every image of the first engine
 * that answers.
 */
export function discoverLocalImages(
  targets: readonly string[],
  { options = {}, signal, log = SILENT, fallback }: LocalContext,
): AsyncGenerator<Discovered> {
  const engines = imageEngines(options, log)
  return discoverImages(targets, {
    engines,
    from: options.from,
    signal,
    log,
    ...(fallback === undefined ? {} : { fallback }),
  })
}

/** Images on this machine. */
export const imageTarget: Target<ImageFlags> = defineTarget({
  name: 'image',
  description: 'images of this machine: a docker or OCI archive, an OCI layout folder, docker, containerd, podman',
  kinds: ['image'],
  usage: '[path|image]',
  examples: [
    'scan image ./app.tar',
    'scan image nginx:1.27',
    'scan image --from podman nginx',
    'scan image containerd:k8s.io/nginx',
  ],
  options: imageOptions,
  discover: (targets: readonly string[], context: TargetContext<ImageFlags>): AsyncGenerator<Discovered> =>
    discoverLocalImages(targets, context),
})
