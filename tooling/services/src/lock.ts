import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from './cache.ts'

/** Runs `work` while no other process of this machine runs work of that name. The lock ends with the process. */
export async function withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(cacheFolder(), { recursive: true })
  // flock(1) holds the lock until `cat` ends, which is when this process closes its end of the pipe, or dies.
  const child = spawn('flock', [join(cacheFolder(), `${name}.lock`), 'sh', '-c', 'echo locked; exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.stdout.once('data', () => resolve())
    child.once('exit', (code) => reject(new Error(`flock ended with ${code}`)))
  })
  try {
    return await work()
  } finally {
    child.stdin.end()
    await ended
  }
}
