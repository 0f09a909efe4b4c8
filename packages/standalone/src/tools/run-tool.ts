import { join } from 'node:path'
import type { FileValue, Logger, Tool, ToolContext } from '@veinmind/sdk'
import { say } from '../speech/speech.ts'

/** One call of a tool of a plugin. */
export interface ToolCall {
  readonly tool: Tool
  readonly action: string
  readonly words: readonly string[]
  /** Given for its own options; the others have their defaults. */
  readonly options: Readonly<Record<string, unknown>>
  /** The folder of the user's data. */
  readonly dataDir: string
  readonly network: {
    readonly plainHttp?: boolean
    readonly authFile?: FileValue | undefined
    readonly caFile?: FileValue | undefined
  }
  readonly log: Logger
  readonly print: (line: string) => void
  readonly signal: AbortSignal
}

/** Does what an action of a tool does. */
export async function runTool({ tool, options, network, signal, dataDir, ...call }: ToolCall): Promise<void> {
  // What only a tool that runs needs.
  const { resolveOptions } = await import('@veinmind/engine')
  const { openArtifactStore } = await import('./artifact-store.ts')
  const { download } = await import('./download.ts')
  const { plainHttp = false, authFile, caFile } = network
  const context: ToolContext = {
    action: call.action,
    words: call.words,
    options: await resolveOptions(tool.options, options),
    signal,
    log: call.log,
    environment: process.env,
    data: (name) => join(dataDir, name),
    print: call.print,
    say,
    artifacts: openArtifactStore({ plainHttp, authFile, caFile, signal }),
    download: (url, file, given = {}) => download(url, file, { ...given, signal }),
  }
  await tool.run(context)
}
