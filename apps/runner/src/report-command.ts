import { option, SEVERITIES, usageError } from '@veinmind/sdk'
import type { Severity } from '@veinmind/sdk'
import {
  declareFlags,
  describeError,
  flagsOf,
  GLOBAL_FLAGS,
  outputWidth,
  refuseUnknown,
  refuseUnknownWord,
  say,
  spokenLanguage,
} from '@veinmind/standalone'
import type { CliCommand } from './cli-command.ts'

const SPECS = {
  format: option.list('reports to make (default: cli for show, json for merge)', { placeholder: 'a,b' }),
  output: option.string('folder, file, or format=path,… for reports; - is stdout', { placeholder: 'path' }),
  verbose: option.boolean('show everything: information, details, what was not covered'),
  'sarif-suppressed': option.boolean('list accepted findings in SARIF too, as suppressed'),
  'fail-on': option.choice<Severity | 'never'>(
    'end with the exit code that a scan with this result and this severity has',
    [...SEVERITIES, 'never'],
    { default: 'never' },
  ),
} as const

const GROUPS = [
  { title: 'Report:', specs: SPECS },
  { title: 'General:', specs: GLOBAL_FLAGS },
]

/** What a report is written as where nothing is asked for. */
const DEFAULTS: Readonly<Record<string, string>> = { show: 'cli', merge: 'json', convert: '' }

/** `veinmind report show|convert|merge <files>`: reports that scans have saved, in any format. Nothing is scanned or contacted. */
export const reportCommand: CliCommand = {
  name: 'report',
  declare(parser, context) {
    parser.command(
      'report <action> <files..>',
      say('show, convert or merge reports that scans have saved'),
      (command) => {
        command.positional('action', { type: 'string', demandOption: true, describe: 'show, convert, merge' })
        command.positional('files', {
          type: 'string',
          array: true,
          demandOption: true,
          describe: say('reports that -f json or -f ndjson has written'),
        })
        command.example('$0 report show out/report.json', say('on the terminal'))
        command.example('$0 report convert out/report.ndjson -f sarif,html -o out', say('in other formats'))
        command.example('$0 report merge one.json two.ndjson -f ndjson -o all.ndjson', say('as one'))
        return declareFlags(command, GROUPS)
      },
      async (argv) => {
        const given: Readonly<Record<string, unknown>> = argv
        const action = String(given['action'])
        refuseUnknownWord(action, Object.keys(DEFAULTS), 'action')
        refuseUnknown(given, GROUPS, ['action', 'files'])
        const { exitCode, resolveOptions } = await import('@veinmind/engine')
        const flags = await resolveOptions(SPECS, flagsOf(given, { title: '', specs: SPECS }))
        const named = flags.format.length > 0 ? flags.format.join(',') : (DEFAULTS[action] ?? '')
        if (named === '') throw usageError('USAGE', 'no format is named: -f sarif,html')
        const { openReports, parseFormats, planOutput, render } = await import('@veinmind/report')
        const output = await planOutput({ formats: parseFormats(named), output: flags.output })
        const { report, close } = await openReports((given['files'] as unknown[]).map(String))
        try {
          const { written, errors } = await render(report, output, {
            language: spokenLanguage(),
            verbose: flags.verbose,
            listsSuppressed: flags['sarif-suppressed'],
            width: outputWidth(process.stdout),
          })
          for (const error of errors) process.stderr.write(`${describeError(error, false)}\n`)
          for (const { path } of written) process.stderr.write(`${say('report: {0}', path)}\n`)
          const least = flags['fail-on']
          context.exit(errors.length > 0 ? 3 : least === 'never' ? 0 : exitCode(report, { failOn: least }))
        } finally {
          close()
        }
      },
    )
  },
}
