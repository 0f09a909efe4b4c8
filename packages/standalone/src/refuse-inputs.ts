import { stat } from 'node:fs/promises'
import type { OutputPlan } from '@veinmind/report'
import { usageError } from '@veinmind/sdk'

/** Throws where a report would take the place of what is to be scanned: `scan image app.tar -o app.tar`. */
export async function refuseInputs(output: OutputPlan, words: readonly string[]): Promise<void> {
  for (const destination of output.values()) {
    const file = destination === 'stdout' ? undefined : await fileAt(destination.path)
    if (file === undefined) continue
    for (const word of words) {
      const input = await fileAt(word)
      if (input?.dev === file.dev && input.ino === file.ino) {
        throw usageError('USAGE', `${word} is to be scanned, and -o would put a report in its place`, { hint: 'name another file with -o' })
      }
    }
  }
}

async function fileAt(path: string): Promise<{ readonly dev: number; readonly ino: number } | undefined> {
  const found = await stat(path).catch(() => undefined)
  return found?.isFile() ? found : undefined
}
