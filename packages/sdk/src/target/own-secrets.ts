/**
 * What the user's own credentials are (a docker configuration, a kubeconfig, a helper, standard input): whatever reads one says it here, and
 * nothing that the process says of itself shows it. One list for the process, since an error may be told long after what read the secret is gone.
 */
const kept = new Set<string>()
const MOST = 10_000
const LONGEST = 65_536

/** Keeps credentials that were read for this run out of all that is shown. */
export function keepOwnSecrets(...secrets: readonly (string | undefined)[]): void {
  for (const secret of secrets) {
    const text = secret?.trim() ?? ''
    if (text !== '' && text.length <= LONGEST && kept.size < MOST) kept.add(text)
  }
}

/** The credentials so far. */
export function ownSecrets(): ReadonlySet<string> {
  return kept
}
