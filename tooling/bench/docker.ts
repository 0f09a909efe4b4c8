import { run, startDistribution } from '@veinmind/services'
import { startLocalDocker, whyNoDocker } from './local-docker.ts'
import { measurePairs, median } from './measure.ts'
import { compared, figure, notMeasured } from './result.ts'
import type { Result } from './result.ts'
import type { Subject } from './subject.ts'

const WHAT = 'cold scan of an image of docker'

/** A first scan of an image of a local docker, by its folders and by its API, against one of the same image in a registry. */
export async function benchDocker({ layout, rounds, scanCold, scanColdWithout }: Subject): Promise<Result[]> {
  const reason = whyNoDocker()
  if (reason !== undefined) return [notMeasured(WHAT, reason)]
  await using registry = await startDistribution()
  await run('skopeo', ['copy', '--dest-tls-verify=false', `oci:${layout}`, `docker://${registry.host}/debian:12`])
  await using docker = await startLocalDocker()
  const scan = ['scan', 'image', `docker:${docker.reference}`, ...docker.flags]
  const fromRegistry = (): ReturnType<typeof scanCold> => scanCold('scan', 'registry', `${registry.host}/debian:12`)
  const byFolders = await measurePairs(() => scanCold(...scan), fromRegistry, rounds)
  const byApi = await measurePairs(() => scanColdWithout(docker.dockerd.dataRoot, ...scan), fromRegistry, rounds)
  return [
    compared(`${WHAT}, by its folders as root; theirs: the same image from a registry`, byFolders, 1),
    compared(`${WHAT}, by its API; theirs: the same image from a registry`, byApi, 1),
    figure(`memory of a ${WHAT}, by its folders`, median(byFolders.map(({ ours }) => ours.mebibytes)), { most: 350, unit: 'MiB' }),
    figure(`memory of a ${WHAT}, by its API`, median(byApi.map(({ ours }) => ours.mebibytes)), { most: 350, unit: 'MiB' }),
  ]
}
