import { readlinkSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Process numbers mean something in their namespace alone: two containers may share a folder for temporary files. */
const NAMESPACE = processNamespace()
const PREFIX = 'veinmind-plugin-'
const NAME = /^veinmind-plugin-(\d+)-(\d+)-/

let cleaning: Promise<void> | undefined

/** Makes a folder that only this user can enter; those of processes that were killed are removed first, once a process. */
export async function makePrivateFolder(): Promise<string> {
  cleaning ??= removeAbandoned()
  await cleaning
  return mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-${NAMESPACE}-`))
}

/** Removes a folder of `makePrivateFolder` with what is in it. */
export async function removePrivateFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true })
}

async function removeAbandoned(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => [])
  for (const name of names) {
    const [, pid, namespace] = NAME.exec(name) ?? []
    if (pid === undefined || Number(namespace) !== NAMESPACE || isRunning(Number(pid))) continue
    // What belongs to another user stays.
    await removePrivateFolder(join(tmpdir(), name)).catch(() => {})
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function processNamespace(): number {
  try {
    return Number(/\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? 0)
  } catch {
    return 0
  }
}
