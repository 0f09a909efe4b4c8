import { say } from '@veinmind/standalone'

/** What the program is for, in a sentence. */
export const about = (): string =>
  say(
    'Scans images, containers, hosts, infrastructure as code and clusters for vulnerabilities, secrets, weak passwords, malware, backdoors and other risks, and takes an inventory of their packages.',
  )
