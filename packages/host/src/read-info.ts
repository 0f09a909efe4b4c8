import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { SILENT } from '@veinmind/internal'
import { kib, mib, usageError, VeinmindError } from '@veinmind/sdk'
import { makeTemporaryFolder } from '@veinmind/internal/temporary'
import { captureOutput } from './capture-output.ts'
import { NO_PLUGIN, parseManifest } from './manifest.ts'
import type { ExternalManifest } from './manifest.ts'
import { startProcess } from './process.ts'
import type { StartedProcess } from './process.ts'
import { launchOf } from './sandbox.ts'
import type { Sandbox } from './sandbox.ts'

const TIMEOUT_MS = 10_000
const MAX_OUTPUT = mib(1)
/** How long what it printed is waited for after its end: a process that got away from it may hold the stream. */
const REST_MS = 1000

/** Runs `<executable> info`, with flags that may change what it says, and reads its manifest. */
export async function readInfo(executable: string, surroundings: Surroundings = {}): Promise<ExternalManifest> {
  const cwd = await makeTemporaryFolder('plugin')
  try {
    return await readInfoIn(cwd, executable, surroundings)
  } finally {
    await rm(cwd, { recursive: true, force: true })
  }
}

interface Surroundings {
  readonly sandbox?: Sandbox | undefined
  readonly signal?: AbortSignal | undefined
  readonly flags?: readonly string[]
}

async function readInfoIn(
  cwd: string,
  executable: string,
  { sandbox, signal, flags = [] }: Surroundings,
): Promise<ExternalManifest> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS)
  const limits = {
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    maxMemory: mib(512),
    cwd,
  }
  const started = await startProcess(await launchOf(executable, sandbox, { cwd }), ['info', ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    limits,
  })
  try {
    return await readManifest(executable, started, signal)
  } finally {
    started.letGo()
  }
}

async function readManifest(
  executable: string,
  { child, ended }: StartedProcess,
  signal: AbortSignal | undefined,
): Promise<ExternalManifest> {
  const output = captureOutput({ stdout: null, stderr: child.stderr }, SILENT)
  const printed = readAll(child.stdout)
  const end = await ended
  const letGo = setTimeout(() => child.stdout?.destroy(), REST_MS)
  const text = await printed.finally(() => clearTimeout(letGo))
  signal?.throwIfAborted()
  if (end.reason === 'aborted') throw failed(executable, `no answer within ${TIMEOUT_MS / 1000} s`)
  if (end.reason === 'memory') throw failed(executable, 'it took more than 512 MiB')
  if (end.code !== 0) {
    const last = await output.lastError()
    const how = `it ended with ${end.signal ?? `code ${end.code}`}${last === '' ? '' : `: ${last}`}`
    throw usageError('HOST_PLUGIN_FAILED', `${executable} info: ${how}`, { hint: NO_PLUGIN })
  }
  if (text === undefined) throw failed(executable, `it printed more than ${MAX_OUTPUT / kib(1)} KiB`)
  return parseManifest(executable, text)
}

/** What it printed until the stream ended or was let go; undefined for too much. */
async function readAll(output: Readable | null): Promise<string | undefined> {
  const parts: Buffer[] = []
  let size = 0
  output?.on('data', (part: Buffer) => {
    size += part.length
    if (size <= MAX_OUTPUT) parts.push(part)
  })
  if (output) await once(output, 'close')
  return size > MAX_OUTPUT ? undefined : Buffer.concat(parts).toString('utf8')
}

function failed(executable: string, what: string): VeinmindError {
  return new VeinmindError('HOST_PLUGIN_FAILED', `${executable} info: ${what}`)
}
