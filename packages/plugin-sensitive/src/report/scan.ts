import type { Container, Image, ReportEvent, ScanContext } from '@veinmind/sdk'
import { contents, webAddresses } from '../contents.ts'
import { settingsOf } from '../options/options.ts'
import type { OPTIONS } from '../options/options.ts'
import { paths } from '../paths.ts'
import { containerConfigEvents, imageConfigEvents } from './config.ts'
import { LONGEST } from './search.ts'
import { contentEvents, keyFilesOf, listedOf, pathEvents } from './files.ts'

type Context = ScanContext<typeof OPTIONS>

/** Reports what an image's configuration and its files hold. */
export function reportImage(image: Image, context: Context): void {
  reportAll(imageConfigEvents(image, settingsOf(context.options), Date.now()), context)
  const { env, labels, entrypoint, cmd, healthcheck, onBuild } = image.config
  sayLong(
    [...env, ...Object.values(labels), ...[entrypoint, cmd, healthcheck, onBuild].map((words) => words.join(' '))],
    'the configuration',
    context,
  )
  sayLong(
    image.history.map(({ createdBy }) => createdBy),
    'the history',
    context,
  )
  reportFiles(context)
}

/** Reports what a container, its processes and its files hold. */
export function reportContainer(container: Container, context: Context): void {
  reportAll(containerConfigEvents(container, settingsOf(context.options), Date.now()), context)
  const { env, args, processes = [] } = container
  sayLong(
    [...env, args.join(' '), ...processes.flatMap((process) => [...(process.env ?? []), process.args.join(' ')])],
    'the configuration',
    context,
  )
  reportFiles(context)
}

/** Texts are searched up to a length; steps say what they set up to a smaller one. */
function sayLong(texts: readonly string[], place: string, context: Context): void {
  if (texts.some((text) => text.length > LONGEST))
    context.incomplete(`a text of ${place} is longer than ${LONGEST} characters: the rest was not searched`)
}

function reportFiles(context: Context): void {
  const settings = settingsOf(context.options)
  const records = [...context.records(contents), ...context.records(webAddresses)]
  const named = context.records(paths)
  reportAll(contentEvents(records, settings, Date.now(), keyFilesOf(named)), context)
  reportAll(pathEvents(named, settings), context)
  for (const { record, location } of records) {
    const listed = listedOf(record)
    if (listed) context.incomplete(`${listed.count} of at least ${listed.atLeast} secrets of a file are told`, location)
  }
}

function reportAll(events: Iterable<ReportEvent>, context: Context): void {
  for (const event of events) {
    context.signal.throwIfAborted()
    context.report(event)
  }
}
