import { join } from 'node:path'
import { run } from '@veinmind/services'

const AUTHOR = {
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 't@example.com',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 't@example.com',
}

/** Makes `repo.git` in `folder`, from its `work/`: what is there now is the tag `v1`, and a newer commit has no files. */
export async function makeRepository(folder: string): Promise<void> {
  const git = (...args: readonly string[]): Promise<unknown> =>
    run('git', args, { cwd: join(folder, 'work'), env: AUTHOR })
  await git('init', '-q', '-b', 'main')
  await git('add', '-A')
  await git('commit', '-qm', 'Files')
  await git('tag', 'v1')
  await git('rm', '-qr', '.')
  await git('commit', '-qm', 'None')
  await git('clone', '-q', '--bare', '.', join(folder, 'repo.git'))
}
