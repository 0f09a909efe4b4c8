import { stat } from 'node:fs/promises'
import { isStandardInput } from '@veinmind/image'
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
        throw usageError('USAGE', `${word} is to be scanned, and -o would put a report in its place`, {
          hint: 'name another file with -o',
        })
      }
    }
  }
}

/** Throws where standard input is to be more than one thing: `scan image - --password-stdin`. */
export function refuseSharedInput(words: readonly string[], options: Readonly<Record<string, unknown>>): void {
  const flags = Object.keys(options).flatMap((name) =>
    name.endsWith('-stdin') && options[name] === true ? [`--${name}`] : [],
  )
  const [first, second] = [...words.filter(isStandardInput), ...flags]
  if (first === undefined || second === undefined) return
  throw usageError('USAGE', `standard input cannot be read for both ${first} and ${second}`, {
    hint:
      flags.length > 0
        ? 'name the archive by its path, or give the credentials by docker login or variables of the environment'
        : 'name one of them by its path',
  })
}

async function fileAt(path: string): Promise<{ readonly dev: number; readonly ino: number } | undefined> {
  const found = await stat(path).catch(() => undefined)
  return found?.isFile() ? found : undefined
}
