import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { requireTool, run } from '@veinmind/services'
import { measure, measurePairs } from './measure.ts'
import type { Cost } from './measure.ts'
import { compared } from './result.ts'
import type { Result } from './result.ts'
import { FOUR_PLUGINS } from './subject.ts'
import type { Subject } from './subject.ts'

/** Half the time of each peer, on the same archive. */
const MOST = 0.5

/** What the packages alone may take of the time of syft. */
const MOST_FOR_PACKAGES = 0.35

/** A first scan with four plugins against snyk-docker-plugin. */
export async function benchSnyk({ archive, rounds, scanCold }: Subject): Promise<Result[]> {
  const theirs = (): Promise<Cost> => {
    return measure({
      command: process.execPath,
      args: [join(import.meta.dirname, 'snyk-scan.ts'), archive],
      allow: [0],
    })
  }
  const pairs = await measurePairs(() => scanCold('scan', 'image', archive, ...FOUR_PLUGINS), theirs, rounds)
  return [compared('cold scan, four plugins; theirs: snyk-docker-plugin', pairs, MOST)]
}

/** A first scan with four plugins, and one for packages, against syft with its default catalogers. */
export async function benchSyft({ archive, rounds, scanCold }: Subject): Promise<Result[]> {
  const syft = await requireTool('syft')
  const args = ['scan', `oci-archive:${archive}`, '-q', '-o', 'json']
  const pairs = await measurePairs(
    () => scanCold('scan', 'image', archive, ...FOUR_PLUGINS),
    () => measure({ command: syft, args, allow: [0] }),
    rounds,
  )
  const packages = await measurePairs(
    () => scanCold('scan', 'image', archive, '--plugins', 'asset'),
    () => measure({ command: syft, args, allow: [0] }),
    rounds,
  )
  return [
    compared('cold scan, four plugins; theirs: syft', pairs, MOST),
    compared('cold scan for packages; theirs: syft', packages, MOST_FOR_PACKAGES),
  ]
}

/** A first scan for secrets against gitleaks, which has the tree unpacked already. */
export async function benchGitleaks({ folder, layers, layout, rounds, scanCold }: Subject): Promise<Result[]> {
  const gitleaks = await requireTool('gitleaks')
  const tree = join(folder, 'tree')
  mkdirSync(tree)
  for (const layer of layers) await run('tar', ['-C', tree, '--no-same-owner', '--exclude=dev', '-xzf', layer])
  const args = [
    'dir',
    tree,
    '--no-banner',
    '--log-level',
    'error',
    '--report-format',
    'json',
    '--report-path',
    join(folder, 'gitleaks.json'),
  ]
  const pairs = await measurePairs(
    () => scanCold('scan', 'image', layout, '--plugins', 'sensitive'),
    () => measure({ command: gitleaks, args }),
    rounds,
  )
  return [compared('cold scan for secrets; theirs: `gitleaks dir` on the unpacked tree', pairs, MOST)]
}
