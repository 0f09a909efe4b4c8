import { createServer } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { scanWith } from '@veinmind/plugin-testing'
import { buildImage, layer } from '@veinmind/testing'
import { afterEach, expect, test } from 'vitest'
import webshell from '../src/index.ts'

const image = buildImage(
  layer({
    'var/www/a.php': '<?php echo 1;',
    'var/www/b.jsp': '<%= 1 %>',
    'etc/motd': 'no script',
    'var/www/c.aspx': '<%= 2 %>',
  }),
)

let server: Server | undefined
afterEach(() => void server?.close())

interface Asked {
  readonly token: string | undefined
  readonly type: string
  readonly name: string
  readonly tag: string
  readonly body: string
}

/** A server that speaks the original's protocol, and answers as the test says. */
async function start(
  answer: (asked: Asked) => { status?: number; body: string },
): Promise<{ url: string; asked: Asked[] }> {
  const asked: Asked[] = []
  server = createServer((request, response) => {
    void readForm(request).then((form) => {
      asked.push(form)
      const { status = 200, body } = answer(form)
      response.writeHead(status, { 'content-type': 'application/json' }).end(body)
    })
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/detect`, asked }
}

async function readForm(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const form = await new Response(Buffer.concat(chunks), {
    headers: { 'content-type': request.headers['content-type'] ?? '' },
  }).formData()
  const file = form.get('file') as File
  return {
    token: request.headers['x-ca-token'] as string | undefined,
    type: form.get('type') as string,
    tag: form.get('tag') as string,
    name: file.name,
    body: await file.text(),
  }
}

const verdict = (level: number): string =>
  JSON.stringify({
    code: 0,
    message: '',
    data: { risk_level: level, id: '1', type: 'php', reason: 'an eval', engine: 'e1' },
  })
const token = { path: 't', text: 'secret-token\n' }

test('each page is sent with its token and language, and what the service says is told by its level', async () => {
  const { url, asked } = await start(({ name }) => ({ body: verdict(name.endsWith('.php') ? 20 : 0) }))
  const report = await scanWith(webshell, image, { options: { service: url, 'service-token-file': token } })
  expect(asked.map(({ name, type }) => `${name} ${type}`).toSorted()).toEqual([
    '/var/www/a.php php',
    '/var/www/b.jsp jsp',
    '/var/www/c.aspx asp',
  ])
  expect(asked[0]).toMatchObject({ token: 'secret-token', tag: 'veinmind-webshell' })
  expect(asked.find(({ type }) => type === 'php')?.body).toBe('<?php echo 1;')
  expect(report).toReport({ rule: 'WEBSHELL-015', severity: 'critical', path: '/var/www/a.php' })
  expect(report.findings).toHaveLength(1)
})

test.each([
  ['a token that is refused', 401, '{}', /refuses the token/],
  ['a quota that is used up', 429, '{}', /quota is used up/],
  ['an answer that is no JSON', 200, 'oops', /no JSON/],
  ['a code that says no', 200, '{"code":7,"message":"expired"}', /expired/],
  ['an error', 500, '{}', /HTTP 500/],
])('%s is no clean bill: the scan is partial and says why', async (_, status, body, reason) => {
  const { url } = await start(() => ({ status, body }))
  const report = await scanWith(webshell, image, { options: { service: url } })
  expect(report.findings).toEqual([])
  expect(JSON.stringify(report.targets)).toMatch(reason)
})

test('nothing is sent without the option', async () => {
  const { asked } = await start(() => ({ body: verdict(20) }))
  await scanWith(webshell, image)
  expect(asked).toEqual([])
})
