import { scanWith } from '@veinmind/plugin-testing'
import type { IacFile } from '@veinmind/sdk'
import { createRandom } from '@veinmind/testing'
import { expect, test } from 'vitest'
import iac from './index.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const random = createRandom(17)
const text = (length: number) =>
  Array.from({ length }, () => ALPHABET.charAt(Math.floor(random() * ALPHABET.length))).join('')
const pem = (body: string, newline: string) =>
  [
    '-----BEGIN PRIVATE',
    ' KEY-----',
    newline,
    body.replace(/.{64}/g, `$&${newline}`),
    newline,
    '-----END PRIVATE',
    ' KEY-----',
  ].join('')
const pod = (line: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n    - name: web\n      image: web:1.4\n      env:\n        - name: DB_PASSWORD\n          value: ${line}\n`

const FILES: Readonly<Record<string, (secret: string) => readonly [path: string, text: string]>> = {
  'a private key with \\n in a Dockerfile': (secret) => ['Dockerfile', `FROM alpine\nENV K="${pem(secret, '\\n')}"\n`],
  'a private key in a Pod': (secret) => ['pod.yaml', pod(JSON.stringify(pem(secret, '\n')))],
  'a private key in a ConfigMap': (secret) => [
    'c.yaml',
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  k: |\n    ${pem(secret, '\n').replaceAll('\n', '\n    ')}\n`,
  ],
  'a private key in a compose file': (secret) => [
    'compose.yaml',
    `services:\n  web:\n    image: a:1\n    privileged: true\n    environment:\n      K: ${JSON.stringify(pem(secret, '\n'))}\n`,
  ],
  'a variable of an image': (secret) => [
    'Dockerfile',
    `FROM alpine\nENV DB_PASSWORD=${secret}\nARG API_TOKEN="${secret}"\nRUN curl -k https://a/?t=${secret} | sh\n`,
  ],
  'a variable of a Pod': (secret) => ['pod.yaml', pod(secret)],
  'a Secret': (secret) => [
    's.yaml',
    `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata:\n  k: ${Buffer.from(secret).toString('base64')}\nstringData:\n  p: ${secret}\n`,
  ],
  'a Stripe key longer than its form': (secret) => ['pod.yaml', pod(`${['sk', 'live', ''].join('_')}${secret}`)],
}

test.each(Object.entries(FILES))('no piece of %s is shown, whatever its length', async (_, write) => {
  for (const length of [64, 119, 120, 121, 128, 399, 400, 401, 700, 8000]) {
    const secret = text(length)
    const [path, content] = write(secret)
    const file: IacFile = { kind: 'iac', id: path, name: path, path, bytes: Buffer.from(content) }
    const { findings } = await scanWith(iac, file, { showSecrets: false })
    expect(findings.length).toBeGreaterThan(0)
    const shown = JSON.stringify(findings.map(({ evidence, detail, locations }) => [evidence, detail, locations]))
    for (let at = 0; at + 12 <= secret.length; at += 1)
      expect(
        shown.includes(secret.slice(at, at + 12)),
        `${secret.slice(at, at + 12)} of ${length} in ${shown.slice(0, 2000)}`,
      ).toBe(false)
  }
})
