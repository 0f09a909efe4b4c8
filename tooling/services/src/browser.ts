import { chromium } from 'playwright-core'
import type { Browser } from 'playwright-core'
import { requireTool } from './require-tool.ts'

/** Debian's Chromium, headless; it contacts nothing by itself. Closed with `await using` or `close()`. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = await requireTool('chromium')
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
