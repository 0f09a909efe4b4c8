import { buildImage, layer } from '@veinmind/testing'
import type { BuiltImage } from '@veinmind/testing'

/** One entry of dpkg's status. */
export function deb(name: string, version: string, source?: string): string {
  const built = source === undefined ? '' : `Source: ${source}\n`
  return `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\n${built}Version: ${version}\n\n`
}

/** An image of Debian with packages and other files. */
export function debian(release: string, status: string, files: Readonly<Record<string, string>> = {}): BuiltImage {
  return buildImage(
    layer({
      'etc/os-release': `ID=debian\nVERSION_ID="${release}"\nPRETTY_NAME="Debian ${release}"\n`,
      'var/lib/dpkg/status': status,
      ...files,
    }),
  )
}

/** A package of npm as it is installed. */
export const nodeModule = (name: string, version: string): Readonly<Record<string, string>> => ({
  [`srv/app/node_modules/${name}/package.json`]: JSON.stringify({ name, version }),
})
