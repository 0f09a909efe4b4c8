import { maskSecret } from '@veinmind/sdk'
import type { Container, Image, ScanContext } from '@veinmind/sdk'
import { secretSubject } from '@veinmind/sdk/passwords'
import { weakPassword } from '@veinmind/report'
import { isWantedUser } from './accounts.ts'
import { MAX_ARGUMENTS, readArguments } from './arguments.ts'
import { isGuessable, LONGEST_VALUE, MAX_VARIABLES, readEnvironment } from './environment.ts'
import type { Setting } from './environment.ts'
import { isWanted } from './file-kinds.ts'
import { imageGuesses, readDictionary } from './guess/guesses.ts'
import type { OPTIONS } from './options.ts'
import { reportFiles, ruleOf, tagsOf } from './scan-files.ts'

type Context = ScanContext<typeof OPTIONS>

/** Reports the weak passwords of an image. */
export async function scanImage(image: Image, context: Context): Promise<void> {
  const guesses = imageGuesses([...image.references, image.name])
  const { env, entrypoint, cmd } = image.config
  const settings = [
    ...readEnvironment(env, 'config.Env'),
    ...readArguments(entrypoint, 'config.Entrypoint'),
    ...readArguments(cmd, 'config.Cmd'),
  ]
  sayCut(context, [
    { list: env, object: 'config.Env', most: MAX_VARIABLES },
    { list: entrypoint, object: 'config.Entrypoint', most: MAX_ARGUMENTS },
    { list: cmd, object: 'config.Cmd', most: MAX_ARGUMENTS },
  ])
  const told = reportSettings(context, settings, guesses)
  const { readTexts, textsOfImage } = await import('./configuration.ts')
  const texts = isWanted('File', context.options.services) ? await readTexts(textsOfImage(image), context, told) : []
  await reportFiles(context, guesses, texts)
}

/** Reports the weak passwords of a container: its files, its configuration, and what its processes were started with. */
export async function scanContainer(container: Container, context: Context): Promise<void> {
  const isGenerated = /^[0-9a-f]{12,64}$/.test(container.hostname)
  const guesses = imageGuesses([container.imageReference, container.name, ...(isGenerated ? [] : [container.hostname])])
  const settings = [
    ...readEnvironment(container.env, 'env'),
    ...readArguments(container.args, 'args'),
    ...(container.processes ?? []).flatMap(({ pid, env, args }) => [
      ...readEnvironment(env ?? [], `processes[pid=${pid}].env`),
      ...readArguments(args, `processes[pid=${pid}].args`),
    ]),
  ]
  sayCut(
    context,
    [
      { container, own: '' },
      ...(container.processes ?? []).map((one) => ({ container: one, own: `processes[pid=${one.pid}].` })),
    ].flatMap(({ container: { env = [], args }, own }) => [
      { list: env, object: `${own}env`, most: MAX_VARIABLES },
      { list: args, object: `${own}args`, most: MAX_ARGUMENTS },
    ]),
  )
  const told = reportSettings(context, settings, guesses)
  const { readTexts, textsOfContainer } = await import('./configuration.ts')
  const texts = isWanted('File', context.options.services)
    ? await readTexts(textsOfContainer(container), context, told)
    : []
  await reportFiles(context, guesses, texts)
}

/** Says which lists and values were not looked at whole. */
function sayCut(
  context: Context,
  lists: readonly { readonly list: readonly string[]; readonly object: string; readonly most: number }[],
): void {
  for (const { list, object, most } of lists) {
    if (list.length > most) context.incomplete(`more than ${most} values: the rest was not looked at`, { object })
    if (list.slice(0, most).some((text) => text.length > LONGEST_VALUE))
      context.incomplete(`a value longer than ${LONGEST_VALUE} characters was not looked at whole`, { object })
  }
}

/** Reports one finding for each setting, however many processes repeat it, and returns the passwords that were reported. */
function reportSettings(
  context: Context,
  settings: readonly Setting[],
  guesses: readonly string[],
): ReadonlySet<string> {
  const { services, usernames, dictionary } = context.options
  const told = new Set<string>()
  if (!isWanted('Env', services)) return told
  const words = [...guesses, ...readDictionary(dictionary?.text)]
  const seen = new Set<string>()
  for (const setting of settings) {
    const { name, user, password, text, object } = setting
    if (seen.has(text) || !isWantedUser(user, usernames)) continue
    const isOff = password === undefined
    if (!isOff && !isGuessable(setting, words)) continue
    seen.add(text)
    if (password !== undefined) told.add(password)
    const rule = ruleOf(isOff ? 'WEAK-013' : 'WEAK-010')
    const event = weakPassword({
      rule,
      at: { object },
      username: user,
      password: password ?? '',
      service: 'Env',
      evidence: text,
      identity: name,
      tags: tagsOf('Env'),
      subject: secretSubject(password ?? '', name),
    })
    // The original's consumers expect the whole setting as the path, where reports mask nothing.
    const path = isOff ? text : `${name}=${maskSecret(password)}`
    context.report({ ...event, detail: { ...event.detail, path } })
  }
  return told
}
