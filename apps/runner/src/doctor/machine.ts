import { availableParallelism, totalmem } from 'node:os'
import { formatBytes, say } from '@veinmind/standalone'
import { probeEngines } from '../manifest.ts'
import type { Row } from './check.ts'

/** The program, and what it runs on. */
export function runtimeRows(version: string): readonly Row[] {
  const isRoot = process.geteuid?.() === 0
  return [
    { state: 'ok', name: 'veinmind', text: version },
    { state: 'ok', name: 'node', text: `${process.version}, ${process.platform} ${process.arch}` },
    {
      state: 'ok',
      name: say('machine'),
      text: say('{0} processors, {1} of memory', availableParallelism(), formatBytes(totalmem())),
    },
    isRoot
      ? { state: 'ok', name: say('user'), text: say('root: processes and files of containers can be read') }
      : {
          state: 'off',
          name: say('user'),
          text: say('not root: processes and files of containers may be closed to this user'),
        },
  ]
}

/** The engines of this machine: which of them answer, and why others do not. Archives and registries need none. */
export async function engineRows(): Promise<readonly Row[]> {
  const engines = await probeEngines(new AbortController().signal)
  return engines.map(({ name, error }): Row => {
    if (error === undefined) return { state: 'ok', name, text: say('answers') }
    return {
      state: 'off',
      name,
      text: say(error.message),
      hint: error.hint === undefined ? undefined : say(error.hint),
    }
  })
}
