import { mib } from '@veinmind/sdk'
import { textOf } from '../formats.ts'
import type { PackageReader } from '../reader.ts'
import { Findings } from '../reading.ts'

/** Elixir's lock file: a line for each, `"name": {:hex, :package, "1.0.0", …`. */
export const mixLock: PackageReader = {
  id: 'elixir-lock',
  names: ['mix.lock'],
  max: mib(8),
  read({ bytes }) {
    const findings = new Findings()
    for (const line of textOf(bytes).split(/\r?\n/)) {
      const [, key, kind, name, version] =
        /^\s*"([^"]{1,200})":\s*\{:(hex|git),\s*(?::"?([\w.]{1,200})"?|"[^"]{1,500}"),\s*"([^"]{1,200})"/.exec(
          line.slice(0, 2000),
        ) ?? []
      if (key === undefined) continue
      if (kind === 'hex') findings.add({ type: 'hex', name: name ?? key, version, isInstalled: false })
      else findings.add({ type: 'hex', name: key, version: '', isInstalled: false, meta: { origin: version ?? '' } })
    }
    return findings.reading
  },
}

/** rebar's: `{<<"name">>,{pkg,<<"package">>,<<"1.0.0">>},0}`. */
export const rebarLock: PackageReader = {
  id: 'erlang-lock',
  names: ['rebar.lock'],
  max: mib(8),
  read({ bytes }) {
    const findings = new Findings()
    const entry = /\{\s*pkg\s*,\s*<<"([^"]{1,200})">>\s*,\s*<<"([^"]{1,200})">>/g
    for (const [, name, version] of textOf(bytes).matchAll(entry))
      findings.add({ type: 'hex', name, version, isInstalled: false })
    return findings.reading
  },
}

/** What was compiled for BEAM: `{application, name, [… {vsn, "1.0"} …]}`. Those below `lib/erlang` are Erlang's own. */
export const otpApplication: PackageReader = {
  id: 'erlang-application',
  extensions: ['.app'],
  path: /\/ebin\/[^/]+\.app$/,
  max: mib(1),
  read({ path, bytes }) {
    const text = textOf(bytes)
    const [, name] = /\{\s*application\s*,\s*'?([\w@.]{1,200})'?\s*,/.exec(text) ?? []
    const [, version] = /\{\s*vsn\s*,\s*"([^"]{1,200})"\s*\}/.exec(text) ?? []
    const findings = new Findings()
    const isOwn = /\/(?:lib\/erlang|otp|erlang)\/lib\/[^/]+\/ebin\//.test(path)
    if (name !== undefined && version !== undefined)
      findings.add({ type: isOwn ? 'otp' : 'hex', name, version, isInstalled: true })
    return findings.reading
  },
}
