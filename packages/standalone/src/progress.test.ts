import { expect, test } from 'vitest'
import { createProgress, createTally } from './progress.ts'

test('the line adds up targets, layers, bytes and plugins', () => {
  const tally = createTally()
  tally.update({ kind: 'target', target: 'a', name: 'app:\u001b[31m1', type: 'image', layers: 2, bytes: 3_000_000 })
  tally.update({ kind: 'layer', target: 'a', digest: 'x', bytes: 1_000_000, source: 'cache' })
  tally.update({ kind: 'bytes', digest: 'y', bytes: 500_000 })
  tally.update({ kind: 'plugin', target: 'a', plugin: 'weakpass' })
  expect(tally.line()).toBe('app:\\x1b[31m1  1 targets (0 done)  1 layers (1 cached)  500 kB / 2.0 MB  weakpass')
  tally.update({ kind: 'plugin', target: 'a', plugin: 'weakpass', outcome: 'ok' })
  tally.update({ kind: 'done', target: 'a', outcome: 'ok' })
  expect(tally.line()).toBe('1 targets (1 done)  1 layers (1 cached)  500 kB / 2.0 MB')
})

test('nothing is drawn where there is no terminal, or when it is unwanted', () => {
  for (const [isTTY, quiet] of [[false, false], [true, true]] as const) {
    const written: string[] = []
    const progress = createProgress({ isTTY, write: (text) => written.push(text) }, quiet)
    progress.end()
    expect(written).toEqual([])
  }
})
