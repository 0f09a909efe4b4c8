import { spawn } from 'node:child_process'
import type { Tally } from './tally.ts'

/** A check that is a command: it passes with exit code 0. */
export interface Step {
  readonly name: string
  readonly command: readonly [string, ...string[]]
}

/** How steps are run. */
export interface StepOptions {
  readonly root: string
  /** How many at a time, by default 1. */
  readonly width?: number
  /** Told of each step whether it passed, and what a failed one wrote. */
  readonly say: (text: string) => void
}

/** Runs steps and counts them. */
export async function runSteps(steps: readonly Step[], { root, width = 1, say }: StepOptions): Promise<Tally> {
  const waiting = [...steps]
  let passed = 0
  const worker = async (): Promise<void> => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const started = Date.now()
      const { code, output } = await runStep(root, step)
      if (code === 0) passed += 1
      const seconds = ((Date.now() - started) / 1000).toFixed(1)
      say(
        `${code === 0 ? 'passed' : 'FAILED'}  ${step.name} (${seconds} s)${code === 0 ? '' : `\n${output.trimEnd()}\n`}`,
      )
      if (code !== 0) say(`failed: ${step.name}`)
    }
  }
  await Promise.all(Array.from({ length: width }, worker))
  return { passed, failed: steps.length - passed }
}

async function runStep(root: string, { command: [program, ...args] }: Step): Promise<{ code: number; output: string }> {
  const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const collect = (chunk: Buffer): void => {
    output += chunk.toString('utf8')
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: -1, output: error.message }))
    child.once('close', (code) => resolve({ code: code ?? 1, output }))
  })
}
