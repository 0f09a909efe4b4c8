/** Whether a reference leads to an image that may be another tomorrow: `latest`, or no tag, and no digest. Of a parameter that is not known: no. */
export function hasMovingTag(reference: string): boolean {
  if (reference === '' || reference === 'scratch' || reference.includes('@') || /\$[({]|\{\{/.test(reference))
    return false
  const name = reference.slice(reference.lastIndexOf('/') + 1)
  const colon = name.indexOf(':')
  // A registry with a port has its colon before the last slash.
  return colon === -1 || name.slice(colon + 1) === 'latest' || name.slice(colon + 1) === ''
}
