/** Candidates come from the program itself, a line each; where SHELL says zsh, yargs adds a description that other shells do not understand. */
const FISH = `# fish completion of veinmind: veinmind completion fish > ~/.config/fish/completions/veinmind.fish
complete -c veinmind -a '(env SHELL=/bin/bash veinmind --get-yargs-completions (commandline -opc) (commandline -ct))'
`

const POWERSHELL = `# PowerShell completion of veinmind: veinmind completion powershell >> $PROFILE
Register-ArgumentCompleter -Native -CommandName veinmind -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | ForEach-Object { $_.ToString() })
  if ($wordToComplete -eq '') { $words += '' }
  $shell = $env:SHELL
  $env:SHELL = '/bin/bash'
  try {
    veinmind --get-yargs-completions @words | ForEach-Object {
      [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
    }
  } finally {
    $env:SHELL = $shell
  }
}
`

/** Scripts for shells that yargs has none for. */
export const COMPLETION_SCRIPTS: ReadonlyMap<string, string> = new Map([
  ['fish', FISH],
  ['powershell', POWERSHELL],
  ['pwsh', POWERSHELL],
])
