const TEST_FILE = /\.test\.ya?ml$/i

/** Whether a file in a folder of rules holds events for tests and no rule. */
export function isRuleTestFile(path: string): boolean {
  return TEST_FILE.test(path)
}
