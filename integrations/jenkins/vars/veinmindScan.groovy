/**
 * A step of a shared library: veinmindScan target: 'image', reference: 'registry.example.com/app:1', failOn: 'high'
 * The test report shows a failed test for each finding; the reports are kept with the build.
 */
def call(Map options = [:]) {
  String target = options.target ?: 'image'
  String reference = options.reference ?: error('veinmindScan: reference is missing')
  int code = 0
  withEnv([
    "VEINMIND_TARGET=${target}",
    "VEINMIND_REFERENCE=${reference}",
    "VEINMIND_FAIL_ON=${options.failOn ?: 'high'}",
    "VEINMIND_VERSION=${options.version ?: 'latest'}",
  ]) {
    code = sh(
      label: 'VeinMind',
      returnStatus: true,
      script: '''npx --yes "@veinmind/runner@$VEINMIND_VERSION" scan "$VEINMIND_TARGET" "$VEINMIND_REFERENCE" --fail-on "$VEINMIND_FAIL_ON" \\
        -f cli,json,html,junit -o veinmind-report/''',
    )
  }
  archiveArtifacts artifacts: 'veinmind-report/**', allowEmptyArchive: true
  junit testResults: 'veinmind-report/junit.xml', allowEmptyResults: true, skipMarkingBuildUnstable: true
  if (code != 0) {
    error("VeinMind ended with ${code}")
  }
}
