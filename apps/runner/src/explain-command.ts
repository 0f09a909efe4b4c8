import { usageError } from '@veinmind/sdk'
import type { Plugin, Rule } from '@veinmind/sdk'
import { suggest } from '@veinmind/internal'
import { localize } from '@veinmind/internal/text'
import { declareFlags, GLOBAL_FLAGS, outputWidth, refuseUnknown, say, spokenLanguage } from '@veinmind/standalone'
import type { CliCommand } from './cli-command.ts'
import { loadPlugins } from './load-plugins.ts'

/** Pages of error codes, in English and, where there is one, in Chinese. `pnpm checks --fix` writes them from docs/errors. */
type ErrorPages = Readonly<Record<string, { readonly en: string; readonly zh?: string }>>

const GROUPS = [{ title: 'General:', specs: GLOBAL_FLAGS }]

/** `veinmind explain <rule|code>`: what a rule finds and how it is mended, or what an error code means. */
export const explainCommand: CliCommand = {
  name: 'explain',
  declare(parser) {
    parser.command(
      'explain <what>',
      say('explain a rule or an error code'),
      (command) => {
        command.usage(say('$0 explain <rule|code>\n\n{0}', say('explain a rule or an error code')))
        command.positional('what', {
          type: 'string',
          demandOption: true,
          describe: say('the id of a rule, or the code of an error'),
        })
        command.example('$0 explain WEAK-001', say('what a rule finds, and what to do'))
        command.example('$0 explain CACHE_UNUSABLE', say('what an error means'))
        return declareFlags(command, GROUPS)
      },
      async (argv) => {
        const given: Readonly<Record<string, unknown>> = argv
        refuseUnknown(given, GROUPS, ['what'])
        process.stdout.write(await explanationOf(String(given['what']).toUpperCase()))
      },
    )
  },
}

async function explanationOf(id: string): Promise<string> {
  const pages = (await import('./error-pages.json', { with: { type: 'json' } })).default as ErrorPages
  const page = Object.hasOwn(pages, id) ? pages[id] : undefined
  if (page) return fill([id, '', ...paragraphsOf(localize(page, spokenLanguage()))])
  if (/^(?:CVE|GHSA)-/.test(id))
    throw usageError('USAGE', `${id} is a vulnerability: what is known of it stands in its findings`, {
      hint: 'veinmind scan image <reference> --plugins vuln -v',
    })
  const known = new Map<string, { readonly rule: Rule; readonly plugin: Plugin }>()
  for (const plugin of await loadPlugins())
    for (const rule of (await plugin.rules?.()) ?? []) known.set(rule.id.toUpperCase(), { rule, plugin })
  const found = known.get(id)
  if (found) {
    const { explainRule } = await import('@veinmind/report')
    return fill(explainRule(found.rule, found.plugin, spokenLanguage()))
  }
  const near = suggest(id, [...known.keys(), ...Object.keys(pages)])
  const hint = near === undefined ? {} : { hint: `did you mean ${near}?` }
  throw usageError('USAGE', `no rule and no error code is called ${id}`, hint)
}

/** Paragraphs of Markdown as lines of text, with a line between them. */
function paragraphsOf(markdown: string): readonly string[] {
  return markdown.split(/\n{2,}/).flatMap((part, index) => {
    const isCode = part.startsWith('```')
    const lines = isCode ? part.split('\n').slice(1, -1) : [part.replaceAll(/\s*\n(?![-*] )\s*/g, ' ')]
    return [...(index === 0 ? [] : ['']), ...lines.flatMap((line) => line.split('\n')).map(withoutLinks)]
  })
}

const withoutLinks = (text: string): string => text.replaceAll(/\[([^\]]+)\]\((?:[^)]+)\)/g, '$1')

/** The lines, each broken where the terminal ends; what is indented stays so. */
async function fill(lines: readonly string[]): Promise<string> {
  const { wrap } = await import('@veinmind/report')
  const width = Math.min(100, outputWidth(process.stdout))
  const filled = lines.flatMap((line) => {
    const indent = /^ */.exec(line)?.[0] ?? ''
    return wrap(line.slice(indent.length), width - indent.length).map((part) => `${indent}${part}`.trimEnd())
  })
  return `${filled.join('\n')}\n`
}
