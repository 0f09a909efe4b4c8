import { startLocalDocker, whyNoDocker } from './local-docker.ts'
import { measurePairs } from './measure.ts'
import { compared, notMeasured } from './result.ts'
import type { Result } from './result.ts'
import type { Subject } from './subject.ts'

const WHAT = 'scan of a container with a writable layer of 50 MB on a known image'

/** A container of an image that was scanned before, against the cold scan of the image. */
export async function benchContainer({ rounds, layout, scanCold, scanWith }: Subject): Promise<Result[]> {
  const reason = whyNoDocker()
  if (reason !== undefined) return [notMeasured(WHAT, reason)]
  await using docker = await startLocalDocker()
  const { docker: run } = docker.dockerd
  await run(['run', '--detach', '--name', 'work', '--network', 'host', docker.reference, 'sleep', '100000'])
  // 1,200 files, text and programs.
  await run(['exec', 'work', 'cp', '-a', '/usr/lib/python3.11', '/usr/lib/git-core', '/srv'])
  await scanWith('container-cache', 'scan', 'image', `docker:${docker.reference}`, ...docker.flags)
  const pairs = await measurePairs(
    () => scanWith('container-cache', 'scan', 'container', 'docker:work', ...docker.flags),
    () => scanCold('scan', 'image', layout),
    rounds,
  )
  return [compared(`${WHAT}; theirs: a cold scan of the image`, pairs, 0.15)]
}
