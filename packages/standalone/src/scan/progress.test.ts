import { expect, test } from 'vitest'
import { createProgress, createTally } from './progress.ts'

test('the line says how far, how fast and how long', () => {
  let time = 0
  const tally = createTally(String, () => time)
  expect(tally.line()).toBe('looking for what is to be scanned  0 s')
  tally.update({ kind: 'target', target: 'a', name: 'app:\u001b[31m1', type: 'image', layers: 2, bytes: 3_000_000 })
  tally.update({ kind: 'layer', target: 'a', digest: 'x', bytes: 1_000_000, source: 'cache' })
  expect(tally.line()).toBe('0 %  0 B of 2.0 MB  1 cached  app:\\x1b[31m1')
  tally.update({ kind: 'bytes', digest: 'y', bytes: 500_000 })
  tally.update({ kind: 'plugin', target: 'a', plugin: 'weakpass' })
  time = 5000
  expect(tally.line()).toBe('25 %  500 kB of 2.0 MB  100 kB/s  15 s left  1 cached  app:\\x1b[31m1  weakpass')
  tally.update({ kind: 'plugin', target: 'a', plugin: 'weakpass', outcome: 'ok' })
  tally.update({ kind: 'bytes', digest: 'y', bytes: 1_500_000 })
  tally.update({ kind: 'done', target: 'a', outcome: 'ok' })
  tally.update({ kind: 'target', target: 'b', name: 'Dockerfile', type: 'iac', layers: 0, bytes: 0 })
  time = 600_000
  expect(tally.line()).toMatch(/^100 %  2\.0 MB of 2\.0 MB  .*1 of 2 targets done  1 cached  Dockerfile$/)
})

test('what has no bytes has no percent', () => {
  const tally = createTally(String, () => 0)
  tally.update({ kind: 'target', target: 'b', name: 'Dockerfile', type: 'iac', layers: 0, bytes: 0 })
  expect(tally.line()).toBe('Dockerfile')
})

test('nothing is drawn where there is no terminal, or when it is unwanted', () => {
  for (const [isTTY, quiet] of [
    [false, false],
    [true, true],
  ] as const) {
    const written: string[] = []
    const progress = createProgress({ isTTY, write: (text) => written.push(text) }, { quiet, mask: (text) => text })
    progress.end()
    expect(written).toEqual([])
  }
})
