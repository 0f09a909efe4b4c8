#!/usr/bin/env node
// A plugin of another program, with nothing but the protocol: reads every file that matches, or (--events n) reports n events.
import { once } from 'node:events'
import { Socket } from 'node:net'
import { createInterface } from 'node:readline'

const MANIFEST = {
  name: 'bench',
  manifestVersion: 1,
  protocol: 'veinmind/1',
  commands: [{ path: ['scan', 'image'], type: 'image' }],
}
const ENTITY = 'veinmind/entity/1'
const REPORT = 'github.com/chaitin/veinmind-tools/veinmind-common/go/service/report'
const BUFFER = 1 << 16

interface Answer {
  readonly reply: readonly unknown[]
  readonly error?: string
}

if (process.argv[2] === 'info') {
  process.stdout.write(JSON.stringify(MANIFEST))
} else {
  const channel = new Socket({ fd: 3 })
  const answers = createInterface({ input: channel })[Symbol.asyncIterator]()
  const at = process.argv.indexOf('--events')
  if (at === -1) await readFiles(channel, answers)
  else await reportEvents(channel, answers, Number(process.argv[at + 1]))
  channel.end()
}

function asRequest(sequence: number, namespace: string, name: string, ...args: readonly unknown[]): string {
  return `${JSON.stringify({ sequence, type: 'call', namespace, name, args })}\n`
}

function event(n: number): object {
  return { type: 'Bench', class: 'info', locations: [{ path: `/srv/file-${n}` }], detail: { n } }
}

async function readFiles(channel: Socket, answers: AsyncIterator<string>): Promise<void> {
  const ask = async (namespace: string, name: string, ...args: readonly unknown[]): Promise<unknown> => {
    channel.write(asRequest(1, namespace, name, ...args))
    const { reply, error } = JSON.parse((await answers.next()).value as string) as Answer
    if (error !== undefined) throw new Error(error)
    return reply[0]
  }
  const search = await ask(ENTITY, 'find', { patterns: ['/srv/**'], max: 4096 })
  let bytes = 0
  for (let isDone = false; !isDone;) {
    const page = (await ask(ENTITY, 'next', search)) as {
      readonly files: readonly { readonly content?: string }[]
      readonly done: boolean
    }
    for (const { content } of page.files) if (content !== undefined) bytes += Buffer.from(content, 'base64').length
    isDone = page.done
  }
  await ask(REPORT, 'report', event(bytes))
}

/** The same thousand events again and again: what grows is the channel's, not the report's. */
async function reportEvents(channel: Socket, answers: AsyncIterator<string>, count: number): Promise<void> {
  const read = (async () => {
    for (let n = 0; n < count; n += 1) await answers.next()
  })()
  let text = ''
  for (let n = 0; n < count; n += 1) {
    text += asRequest(n + 1, REPORT, 'report', event(n % 1000))
    if (text.length < BUFFER && n < count - 1) continue
    if (!channel.write(text)) await once(channel, 'drain')
    text = ''
  }
  await read
}
