/** All shapes of JSON records, in the order in which they are tried: the stricter before the looser. */
import { CLOUD_SHAPES } from './cloud.ts'
import type { Shape } from './shape.ts'
import { WINDOWS_SHAPES } from './windows.ts'

export const SHAPES: readonly Shape[] = [...WINDOWS_SHAPES, ...CLOUD_SHAPES]
