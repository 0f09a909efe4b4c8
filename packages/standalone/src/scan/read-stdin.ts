import { kib, usageError } from '@veinmind/sdk'
import { keepOwnSecrets } from '@veinmind/sdk/target'

/** Standard input up to its first line feed: a secret that the user pipes in. */
async function readStdin(): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of process.stdin as AsyncIterable<Buffer>) {
    parts.push(part)
    size += part.length
    if (size > kib(64)) throw usageError('USAGE', 'standard input is longer than 64 KiB')
  }
  const secret = Buffer.concat(parts).toString('utf8').split(/\r?\n/, 1)[0] ?? ''
  keepOwnSecrets(secret)
  return secret
}

/** What reads that secret once, and gives it to whoever asks. */
export function readOnce(): () => Promise<string> {
  let secret: Promise<string> | undefined
  return () => (secret ??= readStdin())
}
