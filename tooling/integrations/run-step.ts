import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const BIN = fileURLToPath(new URL('../../apps/runner/src/bin.ts', import.meta.url))

/** A folder of a job, with an `npx` that runs the runner of this repository, as npm would the published one. */
export interface JobFolder extends Disposable {
  readonly path: string
  /** Runs a script of a step; what it writes, and its exit code. */
  run(script: string, env: Readonly<Record<string, string>>, shell?: 'bash' | 'sh'): Promise<StepRun>
}

export interface StepRun {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export function openJobFolder(): JobFolder {
  const path = mkdtempSync(join(tmpdir(), 'veinmind-integration-'))
  // The first words are npx's own: --yes, and the package with its version.
  writeFileSync(join(path, 'npx'), `#!/bin/sh\nshift 2\nexec '${process.execPath}' '${BIN}' "$@"\n`, { mode: 0o755 })
  return {
    path,
    run: (script, env, shell = 'bash') =>
      new Promise((resolve, reject) => {
        const child = spawn(shell, ['-e', '-c', script], {
          cwd: path,
          env: { PATH: `${path}${delimiter}${process.env['PATH'] ?? ''}`, HOME: path, LANG: 'C.UTF-8', ...env },
          stdio: ['ignore', 'pipe', 'pipe'],
        })
        const written = { stdout: '', stderr: '' }
        child.stdout.on('data', (chunk: Buffer) => (written.stdout += chunk.toString()))
        child.stderr.on('data', (chunk: Buffer) => (written.stderr += chunk.toString()))
        child.once('error', reject)
        child.once('close', (code) => resolve({ ...written, code: code ?? -1 }))
      }),
    [Symbol.dispose]: () => rmSync(path, { recursive: true }),
  }
}
