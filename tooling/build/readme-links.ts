import { posix } from 'node:path'
import { addressOf } from '../checks/repository.ts'

const LINK = /(\]\()([^)\s]+)(\))/g

/** Whether a link of a page leads to a file beside it. */
function isRelative(link: string): boolean {
  return !/^(?:[a-z][a-z0-9+.-]*:|#)/i.test(link)
}

/** A README, in a folder of the repository, whose links lead somewhere from anywhere. */
export function absoluteLinks(readme: string, folder: string): string {
  return readme.replaceAll(LINK, (whole, before: string, link: string, after: string) =>
    isRelative(link) ? `${before}${addressOf(posix.join(folder.replaceAll('\\', '/'), link))}${after}` : whole,
  )
}

/** The links of a README that lead nowhere from npm. */
export function relativeLinks(readme: string): string[] {
  return [...readme.matchAll(LINK)].map(([, , link = '']) => link).filter(isRelative)
}
