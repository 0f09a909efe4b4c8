import { isBelow } from './command-page.ts'
import type { CommandPage, PageOption } from './command-page.ts'

/** One way to write pages. */
export interface PageFormat {
  fileName(page: CommandPage): string
  write(page: CommandPage, all: readonly CommandPage[]): string
}

const nameOf = (page: CommandPage): string => page.path.join(' ')
const flagOf = ({ name, short }: PageOption): string => (short === undefined ? `--${name}` : `-${short}, --${name}`)
const defaultOf = (option: PageOption): string => (option.default === undefined ? '' : ` (default ${option.default})`)
const byUnderscores = (page: CommandPage, ending: string): string => `${page.path.join('_')}.${ending}`

/** The commands above and below it. */
function relativesOf(page: CommandPage, all: readonly CommandPage[]): readonly CommandPage[] {
  return all.filter((other) => isBelow(page, other) || isBelow(other, page))
}

/** Options by the heading that they stand under. */
function groupsOf({ options }: CommandPage): readonly (readonly [string, readonly PageOption[]])[] {
  return [...Map.groupBy(options, ({ group }) => group)]
}

const markdown: PageFormat = {
  fileName: (page) => byUnderscores(page, 'md'),
  write(page, all) {
    const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;')
    const groups = groupsOf(page).flatMap(([title, options]) => [
      `### ${title}`,
      '',
      '| flag | meaning |',
      '| --- | --- |',
      ...options.map((option) => `| \`${flagOf(option)}\` | ${cell(option.description + defaultOf(option))} |`),
      '',
    ])
    const examples = page.examples.map(({ command, description }) =>
      description === '' ? command : `# ${description}\n${command}`,
    )
    const related = relativesOf(page, all).map(
      (other) => `- [${nameOf(other)}](${byUnderscores(other, 'md')}): ${other.description}`,
    )
    return lines(
      `## ${nameOf(page)}`,
      '',
      page.description,
      '',
      '```',
      page.usage,
      '```',
      '',
      ...groups,
      ...(examples.length > 0 ? ['### Examples', '', '```sh', ...examples, '```', ''] : []),
      ...(related.length > 0 ? ['### See also', '', ...related] : []),
    )
  },
}

const man: PageFormat = {
  fileName: (page) => `${page.path.join('-')}.1`,
  write(page, all) {
    // A hyphen that is typed, a backslash, and a mark at the start of a line that would be a request (man(7)).
    const text = (value: string): string =>
      value
        .replaceAll('\\', '\\e')
        .replaceAll('-', '\\-')
        .replaceAll(/^(?=[.'])/gm, '\\&')
    const groups = groupsOf(page).flatMap(([title, options]) => [
      `.SS ${text(title)}`,
      ...options.flatMap((option) => [
        '.TP',
        `\\fB${text(flagOf(option))}\\fR`,
        text(option.description + defaultOf(option)),
      ]),
    ])
    const examples = page.examples.flatMap(({ command, description }) => [
      '.PP',
      ...(description === '' ? [] : [text(description)]),
      '.nf',
      text(command),
      '.fi',
    ])
    const related = relativesOf(page, all).map((other) => `\\fB${text(other.path.join('-'))}\\fR(1)`)
    return lines(
      `.TH "${text(page.path.join('-').toUpperCase())}" "1" "" "VeinMind"`,
      '.SH NAME',
      `${text(page.path.join('-'))} \\- ${text(page.description)}`,
      '.SH SYNOPSIS',
      text(page.usage),
      ...(groups.length > 0 ? ['.SH OPTIONS', ...groups] : []),
      ...(examples.length > 0 ? ['.SH EXAMPLES', ...examples] : []),
      ...(related.length > 0 ? ['.SH SEE ALSO', related.join(', ')] : []),
    )
  },
}

const rest: PageFormat = {
  fileName: (page) => byUnderscores(page, 'rst'),
  write(page, all) {
    // Marks of inline markup (docutils: `*`, a backquote, `|`, and `_` behind a word).
    const text = (value: string): string => value.replaceAll(/[\\*`|_]/g, '\\$&')
    const heading = (title: string, mark: string): string[] => [title, mark.repeat(Math.max(title.length * 2, 4)), '']
    const groups = groupsOf(page).flatMap(([title, options]) => [
      ...heading(title, '^'),
      ...options.flatMap((option) => [
        `\`\`${flagOf(option)}\`\``,
        `  ${text(option.description + defaultOf(option))}`,
        '',
      ]),
    ])
    const examples = page.examples.flatMap(({ command, description }) => [
      ...(description === '' ? [] : [`  # ${description}`]),
      `  ${command}`,
    ])
    const related = relativesOf(page, all).map(
      (other) => `* \`${nameOf(other)} <${byUnderscores(other, 'rst')}>\`_ ${text(other.description)}`,
    )
    return lines(
      ...heading(nameOf(page), '-'),
      text(page.description),
      '',
      '::',
      '',
      `  ${page.usage}`,
      '',
      ...groups,
      ...(examples.length > 0 ? [...heading('Examples', '^'), '::', '', ...examples, ''] : []),
      ...(related.length > 0 ? [...heading('See also', '^'), ...related] : []),
    )
  },
}

const yaml: PageFormat = {
  fileName: (page) => byUnderscores(page, 'yaml'),
  write(page, all) {
    // A string of JSON is one of YAML.
    const field = (indent: string, name: string, value: string | undefined): string[] =>
      value === undefined ? [] : [`${indent}${name}: ${JSON.stringify(value)}`]
    const options = page.options.flatMap((option) => [
      ...field('  - ', 'name', option.name),
      ...field('    ', 'shorthand', option.short),
      ...field('    ', 'default_value', option.default),
      ...field('    ', 'usage', option.description),
      ...field('    ', 'group', option.group),
    ])
    const examples = page.examples.flatMap(({ command, description }) => [
      ...field('  - ', 'command', command),
      ...field('    ', 'description', description),
    ])
    const related = relativesOf(page, all).map(
      (other) => `  - ${JSON.stringify(`${nameOf(other)} - ${other.description}`)}`,
    )
    return lines(
      ...field('', 'name', nameOf(page)),
      ...field('', 'synopsis', page.description),
      ...field('', 'usage', page.usage),
      ...(options.length > 0 ? ['options:', ...options] : []),
      ...(examples.length > 0 ? ['examples:', ...examples] : []),
      ...(related.length > 0 ? ['see_also:', ...related] : []),
    )
  },
}

const lines = (...all: readonly string[]): string => `${all.join('\n').trimEnd()}\n`

/** By every name that the original has for it. */
export const PAGE_FORMATS: Readonly<Record<string, PageFormat>> = {
  markdown,
  md: markdown,
  man,
  manpage: man,
  yaml,
  yml: yaml,
  rest,
  rst: rest,
}
