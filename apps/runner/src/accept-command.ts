import { option, SEVERITIES, usageError } from '@veinmind/sdk'
import type { Severity } from '@veinmind/sdk'
import { declareFlags, flagsOf, GLOBAL_FLAGS, refuseUnknown, say } from '@veinmind/standalone'
import type { CliCommand } from './cli-command.ts'

const SPECS = {
  reason: option.string('why they are accepted', { placeholder: 'text' }),
  until: option.string('the last day on which that holds', { placeholder: 'yyyy-mm-dd' }),
  rule: option.string('only those of this rule, or of this vulnerability', { placeholder: 'id' }),
  path: option.string('only those in such files', { placeholder: 'glob' }),
  image: option.string('only those in such images', { placeholder: 'glob' }),
  severity: option.choice<Severity | 'any'>('only this severity and milder ones', [...SEVERITIES, 'any'], {
    default: 'any',
  }),
  'any-image': option.boolean('accept them in every image, not only in those of the same repository'),
  accept: option.file('the file so far: its entries come first', { placeholder: 'file' }),
  prune: option.boolean('leave out its entries that fit nothing of the report, though what they are for was scanned'),
  output: option.string('file that is written; it may be that of --accept (default: standard output)', {
    placeholder: 'file',
  }),
} as const

const GROUPS = [
  { title: 'Accept:', specs: SPECS },
  { title: 'General:', specs: GLOBAL_FLAGS },
]

/** `veinmind accept <report.json>`: a file for `--accept` of what a report has. */
export const acceptCommand: CliCommand = {
  name: 'accept',
  declare(parser) {
    parser.command(
      'accept <report>',
      say('write a file of accepted findings, from a report'),
      (command) => {
        command.positional('report', {
          type: 'string',
          demandOption: true,
          describe: say('report that -f json has written'),
        })
        command.example(
          '$0 accept out/report.json --reason "legacy, SEC-12" --until 2027-06-30 -o accept.yaml',
          say('all of a report'),
        )
        command.example('$0 accept out/report.json --accept accept.yaml --prune -o accept.yaml', say('less of it'))
        return declareFlags(command, GROUPS)
      },
      async (argv) => {
        const given: Readonly<Record<string, unknown>> = argv
        refuseUnknown(given, GROUPS, ['report'])
        const { resolveOptions } = await import('@veinmind/engine')
        const flags = await resolveOptions(SPECS, flagsOf(given, { title: '', specs: SPECS }))
        const { reason, until, severity, accept, prune, output } = flags
        if (prune && accept === undefined) throw usageError('USAGE', '--prune is for the file of --accept')
        if (reason === undefined && !prune) throw usageError('USAGE', 'no --reason is given')
        const { isDay, newEntries, pruneAcceptFile, readAcceptFile, readReport } = await import('@veinmind/report')
        if (until !== undefined && !isDay(until))
          throw usageError('USAGE', `--until: ${until} is no day such as 2027-06-30`)
        const report = await readReport(String(given['report']))
        const known = accept ? await readAcceptFile(accept) : []
        const before = accept === undefined ? '' : prune ? await pruneAcceptFile(accept, report) : accept.text
        const entries =
          reason === undefined
            ? ''
            : newEntries(
                report,
                { ...flags, known, severity: severity === 'any' ? undefined : severity },
                { reason, until, isForAny: flags['any-image'] },
              )
        const text = `${before}${before === '' || before.endsWith('\n') ? '' : '\n'}${entries}`
        if (output === undefined) process.stdout.write(text)
        else await (await import('@veinmind/internal/output')).writeOutput(output, [text])
      },
    )
  },
}
