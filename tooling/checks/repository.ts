/** Where this repository is. The manifests of the packages and the links of their READMEs are made from it: `pnpm checks --fix`. */
export const REPOSITORY = 'https://github.com/veinmind/veinmind'

/** The branch that links lead to. */
const BRANCH = 'main'

/** What a package.json says of where its package comes from. */
export interface RepositoryFields {
  readonly homepage: string
  readonly repository: { readonly type: 'git'; readonly url: string; readonly directory: string }
  readonly bugs: string
}

/** Of the package in a folder such as `packages/sdk`. */
export function repositoryFields(folder: string): RepositoryFields {
  return {
    // Without `#readme`: the anchor of a rule is put behind it.
    homepage: `${REPOSITORY}/tree/${BRANCH}/${folder}`,
    repository: { type: 'git', url: `git+${REPOSITORY}.git`, directory: folder },
    bugs: `${REPOSITORY}/issues`,
  }
}

/** The address of a path of the repository. */
export function addressOf(path: string): string {
  return `${REPOSITORY}/blob/${BRANCH}/${path}`
}
