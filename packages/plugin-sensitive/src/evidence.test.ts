import { scanWith } from '@veinmind/plugin-testing'
import type { Entity } from '@veinmind/sdk'
import { buildImage, layer } from '@veinmind/testing'
import { describe, expect, test } from 'vitest'
import { privateKey } from '../test/keys.ts'
import { buildSample } from '../test/samples.ts'
import sensitive from './index.ts'

/** The longest stretch of `secret` that stands in `text`, when it is longer than what may. */
function shownOf(secret: string, text: string): string | undefined {
  const most = Math.min(12, Math.max(4, Math.floor(secret.length / 3)))
  for (let at = 0; at + most <= secret.length; at += 1) {
    const run = secret.slice(at, at + most)
    if (text.includes(run)) return run
  }
  return undefined
}

async function textOf(image: Entity): Promise<string> {
  const { findings } = await scanWith(sensitive, image, { showSecrets: false })
  expect(findings.length).toBeGreaterThan(0)
  // Fingerprints, digests and times hold any four characters by chance.
  return JSON.stringify(
    findings.map(({ evidence, detail, locations }) => [
      evidence,
      detail['context_content'],
      detail['value'],
      locations.map(({ step, object }) => [step?.createdBy, object]),
    ]),
  )
}

const long = (length: number, seed: string) => buildSample(`{alnum:${length}}`, seed)
const body = (pem: string) => pem.replace(/-----[A-Z ]+-----/g, '').replace(/\s/g, '')

describe('no piece of a secret is shown', () => {
  test.each([
    [
      'a key as text with \\n',
      () => ({ secret: body(privateKey('rsa')), text: JSON.stringify({ private_key: privateKey('rsa') }) }),
    ],
    [
      'a key of OpenSSH as text with \\n',
      () => ({ secret: body(privateKey('openssh')), text: `KEY="${privateKey('openssh').replace(/\n/g, '\\n')}"` }),
    ],
    [
      '.dockerconfigjson',
      () => {
        const secret = Buffer.from(
          JSON.stringify({
            auths: Object.fromEntries(
              Array.from({ length: 30 }, (_, index) => [
                `r${index}.local`,
                { auth: buildSample('{basic:deploy}', String(index)) },
              ]),
            ),
          }),
        ).toString('base64')
        return { secret, text: `  .dockerconfigjson: ${secret}\n` }
      },
    ],
    [
      'client-key-data',
      () => ({
        secret: Buffer.from(privateKey('rsa')).toString('base64'),
        text: `    client-key-data: ${Buffer.from(privateKey('rsa')).toString('base64')}\n`,
      }),
    ],
    [
      'a web token with a long payload',
      () => {
        const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
        const secret = `${part({ alg: 'HS256' })}.${part({ roles: long(3000, 'roles') })}.${long(43, 'signature')}`
        return { secret, text: `AUTH=${secret} # session\n` }
      },
    ],
  ])('%s, in a file, a variable and a step', async (_, make) => {
    const { secret, text } = make()
    const inFile = await textOf(buildImage(layer({ 'srv/app.conf': text })))
    expect(shownOf(secret, inFile)).toBeUndefined()
    const setup = buildImage(layer({ a: '1' }, { createdBy: `RUN echo '${text.trim()}' > /x` }), {
      config: { env: [`CONFIG=${text.trim()}`] },
    })
    expect(shownOf(secret, await textOf(setup))).toBeUndefined()
  })

  test('of what follows the last match that is told of a line', async () => {
    for (const count of [49, 50, 51, 120]) {
      const tokens = Array.from({ length: count }, (_, index) => buildSample('glpat-{url:20}', `many ${index}`))
      const line = tokens.join(' ')
      const image = buildImage(layer({ 'srv/tokens': line }, { createdBy: `RUN login ${line}` }), {
        config: { env: [`TOKENS=${line}`] },
      })
      const text = await textOf(image)
      expect(tokens.filter((token) => shownOf(token.slice(6), text) !== undefined)).toEqual([])
    }
  })

  test('where the search was given up, nothing beside a match', async () => {
    const tokens = Array.from({ length: 10_300 }, (_, index) => buildSample('glpat-{url:20}', `more ${index}`))
    const line = tokens.join(' ')
    const text = await textOf(buildImage(layer({ 'srv/tokens': line }), { config: { env: [`TOKENS=${line}`] } }))
    expect(tokens.filter((token) => shownOf(token.slice(6), text) !== undefined)).toEqual([])
  })

  test('of a secret that another rule claims in part', async () => {
    const secret = `AKIA${buildSample('{base32:16}', 'aws')}${long(60, 'tail')}`
    const text = await textOf(
      buildImage(layer({ 'srv/a.env': `DB_PASSWORD=${secret} and AWS_ACCESS_KEY_ID=${secret.slice(0, 20)}\n` })),
    )
    expect(shownOf(secret, text)).toBeUndefined()
  })
})

test('with --show-secrets all of it is there', async () => {
  const token = buildSample('glpat-{url:20}', 'shown')
  const { findings } = await scanWith(sensitive, buildImage(layer({ 'srv/a.conf': `token ${token} end\n` })), {
    showSecrets: true,
  })
  expect(findings[0]?.evidence).toBe(`token ${token} end`)
})
