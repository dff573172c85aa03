/** The rules on which the engine and RSigma differ, by reason, with what decides it. */
export interface KnownDifference {
  readonly reason: string
  /** The text of the specification that the decision rests on, and where it stands. */
  readonly specification: string
  readonly decision: string
  readonly rules: readonly string[]
}

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    reason: "Values with `?` behind `endswith`: `AccessMask\\|endswith: '1?'` on `0x10`",
    specification:
      '"`?` to replace a single mandatory character." (sigma-rules-specification); "`endswith`: The value is expected ' +
      'at the end of the field\'s content" (sigma-appendix-modifiers)',
    decision: 'matches here: `1?` is found at the end of `0x10`. RSigma finds none.',
    rules: ['f6de9536-0441-4b3f-a646-f4e00f300ffd', 'ab6bffca-beff-4baa-af11-6733f296d57a'],
  },
  {
    reason: 'Rules with a `%placeholder%` that has no value',
    specification:
      '"`expand`: Modifier for expansion of placeholders in values. The final behavior of the replacement is ' +
      'determined by processing pipeline transformations." (sigma-appendix-modifiers)',
    decision:
      'left out here and reported. RSigma looks for the text `%name%` itself, so that a filter on it excludes nothing ' +
      'and the rule matches what it was written to leave out.',
    rules: [
      '28870ae4-6a13-4616-bd1a-235a7fad7458',
      '94309181-d345-4cbf-b5fe-061769bdf9cb',
      '313e72de-0c0d-4d65-8c95-87f4d546eceb',
      '8c944ecb-6970-4541-8496-be554b8e2846',
      'fe04b26b-0ac4-45d7-9404-4b9f16a440a9',
    ],
  },
]
