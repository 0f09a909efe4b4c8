import { option } from '@veinmind/sdk'
import type { FileValue, OptionSpec } from '@veinmind/sdk'

/** The options of the plugin. Nothing leaves the machine unless one of them names where to. */
export const OPTIONS: {
  readonly clamd: OptionSpec<string | undefined>
  readonly hashes: OptionSpec<string | undefined>
  readonly rules: OptionSpec<readonly FileValue[]>
  readonly 'virustotal-key-file': OptionSpec<FileValue | undefined>
  readonly 'virustotal-url': OptionSpec<string>
  readonly 'virustotal-rate': OptionSpec<number>
  readonly 'virustotal-day': OptionSpec<number>
} = {
  clamd: option.string(
    'where clamd listens: unix:/run/clamav/clamd.ctl or tcp://host:3310; off: not even at the usual socket',
    {
      placeholder: 'address',
    },
  ),
  hashes: option.string('digests of malware (MD5, SHA-1, SHA-256): a list, CSV, .hdb or .hsb, or a folder of these', {
    placeholder: 'path',
  }),
  rules: option.files('rules of YARA, a file or a folder', { extensions: ['.yar', '.yara'], placeholder: 'path' }),
  'virustotal-key-file': option.file(
    'a file with a key of VirusTotal, which is asked for digests of programs and scripts',
    {
      placeholder: 'file',
    },
  ),
  'virustotal-url': option.string('where the interface of VirusTotal (v3) is', {
    default: 'https://www.virustotal.com/api/v3',
    placeholder: 'url',
  }),
  'virustotal-rate': option.number('questions to VirusTotal a minute', { default: 4, placeholder: 'count' }),
  'virustotal-day': option.number('questions to VirusTotal a run at most', { default: 500, placeholder: 'count' }),
}
