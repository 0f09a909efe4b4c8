import { say } from '@veinmind/standalone'
import type { ReportCommand } from '@veinmind/standalone'
import type { Argv, Options } from 'yargs'
import { about } from '../about.ts'
import type { CliCommand } from '../cli-command.ts'

/** What there is to say of a command. */
export interface CommandPage {
  /** `veinmind`, `scan`, `image` */
  readonly path: readonly string[]
  readonly description: string
  /** What is typed: `veinmind scan image <path|image|reference> …`. */
  readonly usage: string
  readonly options: readonly PageOption[]
  readonly examples: readonly PageExample[]
}

export interface PageOption {
  readonly name: string
  readonly short?: string
  readonly group: string
  readonly description: string
  readonly default?: string
}

export interface PageExample {
  readonly command: string
  readonly description: string
}

/** Whether `other` is a command of `page` itself. */
export const isBelow = (page: CommandPage, other: CommandPage): boolean =>
  other.path.length === page.path.length + 1 && page.path.every((word, at) => other.path[at] === word)

const PROGRAM = 'veinmind'

/** The pages of the program and of each of its commands; `scan` is declared for each of `targets`, whose flags differ. */
export async function describeCommands(
  commands: readonly CliCommand[],
  targets: readonly string[],
): Promise<readonly CommandPage[]> {
  const pages: CommandPage[] = []
  const root = new Recorder([PROGRAM], pages)
  root.describe(about(), say('$0 <command>').replace('$0', PROGRAM))
  for (const command of commands) {
    for (const args of command.name === 'scan' ? targets.map((target) => [target]) : [[]]) {
      // Declaring uses what the recorder has of yargs, and no more.
      command.declare(root as unknown as Argv, { args, version: '', exit: () => {} })
      await root.settle()
    }
  }
  const byPath = new Map(pages.map((page) => [page.path.join(' '), page]))
  return [root.page(), ...byPath.values()]
}

type Builder = (parser: Recorder, isHelp: boolean) => unknown

/** Takes what a command declares to yargs. */
class Recorder {
  readonly #path: readonly string[]
  readonly #pages: CommandPage[]
  readonly #options: PageOption[] = []
  readonly #examples: PageExample[] = []
  #description = ''
  #usage = ''
  #work: Promise<void>[] = []

  constructor(path: readonly string[], pages: CommandPage[]) {
    this.#path = path
    this.#pages = pages
  }

  describe(description: string, usage: string): void {
    this.#description = description
    this.#usage = usage
  }

  page(): CommandPage {
    return {
      path: this.#path,
      description: this.#description,
      usage: this.#usage,
      options: this.#options,
      examples: this.#examples,
    }
  }

  /** Waits for the commands below it. */
  async settle(): Promise<void> {
    for (const work of this.#work.splice(0)) await work
  }

  /** As yargs takes it: the words, what they do and their flags, one after the other or as members of one object. */
  command(given: string | ReportCommand, text?: string, builder?: Builder): this {
    if (typeof given !== 'string') return this.command(given.command, given.describe || '', given.builder)
    const [name = ''] = given.split(' ')
    const inner = new Recorder([...this.#path, name], this.#pages)
    inner.describe(text ?? '', [...this.#path, given].join(' '))
    this.#work.push(
      (async () => {
        await builder?.(inner, true)
        this.#pages.push(inner.page())
        await inner.settle()
      })(),
    )
    return this
  }

  option(name: string, { alias, group = '', describe = '', defaultDescription, hidden }: Options): this {
    if (hidden === true) return this
    this.#options.push({
      name,
      group: group.replace(/:$/, ''),
      description: describe,
      ...(typeof alias === 'string' ? { short: alias } : {}),
      ...(defaultDescription === undefined ? {} : { default: defaultDescription }),
    })
    return this
  }

  example(command: string, description: string): this {
    this.#examples.push({ command: command.replace('$0', PROGRAM), description })
    return this
  }

  usage(text: string): this {
    this.#usage = text.replace('$0', PROGRAM).split('\n', 1)[0] ?? ''
    return this
  }

  positional(): this {
    return this
  }

  demandCommand(): this {
    return this
  }
}
