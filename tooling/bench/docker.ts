import { run, startDistribution } from '@veinmind/services'
import { startLocalDocker, whyNoDocker } from './local-docker.ts'
import { measure, measurePairs, median } from './measure.ts'
import { compared, figure, notMeasured } from './result.ts'
import type { Result } from './result.ts'
import type { Subject } from './subject.ts'

const WHAT = 'cold scan of an image of docker'

/**
 * A first scan of an image of a local docker: by its folders against one of the same image in a registry; by its API against
 * `docker save` alone, since docker 20.10 takes longer to hand an image out than a scan from a registry takes in all.
 */
export async function benchDocker({ layout, rounds, scanCold, scanColdWithout }: Subject): Promise<Result[]> {
  const reason = whyNoDocker()
  if (reason !== undefined) return [notMeasured(WHAT, reason)]
  await using registry = await startDistribution()
  await run('skopeo', ['copy', '--dest-tls-verify=false', `oci:${layout}`, `docker://${registry.host}/debian:12`])
  await using docker = await startLocalDocker()
  const scan = ['scan', 'image', `docker:${docker.reference}`, ...docker.flags]
  const fromRegistry = (): ReturnType<typeof scanCold> => scanCold('scan', 'registry', `${registry.host}/debian:12`)
  const byFolders = await measurePairs(() => scanCold(...scan), fromRegistry, rounds)
  const save = ['docker -H "$0" save "$1" > /dev/null', docker.dockerd.address, docker.reference]
  const byApi = await measurePairs(
    () => scanColdWithout(docker.dockerd.dataRoot, ...scan),
    () => measure({ command: 'sh', args: ['-c', ...save], allow: [0] }),
    rounds,
  )
  return [
    compared(`${WHAT}, by its folders as root; theirs: the same image from a registry`, byFolders, 1),
    compared(`${WHAT}, by its API; theirs: \`docker save\` alone`, byApi, 2),
    figure(`memory of a ${WHAT}, by its folders`, median(byFolders.map(({ ours }) => ours.mebibytes)), {
      most: 350,
      unit: 'MiB',
    }),
    figure(`memory of a ${WHAT}, by its API`, median(byApi.map(({ ours }) => ours.mebibytes)), {
      most: 350,
      unit: 'MiB',
    }),
  ]
}
