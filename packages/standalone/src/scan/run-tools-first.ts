import type { FileValue } from '@veinmind/sdk'
import { runTool } from '../tools/run-tool.ts'
import type { ScanSettings } from '../settings/scan-settings.ts'

/** Does what options of plugins ask of their tools before anything is scanned: `--db-update`. What it says goes where it is no report. */
export async function runToolsFirst(
  { plugins, target, dataDir, log }: ScanSettings,
  signal: AbortSignal,
): Promise<void> {
  const options = target.options as Readonly<Record<string, unknown>>
  for (const { name, tools = [] } of plugins.bundled)
    for (const tool of tools) {
      const { beforeScan } = tool
      if (beforeScan === undefined || plugins.options[name]?.[beforeScan.option] !== true) continue
      await runTool({
        tool,
        action: beforeScan.action,
        words: [],
        options: {},
        dataDir,
        network: {
          plainHttp: options['plain-http'] === true,
          authFile: options['auth-file'] as FileValue | undefined,
          caFile: options['ca-file'] as FileValue | undefined,
        },
        log,
        print: (line) => void process.stderr.write(`${line}\n`),
        signal,
      })
    }
}
