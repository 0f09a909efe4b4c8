import { createSecretKeeper } from '@veinmind/report'
import { expect, test } from 'vitest'
import { createLogger } from './logger.ts'
import { createProgress } from '../scan/progress.ts'

const SECRET = 'Zk3vR8qWm1TxPd7Ls4Nb'

test.each(['text', 'json'])(
  'lines of the log have no secret that is known, and no login of an address: %s',
  (format) => {
    const written: string[] = []
    const keeper = createSecretKeeper()
    const log = createLogger('debug', format, { write: (line) => written.push(line), mask: keeper.mask })
    keeper.add([SECRET])
    log.warn(`a plugin prints ${SECRET}`, {
      line: JSON.stringify({ token: SECRET }),
      reason: encodeURIComponent(`a ${SECRET}`),
      url: 'https://bot:hunter22@git.local/a',
      bytes: 4,
    })
    expect(written.join('')).not.toMatch(/Zk3vR8|4Nb|bot:|hunter22/)
    expect(written.join('')).toContain('git.local/a')
  },
)

test('a thousand secrets that come one by one, between lines of the log', () => {
  const keeper = createSecretKeeper([SECRET])
  for (let index = 0; index < 2_000; index++) {
    const secret = `${index}-${SECRET}-${index * 7919}`
    keeper.add([secret])
    expect(keeper.mask(`x ${secret} y`)).not.toContain(SECRET.slice(0, 8))
  }
})

test('the line of the progress is masked before it is cut', async () => {
  const written: string[] = []
  const progress = createProgress(
    { isTTY: true, columns: 40, write: (text) => written.push(text) },
    { quiet: false, mask: createSecretKeeper([SECRET]).mask },
  )
  progress.update({ kind: 'target', target: 'a', name: `registry/${SECRET}:1`, type: 'image', layers: 1, bytes: 1 })
  await expect.poll(() => written.join('')).toContain('registry')
  progress.end()
  expect(written.join('')).not.toContain(SECRET.slice(0, 4))
})
