#!/usr/bin/env bash
# Scans what the action was asked for, shows what was found, and ends as the scan ended. Every input comes in the environment: none
# of them is a part of a script.
set -euo pipefail

# The lines of a text, without empty ones and the spaces around each.
lines() {
  sed -e 's/^[[:space:]]*//' -e 's/[[:space:]]*$//' -e '/^$/d' <<< "$1"
}

mapfile -t references < <(lines "$INPUT_REFERENCES")
mapfile -t further < <(lines "${INPUT_ARGUMENTS:-}")
if ((${#references[@]} == 0)); then
  echo '::error title=VeinMind::no reference is given'
  exit 2
fi

for reference in "${references[@]}"; do
  if [[ $reference == -* ]]; then
    echo '::error title=VeinMind::a reference begins with a dash'
    exit 2
  fi
done

output=${INPUT_OUTPUT:-veinmind-report}
arguments=(scan "$INPUT_TARGET" "${references[@]}" --fail-on "${INPUT_FAIL_ON:-high}" -f json,html,sarif,markdown,github -o "$output/")
if [[ -n ${INPUT_PLUGINS:-} ]]; then arguments+=(--plugins "$INPUT_PLUGINS"); fi
if [[ -n ${INPUT_ACCEPT:-} ]]; then arguments+=(--accept "$INPUT_ACCEPT"); fi
if [[ -n ${INPUT_NEW_SINCE:-} ]]; then arguments+=(--new-since "$INPUT_NEW_SINCE"); fi
if [[ ${INPUT_CACHE:-false} != true ]]; then arguments+=(--no-cache); fi
arguments+=("${further[@]}")

# VEINMIND: a program that is installed already.
read -ra program <<< "${VEINMIND:-npx --yes @veinmind/runner@${INPUT_VERSION:-latest}}"
code=0
# What is printed may repeat names of what is scanned: a line of it that looks like a command of the log is none.
token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
echo "::stop-commands::$token"
"${program[@]}" "${arguments[@]}" || code=$?
echo "::$token::"

if [[ ${INPUT_ANNOTATIONS:-true} == true && -f $output/annotations.txt ]]; then cat "$output/annotations.txt"; fi
if [[ -f $output/report.md ]]; then cat "$output/report.md" >> "$GITHUB_STEP_SUMMARY"; fi
{
  echo "report=$output"
  echo "exit-code=$code"
  if [[ -f $output/report.sarif ]]; then echo "sarif=$output/report.sarif"; fi
} >> "$GITHUB_OUTPUT"
exit "$code"
