import type { Readable } from 'node:stream'
import { kib, mib, SILENT, VeinmindError } from '@veinmind/sdk'
import { captureOutput } from './capture-output.ts'
import { parseManifest } from './manifest.ts'
import type { ExternalManifest } from './manifest.ts'
import { makePrivateFolder, removePrivateFolder } from './private-folder.ts'
import { startProcess } from './process.ts'
import { launchOf } from './sandbox.ts'
import type { Sandbox } from './sandbox.ts'

const TIMEOUT_MS = 10_000
const MAX_OUTPUT = mib(1)

/** Runs `<executable> info` and reads its manifest. */
export async function readInfo(executable: string, sandbox?: Sandbox, signal?: AbortSignal): Promise<ExternalManifest> {
  const cwd = await makePrivateFolder()
  try {
    return await readInfoIn(cwd, executable, { sandbox, signal })
  } finally {
    await removePrivateFolder(cwd)
  }
}

interface Surroundings {
  readonly sandbox: Sandbox | undefined
  readonly signal: AbortSignal | undefined
}

async function readInfoIn(cwd: string, executable: string, { sandbox, signal }: Surroundings): Promise<ExternalManifest> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS)
  const limits = {
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    maxMemory: mib(512),
    cwd,
  }
  const { child, ended } = await startProcess(launchOf(executable, sandbox, cwd), ['info'], { stdio: ['ignore', 'pipe', 'pipe'], limits })
  const output = captureOutput({ stdout: null, stderr: child.stderr }, SILENT)
  const [text, end] = await Promise.all([readAll(child.stdout), ended])
  signal?.throwIfAborted()
  if (end.reason === 'aborted') throw failed(executable, `no answer within ${TIMEOUT_MS / 1000} s`)
  if (end.reason === 'memory') throw failed(executable, 'it took more than 512 MiB')
  if (end.code !== 0) {
    const last = await output.lastError()
    throw failed(executable, `it ended with ${end.signal ?? `code ${end.code}`}${last === '' ? '' : `: ${last}`}`)
  }
  if (text === undefined) throw failed(executable, `it printed more than ${MAX_OUTPUT / kib(1)} KiB`)
  return parseManifest(executable, text)
}

async function readAll(output: Readable | null): Promise<string | undefined> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of (output ?? []) as AsyncIterable<Buffer>) {
    size += part.length
    if (size <= MAX_OUTPUT) parts.push(part)
  }
  return size > MAX_OUTPUT ? undefined : Buffer.concat(parts).toString('utf8')
}

function failed(executable: string, what: string): VeinmindError {
  return new VeinmindError('HOST_PLUGIN_FAILED', `${executable} info: ${what}`)
}
