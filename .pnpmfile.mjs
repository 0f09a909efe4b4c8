/**
 * The runner is published as one bundle: what is ours is in it, so nobody installs it again. (Here it stays among the dependencies:
 * a release of a plugin is one of the runner too.)
 */
function beforePacking(manifest) {
  if (manifest.name !== '@veinmind/runner') return manifest
  const kept = Object.entries(manifest.dependencies ?? {}).filter(([name]) => !name.startsWith('@veinmind/'))
  return { ...manifest, dependencies: Object.fromEntries(kept) }
}

export const hooks = { beforePacking }
