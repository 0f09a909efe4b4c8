import type { Container, Image, ReportEvent, ScanContext } from '@veinmind/sdk'
import { contents, webAddresses } from '../contents.ts'
import { settingsOf } from '../options/options.ts'
import type { OPTIONS } from '../options/options.ts'
import { paths } from '../paths.ts'
import { containerConfigEvents, imageConfigEvents } from './config.ts'
import { contentEvents, pathEvents } from './files.ts'

type Context = ScanContext<typeof OPTIONS>

/** Reports what an image's configuration and its files hold. */
export function reportImage(image: Image, context: Context): void {
  reportAll(imageConfigEvents(image, settingsOf(context.options), Date.now()), context)
  reportFiles(context)
}

/** Reports what a container, its processes and its files hold. */
export function reportContainer(container: Container, context: Context): void {
  reportAll(containerConfigEvents(container, settingsOf(context.options), Date.now()), context)
  reportFiles(context)
}

function reportFiles(context: Context): void {
  const settings = settingsOf(context.options)
  const records = [...context.records(contents), ...context.records(webAddresses)]
  reportAll(contentEvents(records, settings, Date.now()), context)
  reportAll(pathEvents(context.records(paths), settings), context)
  for (const { record, location } of records) {
    if (record.more > 0) context.incomplete(`${record.hits.length} of at least ${record.hits.length + record.more} secrets of a file are told`, location)
  }
}

function reportAll(events: readonly ReportEvent[], context: Context): void {
  for (const event of events) {
    context.signal.throwIfAborted()
    context.report(event)
  }
}
