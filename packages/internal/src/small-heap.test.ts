import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

const MODULE = new URL('small-heap.ts', import.meta.url).href

/** MiB for short-lived objects, once many have outlived a collection; the words say what is done as soon as there are 16. */
function youngAfter(action: 'keep' | 'keep and release' | 'nothing'): number {
  const program = `
    import { getHeapSpaceStatistics } from 'node:v8'
    import { keepYoungSmall } from ${JSON.stringify(MODULE)}
    const young = () => getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size / 2 ** 20
    const early = keepYoungSmall()
    const kept = new Array(400_000)
    let release
    for (let count = 0; count < 3_000_000; count += 1) {
      kept[count % kept.length] = { count, text: String(count) }
      if (count % 20_000 !== 0 || release !== undefined || ${action === 'nothing'}) continue
      release = keepYoungSmall()
      if (${action === 'keep and release'}) release?.()
    }
    release?.()
    console.log(JSON.stringify([early === undefined, young()]))`
  const args = ['--min-semi-space-size=1', '--max-semi-space-size=64', '--input-type=module', '-e', program]
  const [wasSmall, size] = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as [boolean, number]
  expect(wasSmall).toBe(true)
  return size
}

test('what short-lived objects have grows no more once it is kept, and does again when it is released', () => {
  const kept = youngAfter('keep')
  expect(kept).toBeGreaterThanOrEqual(16)
  expect(kept).toBeLessThan(64)
  expect(youngAfter('nothing')).toBeGreaterThan(kept)
  expect(youngAfter('keep and release')).toBeGreaterThan(kept)
})
