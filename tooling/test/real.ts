import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { installAll } from '@veinmind/services'
import { close, sum } from './tally.ts'
import { runVitest } from './vitest.ts'
import type { ChosenTests } from './vitest.ts'

const root = join(import.meta.dirname, '../..')

/** Container engines share mounts, cgroups and networks of the machine, so that tests which start one run one after another. */
const STARTS_ENGINE = /\bstart(?:Dockerd|Containerd|Podman)\b/
const files = globSync('{packages,apps,tooling}/**/*.real.test.ts', {
  cwd: root,
  exclude: (path) => path.endsWith('node_modules'),
})
const engines = files.filter((path) => STARTS_ENGINE.test(readFileSync(join(root, path), 'utf8')))
/** They mostly wait: all other tests run beside them, one after another too. */
const lanes: readonly ChosenTests[] = [{ files: engines }, { without: engines }]

console.log('Installing what is missing of the real components …')
await installAll(console.log)
// What was asked for and did not run has not passed.
const place = { root, config: 'vitest.real.config.ts', skipped: 'fail' } as const
close(sum(await Promise.all(lanes.map((lane) => runVitest(place, lane)))))
