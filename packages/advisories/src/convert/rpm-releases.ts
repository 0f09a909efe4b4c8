/** Which distribution a release of an rpm is of, by the mark that it ends with: `4.el9_2`, `1.amzn2023.0.1`, `3.azl3`. */
export function ecosystemOfRelease(release: string, vendor: string | undefined): string | undefined {
  const amazon = /\.amzn(\d+)/.exec(release)?.[1]
  // The first Amazon Linux has the years and months of its releases.
  if (amazon !== undefined) return `Amazon Linux:${amazon === '1' ? '2018.03' : amazon}`
  const azure = /\.(?:azl|cm)(\d+)/.exec(release)?.[1]
  if (azure !== undefined) return `Azure Linux:${azure}`
  const enterprise = /\.(?:module_?\+?)?el(\d+)/.exec(release)?.[1]
  return enterprise === undefined || vendor === undefined ? undefined : `${vendor}:${enterprise}`
}

/** What the OSV schema calls a product by the name that its vendor gives it: `SUSE Linux Enterprise Server 15 SP5`. */
export function ecosystemOfPlatform(name: string): string | undefined {
  const suse =
    /^SUSE Linux Enterprise (?:Server|Desktop|Module for [\w -]+?)(?: for SAP Applications)? (\d+(?: SP\d)?)(?:-LTSS)?$/.exec(
      name,
    )
  // Modules are parts of the server that they are installed on.
  if (suse) return `SUSE:Linux Enterprise Server ${suse[1]}`
  const [, leap] = /^openSUSE Leap (\d+\.\d+)/.exec(name) ?? []
  if (leap !== undefined) return `openSUSE:Leap ${leap}`
  if (name.startsWith('openSUSE Tumbleweed')) return 'openSUSE:Tumbleweed'
  const [, oracle] = /^Oracle Linux (\d+)$/.exec(name) ?? []
  if (oracle !== undefined) return `Oracle Linux:${oracle}`
  const [, redHat] = /^Red Hat Enterprise Linux (\d+)(?: |$)/.exec(name) ?? []
  return redHat === undefined ? undefined : `Red Hat:${redHat}`
}
