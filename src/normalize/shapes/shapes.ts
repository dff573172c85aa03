/** All shapes of JSON records, in the order in which they are tried: the stricter before the looser. */
import { AZURE_SHAPES } from './azure.ts'
import { CLOUD_SHAPES } from './cloud.ts'
import { DEFENDER_SHAPES } from './defender.ts'
import { ECS_SHAPES } from './ecs.ts'
import { HOST_SHAPES } from './host.ts'
import { NETWORK_SHAPES } from './network.ts'
import { SENSOR_SHAPES } from './sensors.ts'
import type { Shape } from './shape.ts'
import { WEB_SHAPES } from './web.ts'
import { WINDOWS_SHAPES } from './windows.ts'

export const SHAPES: readonly Shape[] = [
  ...WINDOWS_SHAPES,
  ...CLOUD_SHAPES,
  ...AZURE_SHAPES,
  ...DEFENDER_SHAPES,
  ...NETWORK_SHAPES,
  ...HOST_SHAPES,
  ...SENSOR_SHAPES,
  ...WEB_SHAPES,
  ...ECS_SHAPES,
]
