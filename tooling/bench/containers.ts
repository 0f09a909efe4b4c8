import { startLocalDocker, whyNoDocker } from './local-docker.ts'
import { measurePairs, median } from './measure.ts'
import { compared, figure, notMeasured } from './result.ts'
import type { Result } from './result.ts'
import type { Subject } from './subject.ts'

const COUNT = 50
const WHAT = `scan of ${COUNT} containers of one known image, which were made and not started`

/** Many containers of an image that was scanned before, against one of them. */
export async function benchContainers({ rounds, scanWith }: Subject): Promise<Result[]> {
  const reason = whyNoDocker()
  if (reason !== undefined) return [notMeasured(WHAT, reason)]
  await using docker = await startLocalDocker()
  const { docker: run } = docker.dockerd
  for (let number = 0; number < COUNT; number++)
    await run(['create', '--name', `work${number}`, '--network', 'host', docker.reference, 'sleep', '100000'])
  await scanWith('containers-cache', 'scan', 'image', `docker:${docker.reference}`, ...docker.flags)
  const scan = (...words: string[]) =>
    scanWith('containers-cache', 'scan', 'container', ...words, '--from', 'docker', ...docker.flags)
  const pairs = await measurePairs(
    () => scan(),
    () => scan('work7'),
    rounds,
  )
  return [
    compared(`${WHAT}; theirs: one of them`, pairs, 3),
    figure(`memory of the ${WHAT}`, median(pairs.map(({ ours }) => ours.mebibytes)), { most: 350, unit: 'MiB' }),
  ]
}
